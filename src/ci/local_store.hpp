#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "ci/local_process.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The folder of one pipeline of the `local` provider:
//   job.json    what to run; written once, by the provider
//   state.json  how far it is; written by the runner, and by a provider that finds the runner dead
//   *.log       what each job wrote
//   src/        the clone
// Reads and writes these files; starts nothing and decides nothing.
namespace ra::ci::local {

struct JobOrder {
  std::string name;
  std::string run;  // empty: it is the checkout
  Duration limit{};
  std::string log;  // file name inside the folder
};

struct Order {
  std::string id;
  std::int64_t number = 0;
  std::string created_at;
  std::string project;
  std::string component;
  std::string repository;
  std::string branch;
  std::string workflow_id;
  std::string workflow;
  std::map<std::string, std::string> variables;  // added to the environment of the jobs, but not of the checkout
  std::vector<JobOrder> jobs;                    // one after the other; the checkout first
};

struct JobState {
  std::string status = "blocked";  // CircleCI's words: blocked running success failed timedout canceled not_run
  std::string started_at;
  std::string stopped_at;
  std::optional<int> exit_code;
  std::string note;  // why, where the log does not say it
};

struct State {
  std::string status = "running";  // running success failed canceled
  std::string started_at;
  std::string stopped_at;
  std::string revision;
  ProcessId runner;
  std::vector<JobState> jobs;  // as in the order
};

Result<> write_order(const std::filesystem::path& folder, const Order& order);
Result<Order> read_order(const std::filesystem::path& folder);  // not_found when there is none
Result<> write_state(const std::filesystem::path& folder, const State& state);
Result<State> read_state(const std::filesystem::path& folder);  // not_found while the runner has not begun

// Ends what is not finished: running and waiting jobs become `canceled`. `note` goes to the job that ran.
void cancel(State& state, std::string_view now, std::string_view note);

// Every process of a pipeline but its runner carries this in its environment.
std::string process_mark(const Order& order);

// "gh/gravitee-io/x" becomes a relative path whose parts cannot lead elsewhere.
std::filesystem::path project_folder(std::string_view project);

// The project's pipelines that have a folder, ascending.
std::vector<std::int64_t> numbers(const std::filesystem::path& project);

}  // namespace ra::ci::local
