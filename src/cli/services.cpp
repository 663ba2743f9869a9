#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/random.hpp"
#include "base/try.hpp"
#include "http/following.hpp"
#include "http/rate_limit.hpp"
#include "http/retrying.hpp"
#include "http/sleep.hpp"
#include "http/transport.hpp"

#include <boost/asio/io_context.hpp>

namespace ra::cli {

// Outermost first: a request waits for its turn each time it is sent, retries included.
std::unique_ptr<http::Client> make_client(Shell& shell, const model::Config& config, const Clock& clock,
                                          boost::asio::any_io_executor executor) {
  auto transport = http::make_transport(executor, http::transport_options(shell.environment), clock, shell.log);
  auto limited = http::rate_limited(std::move(transport), config.ci.requests_per_second, http::real_sleep(), clock);
  http::RetryPolicy policy;
  policy.patience = config.ci.patience;
  return http::retrying(std::move(limited), policy, http::real_sleep(), clock, system_random(), shell.log);
}

std::unique_ptr<http::Client> download_client(Shell& shell, const model::Config& config, const Clock& clock,
                                              const boost::asio::any_io_executor& executor) {
  auto transport = http::make_transport(executor, http::transport_options(shell.environment), clock, shell.log);
  http::RetryPolicy policy;
  policy.patience = config.ci.patience;
  auto retrying = http::retrying(std::move(transport), policy, http::real_sleep(), clock, system_random(), shell.log);
  return http::following(std::move(retrying));
}

Result<std::unique_ptr<Services>> make_services(Shell& shell, const model::Config& config,
                                                boost::asio::any_io_executor executor) {
  auto services = std::make_unique<Services>();
  RA_TRY_ASSIGN(services->provider, make_provider(shell, config, *services, executor));
  return services;
}

Result<> with_forge(Shell& shell, const model::Config& config, const std::string& repository, const WithForge& what) {
  boost::asio::io_context io{1};
  RA_TRY_ASSIGN(const auto services, make_forge(shell, config, repository, io.get_executor()));
  run_coroutine(io, what(*services));
  return {};
}

}  // namespace ra::cli
