// fake_circleci --scenario FILE [--port N] [--record FILE] [--port-file FILE] [--speed N]
// A CircleCI for tests: prints its URL, answers until SIGTERM or SIGINT. See README.md beside this file.
#include "support/fake_circleci/server.hpp"

#include "base/files.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <iostream>
#include <map>
#include <set>
#include <string>

namespace {

using namespace ra;
using namespace ra::test::fake;

int wrong(const std::string& why) {
  std::cerr << "fake_circleci: " << why << '\n';
  return 2;
}

Result<Scenario> load(const std::string& file, double speed) {
  constexpr std::uint64_t most = std::uint64_t{64} << 20U;
  const auto text = read_file(file, most);
  if (!text) return text.error();
  auto scenario = parse_scenario(*text, speed);
  if (!scenario) return with_context(scenario.error(), file);
  return scenario;
}

int serve(std::map<std::string, std::string>& options) {
  const double speed = options.contains("--speed") ? std::stod(options["--speed"]) : 1;
  if (speed <= 0) return wrong("--speed must be more than 0");
  auto scenario = load(options["--scenario"], speed);
  if (!scenario) return wrong(scenario.error().message);
  boost::asio::io_context context{1};
  const Clock clock;
  Server::Options where;
  if (options.contains("--port")) where.port = static_cast<unsigned short>(std::stoul(options["--port"]));
  where.record = options["--record"];
  Server server{context.get_executor(), std::move(*scenario), clock, where};
  boost::asio::signal_set signals{context, SIGTERM, SIGINT};
  signals.async_wait([&](const boost::system::error_code&, int) {
    server.stop();
    context.stop();
  });
  if (!options["--port-file"].empty()) {
    const auto written = write_file(options["--port-file"], std::to_string(server.port()) + "\n");
    if (!written) return wrong(written.error().message);
  }
  std::cout << server.url() << std::endl;
  context.run();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options;
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    const std::set<std::string> known{"--scenario", "--port", "--record", "--port-file", "--speed"};
    if (!known.contains(name)) return wrong("unknown option " + name);
    if (i + 1 == argc) return wrong(name + " needs a value");
    options[name] = argv[i + 1];
  }
  if (!options.contains("--scenario")) return wrong("--scenario FILE is needed");
  try {
    return serve(options);
  } catch (const std::exception& e) {
    return wrong(e.what());
  }
}
