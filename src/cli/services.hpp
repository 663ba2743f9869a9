#pragma once

#include "ci/provider.hpp"
#include "cli/command.hpp"
#include "forge/forge.hpp"
#include "http/client.hpp"
#include "model/config.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>

namespace ra::cli {

// What the outside is reached through, put together in one place: transport, rate limit, retries, provider.
struct Services {
  Clock clock;
  std::unique_ptr<http::Client> client;  // empty for a provider that needs none
  std::unique_ptr<ci::Provider> provider;
};

Result<std::unique_ptr<Services>> make_services(Shell& shell, const model::Config& config,
                                                boost::asio::any_io_executor executor);

std::unique_ptr<http::Client> make_client(Shell& shell, const model::Config& config, const Clock& clock,
                                          boost::asio::any_io_executor executor);

// For large files, of repositories of artifacts: these have no rate that we know of, and what is too much they say
// themselves. It follows redirects.
std::unique_ptr<http::Client> download_client(Shell& shell, const model::Config& config, const Clock& clock,
                                              const boost::asio::any_io_executor& executor);

// The providers by name; the only place besides their own files that names them (cli/registry.cpp).
Result<std::unique_ptr<ci::Provider>> make_provider(Shell& shell, const model::Config& config, Services& services,
                                                    boost::asio::any_io_executor executor);

// The repository of this job on its forge. Its requests are given up earlier than the CI's: a comment that cannot be
// written must not hold up a release.
struct ForgeServices {
  Clock clock;
  std::unique_ptr<http::Client> client;
  std::unique_ptr<forge::Forge> forge;
};
Result<std::unique_ptr<ForgeServices>> make_forge(Shell& shell, const model::Config& config,
                                                  const std::string& repository, boost::asio::any_io_executor executor);

// Runs one thing with a forge to its end.
using WithForge = std::function<boost::asio::awaitable<void>(ForgeServices&)>;
Result<> with_forge(Shell& shell, const model::Config& config, const std::string& repository, const WithForge& what);

}  // namespace ra::cli
