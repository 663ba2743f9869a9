#include "cli/bundle_parts.hpp"

#include "base/base64.hpp"
#include "base/coroutine.hpp"
#include "base/parallel.hpp"
#include "base/try.hpp"
#include "cli/artifacts.hpp"
#include "cli/services.hpp"
#include "fetch/maven.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using bundle::Here;
using bundle::Piece;
using model::BundlePart;

constexpr std::size_t at_once = 8;

bool is_url(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

Result<std::vector<fetch::MavenSource>> sources_of(Shell& shell, const model::Config& config) {
  std::vector<fetch::MavenSource> sources;
  for (const auto& repository : config.maven_repositories) {
    fetch::MavenSource source;
    source.url = repository.url;
    if (!repository.user_variable.empty()) {
      const std::string user = shell.environment.get(repository.user_variable);
      const Secret password = shell.environment.secret(repository.password_variable);
      shell.output.hide(password);
      const std::string pair = user + ":" + password.reveal();
      const Secret both{base64_of(pair)};
      shell.output.hide(both);
      // Those who may read without are not asked for who they are.
      if (!user.empty() && !password.empty()) source.headers.set("Authorization", "Basic " + both.reveal());
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string file_name_of(const std::string& url) {
  const std::string path = http::redact_url(url);
  return path.substr(path.rfind('/') + 1);
}

class Bringer {
 public:
  Bringer(Shell& shell, fetch::Fetcher& fetcher, std::vector<fetch::MavenSource> sources)
      : shell_{shell}, fetcher_{fetcher}, sources_{std::move(sources)} {}

  asio::awaitable<Result<Here>> bring(const Piece& piece) {
    Here here;
    here.piece = piece;
    const BundlePart& part = piece.part;
    if (part.from == BundlePart::From::file || part.from == BundlePart::From::folder) {
      here.path = fs::path{shell_.globals.directory} / part.what;
      here.name = here.path.filename().string();
      std::error_code ignored;
      const bool wanted = part.from == BundlePart::From::file ? fs::is_regular_file(here.path, ignored)
                                                              : fs::is_directory(here.path, ignored);
      if (wanted) co_return here;
      co_return error(Errc::not_found, fmt::format("there is no {} {}",
                                                   part.from == BundlePart::From::file ? "file" : "folder", part.what));
    }
    auto fetched = co_await fetch_it(part, here.name);
    if (!fetched) co_return fetched.error();
    here.path = fetched->path;
    shell_.log.info("{} {} ({} bytes{})", fetched->was_there ? "has" : "fetched", here.name, fetched->size,
                    fetched->sum ? ", " + fetched->sum->text().substr(0, 19) : std::string{});
    co_return here;
  }

 private:
  asio::awaitable<Result<fetch::Fetched>> fetch_it(const BundlePart& part, std::string& name) {
    fetch::Wanted wanted;
    wanted.unchecked = part.checksum == "none";
    if (!part.checksum.empty() && !wanted.unchecked) {
      RA_CO_TRY_ASSIGN(wanted.expected, fetch::parse_expected(part.checksum));
    }
    if (part.from == BundlePart::From::maven) {
      RA_CO_TRY_ASSIGN(const auto coordinates, fetch::parse_coordinates(part.what));
      name = coordinates.file_name();
      auto fetched = co_await fetch::fetch_maven(fetcher_, sources_, coordinates, wanted);
      co_return fetched;
    }
    wanted.url = part.what;
    name = file_name_of(part.what);
    auto fetched = co_await fetcher_.fetch(std::move(wanted));
    co_return fetched;
  }

  Shell& shell_;
  fetch::Fetcher& fetcher_;
  std::vector<fetch::MavenSource> sources_;
};

// What is fetched once. Another sum is another thing: it must be looked at by itself.
std::string key_of(const Piece& piece) {
  return fmt::format("{} {} {}", static_cast<int>(piece.part.from), piece.part.checksum, piece.part.what);
}

}  // namespace

Result<std::vector<Here>> bring(Shell& shell, const model::Config& config, const std::vector<Piece>& pieces,
                                const fs::path& cache) {
  asio::io_context io{1};
  const Clock clock;
  const auto client = download_client(shell, config, clock, io.get_executor());
  fetch::Fetcher fetcher{*client, cache, shell.log};
  RA_TRY_ASSIGN(auto sources, sources_of(shell, config));
  Bringer bringer{shell, fetcher, std::move(sources)};
  // What several parts are made of is fetched once.
  std::map<std::string, Here> found;
  std::vector<const Piece*> wanted;
  for (const Piece& piece : pieces) {
    if (found.emplace(key_of(piece), Here{}).second) wanted.push_back(&piece);
  }
  std::vector<Error> errors;
  const EachOne one = [&](std::size_t i) -> asio::awaitable<void> {
    auto here = co_await bringer.bring(*wanted[i]);
    if (here) {
      found[key_of(*wanted[i])] = *std::move(here);
    } else {
      errors.push_back(with_context(here.error(), wanted[i]->shown()));
      shell.log.warning("{}", errors.back().message);
    }
  };
  run_coroutine(io, in_parallel(wanted.size(), at_once, one));
  if (!errors.empty()) return first_of(errors, "parts could not be had");
  std::vector<Here> all;
  for (const Piece& piece : pieces) {
    all.push_back(found[key_of(piece)]);
    all.back().piece = piece;
  }
  return all;
}

Result<std::uint64_t> size_before(Shell& shell, const model::Config& config, const std::string& previous) {
  if (!is_url(previous)) {
    std::error_code ec;
    const auto size = fs::file_size(fs::path{shell.globals.directory} / previous, ec);
    if (ec) return error(Errc::not_found, "there is no file " + previous);
    return size;
  }
  asio::io_context io{1};
  const Clock clock;
  const auto client = download_client(shell, config, clock, io.get_executor());
  http::Request request;
  request.method = http::Method::head;
  request.url = previous;
  RA_TRY_ASSIGN(const auto answer, run_coroutine(io, client->send(request)));
  const std::string_view length = answer.headers.get("Content-Length");
  std::uint64_t size = 0;
  const bool told = std::from_chars(length.data(), length.data() + length.size(), size).ec == std::errc{};
  if (answer.status == 200 && told) return size;
  return error(Errc::not_found, fmt::format("{} answers {}", http::redact_url(previous), answer.status));
}

}  // namespace ra::cli
