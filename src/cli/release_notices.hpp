#pragma once

#include "cli/notices.hpp"
#include "model/run.hpp"

#include <memory>
#include <optional>
#include <string>

namespace ra::cli {

// Tells those whom `notify` names how a release goes: that it begins and what is in it, the first failure, an approval
// that it waits for, its end. In a dry run nobody is told.
class ReleaseNotices {
 public:
  ReleaseNotices(std::unique_ptr<Notices> notices, const Redactor& redact, const Clock& clock)
      : notices_{std::move(notices)}, redact_{redact}, clock_{clock} {}

  // Whenever something has changed.
  void look(const model::Run& run);
  boost::asio::awaitable<void> end(const model::Run& run);

 private:
  void tell(const model::Run& run, model::Moment moment, const std::string& message, const std::string& link);

  std::unique_ptr<Notices> notices_;
  const Redactor& redact_;
  const Clock& clock_;
  bool begun_ = false;
  bool failed_ = false;
  bool waited_ = false;
};

// Null where nobody is to be told.
Result<std::unique_ptr<ReleaseNotices>> make_release_notices(Shell& shell, const model::Config& config,
                                                             model::Mode mode, const Clock& clock,
                                                             boost::asio::any_io_executor executor);

}  // namespace ra::cli
