#pragma once

#include "fetch/maven.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <string>

namespace ra::test {

struct FetchBench {
  TemporaryFolder folder;
  ScriptedClient client;
  Log log;
  fetch::Fetcher fetcher{client, folder.path() / "cache", log};

  std::filesystem::path cache() const { return folder.path() / "cache"; }
  std::filesystem::path cached(const std::string& text) const { return cache() / "sha256" / sha256_of(text); }
  std::string text_of(const std::filesystem::path& path) const { return read_file(path, 1U << 20U).value(); }

  void get(const std::string& url, const Result<http::Response>& reply) {
    client.expect(http::Method::get, url, reply);
  }

  static fetch::Wanted wanted(const std::string& text) {
    fetch::Wanted wanted;
    wanted.url = "https://x/a.zip";
    wanted.expected = fetch::Expected{archive::Hash::sha256, sha256_of(text)};
    return wanted;
  }

  Result<fetch::Fetched> fetch(const fetch::Wanted& what) { return run_coroutine(fetcher.fetch(what)); }

  const http::Request& request(std::size_t i) const { return client.requests().at(i); }
};

inline http::Response partial(const std::string& range, const std::string& body) {
  http::Response response = answer(206, body);
  response.headers.set("Content-Range", range);
  return response;
}

}  // namespace ra::test
