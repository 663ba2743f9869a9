#include "support/fake_circleci/server.hpp"

#include "support/fake_circleci/kill.hpp"

namespace ra::test::fake {

Server::Server(boost::asio::any_io_executor executor, Scenario scenario, const Clock& clock, const Options& options)
    : clock_{clock},
      engine_{std::move(scenario), clock.wall()},
      http_{executor, [this](const ReceivedRequest& request) { return handle(request); }, options.port} {
  engine_.set_base_url(http_.url());
  if (!options.record.empty()) record_.open(options.record, std::ios::app);
}

Answer Server::handle(const ReceivedRequest& request) {
  Reply reply = engine_.handle(request, clock_.wall());
  const auto& kill = engine_.scenario().kill;
  if (reply.kill && kill) kill_client(kill->pid_file, kill->tree);
  // Written before the answer goes out, so that whoever has an answer finds its line.
  if (record_.is_open()) record_ << json::dump(reply.record) << '\n' << std::flush;
  return std::move(reply.answer);
}

}  // namespace ra::test::fake
