#pragma once

#include "cli/delivery.hpp"
#include "stage/approver.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace ra::cli {

// Where people approve a delivery besides the terminal: its pull request, an environment, a job for it; as far as there
// are any here. They live no longer than the bench.
stage::Approvers make_approvers(Shell& shell, DeliveryBench& bench, boost::asio::any_io_executor executor);

}  // namespace ra::cli
