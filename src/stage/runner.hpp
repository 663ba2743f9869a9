#pragma once

#include "stage/approver.hpp"
#include "stage/journal.hpp"
#include "stage/stage.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ra::stage {

struct RunOptions {
  std::string from;   // the first stage to run; what comes before it must be done
  std::string until;  // the last one
  std::set<std::string> skip;
  bool dry_run = true;  // nobody is asked, nothing outside is written
};

// A stage has begun, ended, failed or waits.
using Observer = std::function<void(const Record& record)>;

struct Delivery {
  std::vector<Record> records;  // of the stages that were looked at, in order
  std::optional<Error> error;   // why it ended before the last of them
};

// Runs stage after stage: what is done and still there is left alone, what is not approved is waited for. Each begin
// and end is recorded before and after it happens, so that a run that was killed is gone on with.
boost::asio::awaitable<Delivery> run_stages(Context& context, Journal& journal,
                                            const std::vector<std::unique_ptr<Stage>>& stages,
                                            const Approvers& approvers, RunOptions options, const Clock& clock,
                                            Observer observer);

}  // namespace ra::stage
