#pragma once

#include "cli/services.hpp"
#include "notify/notifier.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace ra::cli {

// What tells those whom `notify` names. A notice that does not arrive is noted in the work folder, for `notify
// --retry`.
class Notices {
 public:
  Notices(Shell& shell, std::vector<notify::Destination> destinations, const Clock& clock,
          boost::asio::any_io_executor executor);

  void tell(const notify::Event& event) { notifier_.tell(event); }
  boost::asio::awaitable<void> flush() { return notifier_.flush(); }
  const std::string& link() const { return link_; }  // of this run, on a CI

 private:
  std::string link_;
  Log quiet_;  // the transport writes addresses into its log, and these are secrets
  std::unique_ptr<http::Client> client_;
  notify::Notifier notifier_;
};

// `config` for a kind of notice that there is not.
Result<std::vector<notify::Destination>> notice_destinations(Shell& shell, const model::Config& config);

std::filesystem::path lost_notices_file(const Shell& shell);

}  // namespace ra::cli
