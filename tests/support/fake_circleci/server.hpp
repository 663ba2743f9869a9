#pragma once

#include "support/fake_circleci/engine.hpp"

#include <filesystem>
#include <fstream>

namespace ra::test::fake {

// The engine behind a socket on 127.0.0.1: gives it the time, performs its kills and writes its record.
// For the program of this folder, and for tests that want the fake in their own process.
class Server {
 public:
  struct Options {
    unsigned short port = 0;
    std::filesystem::path record;  // empty: none
  };

  Server(boost::asio::any_io_executor executor, Scenario scenario, const Clock& clock, const Options& options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const { return http_.url(); }  // http://127.0.0.1:PORT
  unsigned short port() const { return http_.port(); }
  void stop() { http_.stop(); }
  Engine& engine() { return engine_; }

 private:
  Answer handle(const ReceivedRequest& request);

  const Clock& clock_;
  Engine engine_;
  std::ofstream record_;
  HttpServer http_;
};

}  // namespace ra::test::fake
