#pragma once

#include "ci/github_actions_run.hpp"
#include "ci/github_actions_trigger.hpp"
#include "ci/step_logs.hpp"
#include "github/api.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::ci::github_actions {

// GitHub keeps one log of a job. Splits it into steps where the runner says that one begins to run commands; each line
// has its time in front.
class StepSplitter {
 public:
  StepSplitter(LoggedStep job, LogVisitor& visitor) : step_{std::move(job)}, visitor_{visitor} {}

  Result<> feed(std::string_view piece);
  Result<> finish();

 private:
  Result<> whole_lines(std::string_view text);
  Result<> put(std::string_view text);

  LoggedStep step_;
  LogVisitor& visitor_;
  std::string rest_;  // a line whose end has not come yet
  bool told_ = false;
};

// What the jobs of all attempts wrote. `attempts`: oldest first.
boost::asio::awaitable<Result<>> read_attempt_logs(github::Api& api, Target target, std::vector<Run> attempts,
                                                   LogVisitor& visitor);

}  // namespace ra::ci::github_actions
