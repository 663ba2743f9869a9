#include "cli/notices.hpp"

#include "base/try.hpp"
#include "event/event.hpp"
#include "http/transport.hpp"
#include "notify/retry.hpp"

namespace ra::cli {

namespace {

constexpr std::chrono::seconds notice_patience{5};

std::string link_of_this_run(const Environment& environment) {
  const auto event = event::read_event(environment);
  return event && *event ? (*event)->run_link : std::string{};
}

notify::Notifier::Lost keep_lost(Shell& shell) {
  return [&shell](const std::string& destination, const notify::Event& event) {
    const auto noted = notify::note_lost(lost_notices_file(shell), {destination, event});
    if (!noted) shell.log.warning("{}", noted.error().message);
  };
}

}  // namespace

Notices::Notices(Shell& shell, std::vector<notify::Destination> destinations, const Clock& clock,
                 boost::asio::any_io_executor executor)
    : link_{link_of_this_run(shell.environment)},
      client_{http::make_transport(executor, http::transport_options(shell.environment), clock, quiet_)},
      notifier_{std::move(destinations),
                *client_,
                executor,
                notice_patience,
                clock,
                shell.log,
                keep_lost(shell),
                http::real_sleep(),
                notify::real_mail(executor, shell.environment.get("SSL_CERT_FILE"), clock)} {}

Result<std::vector<notify::Destination>> notice_destinations(Shell& shell, const model::Config& config) {
  for (const auto& notice : config.notify) {
    shell.output.hide(shell.environment.secret(notice.url_variable));
    if (!notice.key_variable.empty()) shell.output.hide(shell.environment.secret(notice.key_variable));
  }
  return notify::destinations(config.notify, shell.environment, shell.log);
}

std::filesystem::path lost_notices_file(const Shell& shell) { return shell.globals.work_folder() / "notices.ndjson"; }

}  // namespace ra::cli
