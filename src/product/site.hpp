#pragma once

#include "base/wakeup.hpp"
#include "product/publish.hpp"
#include "product/site_guard.hpp"
#include "product/site_logs.hpp"
#include "product/site_state.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace ra::product {

struct SiteOptions {
  SiteGuard guard;
  std::optional<Speaker> speaker;  // as whom is decided here; without: not at all
  bool dry_run = true;
  Duration every = std::chrono::minutes{1};  // how often the catalogue is read
  Secret wake_secret;                        // without: nobody may wake it
  std::filesystem::path folder;              // for logs on their way
  std::function<std::string(std::string)> redact;
  std::function<Result<bool>()> trust_again;                    // whether others are trusted than the last time
  std::function<boost::asio::awaitable<void>(Statement)> tell;  // those who want to know what was decided
};

// The matrix as a web page, and the same for programs. Answers from memory; what was read of the catalogue is read
// again behind their backs.
class Site {
 public:
  Site(const boost::asio::any_io_executor& executor, Reading reading, SiteOptions options, const Clock& clock);

  boost::asio::awaitable<http::Reply> answer(http::Incoming request);

  // Reads, again and again until it is cancelled. An error (unauthorized, config): it could not be read at all.
  boost::asio::awaitable<Result<int>> keep_reading();

 private:
  boost::asio::awaitable<Result<>> read();
  Result<> look_who_is_trusted();
  boost::asio::awaitable<http::Reply> route(http::Incoming request);
  boost::asio::awaitable<http::Reply> look(http::Incoming request);
  boost::asio::awaitable<http::Reply> details(std::string wanted, http::Incoming request);
  boost::asio::awaitable<http::Reply> log(std::string what, http::Incoming request);
  boost::asio::awaitable<http::Reply> decide(Kind kind, std::string wanted, http::Incoming request);
  std::optional<StatementTag> statement_of(const std::string& first, const std::string& second) const;
  http::Reply failed(Error problem) const;

  Reading reading_;
  SiteOptions options_;
  const Clock& clock_;
  SiteState state_;
  SiteLogs logs_;
  Wakeup wakeup_;
  bool trust_is_new_ = false;
  std::size_t begun_ = 0;  // readings; one that ends after a later one counts no more
  std::size_t ended_ = 0;
  std::map<std::string, SiteContent> details_;  // of what somebody has looked at, by the digest
  SiteContent style_, script_, icon_;
};

}  // namespace ra::product
