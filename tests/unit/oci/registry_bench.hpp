#pragma once

#include "oci/repository.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ra::oci::test {

// A repository behind a script, and no time that passes.
struct RegistryBench {
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  Log log;
  AskCredentials ask = these("r.example", {"me", Secret{"s3cret-s3cret"}});
  std::vector<Duration> slept;

  Access access() {
    const auto hide = [](const Secret& /*secret*/) {};
    const http::Sleep sleep = [this](Duration wait) -> boost::asio::awaitable<void> {
      slept.push_back(wait);
      co_return;
    };
    return {client, ask, hide, sleep, clock, log};
  }

  Repository repository(Repository::Use use = Repository::Use::write) {
    return {std::make_shared<Session>(access(), "r.example"), "a/b", use};
  }

  static http::Response reply(int status, std::vector<std::pair<std::string, std::string>> headers = {},
                              std::string body = {}) {
    http::Response answer;
    answer.status = status;
    answer.body = std::move(body);
    for (auto& [name, value] : headers) answer.headers.set(name, value);
    return answer;
  }

  std::string sent(std::size_t i, const char* header) const {
    return std::string{client.requests().at(i).headers.get(header)};
  }
};

inline Descriptor blob_of(const std::string& bytes) {
  Descriptor blob;
  blob.digest = digest_of(bytes);
  blob.size = bytes.size();
  return blob;
}

}  // namespace ra::oci::test
