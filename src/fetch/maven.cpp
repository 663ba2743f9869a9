#include "fetch/maven.hpp"

#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::fetch {

namespace {

asio::awaitable<Result<std::string>> version_in(Fetcher& fetcher, const MavenSource& source, const Coordinates& of) {
  if (!of.snapshot()) co_return of.version;
  const std::string url = http::join_url(source.url, of.folder() + "/maven-metadata.xml");
  const auto metadata = co_await fetcher.text(url, source.headers);
  if (!metadata) co_return metadata.error();
  auto version = newest_deployment(of, *metadata);
  if (!version) co_return with_context(std::move(version).error(), http::redact_url(url));
  co_return version;
}

asio::awaitable<Result<Fetched>> fetch_from(Fetcher& fetcher, const MavenSource& source, const Coordinates& of,
                                            Wanted wanted) {
  const auto version = co_await version_in(fetcher, source, of);
  if (!version) co_return version.error();
  wanted.url = http::join_url(source.url, of.folder() + "/" + of.file_name(*version));
  wanted.headers = source.headers;
  auto fetched = co_await fetcher.fetch(std::move(wanted));
  co_return fetched;
}

}  // namespace

asio::awaitable<Result<Fetched>> fetch_maven(Fetcher& fetcher, const std::vector<MavenSource>& sources,
                                             const Coordinates& coordinates, const Wanted& as) {
  if (sources.empty()) {
    co_return error(Errc::config, "no Maven repository is configured",
                    R"("maven": {"repositories": [{"url": "https://…"}]})");
  }
  Error last;
  for (const auto& source : sources) {
    Wanted wanted = as;
    auto fetched = co_await fetch_from(fetcher, source, coordinates, std::move(wanted));
    if (fetched || fetched.error().code != Errc::not_found) co_return fetched;
    last = fetched.error();
  }
  if (sources.size() > 1)
    last.message += fmt::format("; neither has any other of the {} repositories it", sources.size());
  co_return last;
}

}  // namespace ra::fetch
