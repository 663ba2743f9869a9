#pragma once

#include "cli/delivery.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

// The parts of `stage`, one file each: stage_run.cpp and so on.
namespace ra::cli {

using Work = std::function<boost::asio::awaitable<Result<int>>(DeliveryBench&)>;

// Opens the delivery of what is checked out and works on it. Where nothing is to be released it says so and does
// nothing; `shows`: it shows the stages then too.
Result<int> deliver(Shell& shell, const DeliveryOptions& options, bool shows, const Work& work);

// The stages as text, or as JSON.
void show_stages(Shell& shell, const std::vector<stage::Record>& records);

boost::asio::awaitable<Result<int>> show_records(Shell& shell, DeliveryBench& bench);

// `usage` for a name that is no stage's, with the nearest one; "" is fine.
Result<> known_stage(const std::string& name);

// Runs what `options` name, shows it, and gives what it ended with.
boost::asio::awaitable<Result<int>> run_delivery(Shell& shell, DeliveryBench& bench, stage::RunOptions options);

// The whole of a run, for a command; with --plan it shows what is recorded.
Result<int> run_stages_of(Shell& shell, const DeliveryOptions& options);

// Somebody at a terminal approves. `conflict` when it is not what waits.
boost::asio::awaitable<Result<int>> approve_stage(Shell& shell, DeliveryBench& bench, std::string stage,
                                                  std::string digest);

}  // namespace ra::cli
