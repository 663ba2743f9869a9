#pragma once

#include "base/error.hpp"
#include "http/client.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// What the jobs of a pipeline wrote, as the CI keeps it.
namespace ra::ci {

struct LoggedStep {
  std::string workflow;
  std::string job;
  std::string job_id;
  std::string job_link;
  std::string name;    // of the step; the job's own name where the CI knows no steps
  std::string status;  // the CI's word
  std::string time;    // RFC 3339, when it began; may be empty
  bool dated = false;  // each line begins with its own time, RFC 3339 and a space
};

// Is told of steps one by one, each followed by what it wrote. An error of it ends the reading.
class LogVisitor {
 public:
  virtual ~LogVisitor() = default;
  virtual Result<> step(const LoggedStep& step) = 0;
  virtual Result<> text(std::string_view piece) = 0;  // of the step before; cut anywhere
  // It wrote something that the CI does not give, and will not give another time either.
  virtual Result<> missing(const LoggedStep& step, std::string_view why) = 0;
};

// Ours: of one step, or of one job where the CI keeps one log of it.
inline constexpr std::uint64_t largest_log = std::uint64_t{16} << 30U;
inline constexpr Duration log_timeout = std::chrono::minutes{30};

// Takes the body of an answer to whoever reads a log. A request that is repeated begins again, and what has been handed
// on already is passed over: the log of a job that has ended does not change.
class LogBody : public http::BodySink {
 public:
  Result<> begin(const http::Response& head) override;
  Result<> write(std::string_view piece) override;

 protected:
  virtual Result<> take(std::string_view piece) = 0;

 private:
  std::uint64_t taken_ = 0;
  std::uint64_t repeated_ = 0;  // of what was taken already and comes once more
};

// Not there any more, or not for us: no reason to give up on the others.
bool is_missing(const Error& e);

}  // namespace ra::ci
