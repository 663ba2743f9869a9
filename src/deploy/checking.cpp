#include "deploy/checking.hpp"

namespace asio = boost::asio;

namespace ra::deploy {

asio::awaitable<HealthReport> check_health(http::Client& pages, const Access& access, const model::Probe& probe) {
  const std::string& name = access.deployment.name;
  const std::function<void(const std::string&)> say = [&](const std::string& text) {
    access.log.info("{}: {}", name, text);
  };
  HealthReport report = co_await check_health(pages, probe, access.clock, access.sleep, say);
  report.last = access.redact(report.last);
  access.log.info("{}: {}", name, to_text(report, probe));
  co_return report;
}

}  // namespace ra::deploy
