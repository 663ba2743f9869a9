#include "base/file_reader.hpp"
#include "base/output_file.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "publish/crate.hpp"
#include "publish/crate_index.hpp"
#include "publish/sending_path.hpp"
#include "publish/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// crates.io and registries like it. A crate goes there after those that it needs, once each of them is in the index,
// where everybody looks for it.
namespace ra::publish {

namespace {

constexpr Duration first_pause = std::chrono::milliseconds{250};
constexpr Duration longest_pause = std::chrono::seconds{10};

struct Registry {
  std::string api;
  bool asks_readers = false;
};

std::string index_base(std::string to) {
  constexpr std::string_view sparse = "sparse+";
  if (to.starts_with(sparse)) to.erase(0, sparse.size());
  return to.ends_with('/') ? to : to + "/";
}

std::string u32le(std::uint64_t size) {
  std::string text;
  for (unsigned shift = 0; shift < 32; shift += 8) text += static_cast<char>((size >> shift) & 0xffU);
  return text;
}

// u32le(JSON) JSON u32le(crate) crate
Result<OutputFile> body_of(const Crate& crate, const fs::path& file, const fs::path& where) {
  RA_TRY_ASSIGN(OutputFile body, OutputFile::create(where));
  const std::string document = json::dump(crate.document);
  RA_TRY(body.write(u32le(document.size())));
  RA_TRY(body.write(document));
  std::error_code failed;
  const auto size = fs::file_size(file, failed);
  if (failed || size > std::numeric_limits<std::uint32_t>::max())
    return error(Errc::config, fmt::format("{} cannot be sent: {}", file.filename().string(),
                                           failed ? failed.message() : "it has more than 4 GiB"));
  RA_TRY(body.write(u32le(size)));
  RA_TRY_ASSIGN(FileReader reader, FileReader::open(file));
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, reader.next());
    if (piece.empty()) return body;
    RA_TRY(body.write(piece));
  }
}

// {"errors": [{"detail": "…"}]}: an error whatever the status is, as cargo takes it.
std::string told_errors(const http::Response& answer) {
  const auto body = json::parse(answer.body);
  if (!body) return {};
  std::string told;
  for (const auto& one : (*body)["errors"].items()) {
    told += told.empty() ? "" : "; ";
    told += one_line(one["detail"].as_string(), 300);
  }
  return told;
}

class Crates final : public Destination {
 public:
  explicit Crates(const Access& access)
      : server_{access},
        clock_{access.clock},
        sleep_{access.sleep},
        patience_{access.patience},
        folder_{access.folder},
        has_token_{!access.token.empty()} {
    server_.token_header("Authorization");  // the bare token, as cargo sends it
  }

  Result<std::vector<Item>> prepare(std::vector<Item> items) override {
    std::vector<Crate> crates;
    for (const Item& item : items) {
      if (!item.name.ends_with(".crate"))
        return error(Errc::config, fmt::format("{} is no crate", item.name), R"(name them: "files": ["*.crate"])");
      RA_TRY_ASSIGN(Crate crate, read_crate(item.file, item.where));
      crates.push_back(std::move(crate));
    }
    RA_TRY_ASSIGN(const auto order, publish_order(crates));
    std::vector<Item> ordered;
    for (const std::size_t i : order) ordered.push_back(items[i]);
    for (std::size_t i = 0; i < crates.size(); ++i) {
      ours_.insert(crates[i].name);
      crates_[items[i].file] = std::move(crates[i]);
    }
    return ordered;
  }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    auto asked = co_await registry(item.where);
    RA_CO_TRY_ASSIGN(const Registry registry, std::move(asked));
    const Crate& crate = crates_.at(item.file);
    const std::string url = index_base(item.where) + index_path(crate.name);
    http::Request request = server_.request(http::Method::get, url);
    if (!registry.asks_readers) request.headers = {};
    // The index is cached on its way (RFC 9111 5.2.1.4).
    request.headers.set("Cache-Control", "no-cache");
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    // "Not Found", "Gone" and "Unavailable For Legal Reasons" are all that a crate is not there.
    if (answer->status == 404 || answer->status == 410 || answer->status == 451) co_return std::optional<std::string>{};
    if (answer->status != 200) co_return refusal("looking at", url, *answer);
    auto sum = indexed_sum(answer->body, crate.name, crate.version);
    if (sum && *sum) there_.insert(crate.name);
    co_return sum;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    const Crate& crate = crates_.at(item.file);
    for (const std::string& name : crate.needs) {
      if (ours_.contains(name) && !there_.contains(name))
        co_return error(Errc::unavailable, fmt::format("{} needs {}, which is not there", crate.name, name),
                        "see what became of that one");
    }
    if (!has_token_)
      co_return error(Errc::unauthorized, fmt::format("nobody may publish {} without a token", crate.name),
                      "set CARGO_REGISTRY_TOKEN, or the variable that `tokenEnv` names");
    auto asked = co_await registry(item.where);
    RA_CO_TRY_ASSIGN(const Registry registry, std::move(asked));
    RA_CO_TRY_ASSIGN(const OutputFile body, body_of(crate, item.file, sending_path(folder_, item.name)));
    const std::string url = http::join_url(registry.api, "/api/v1/crates/new");
    http::Request request = server_.request(http::Method::put, url);
    request.headers.set("Content-Type", "application/octet-stream");
    request.headers.set("Accept", "application/json");
    request.body_file = body.temporary();
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    const std::string told = told_errors(*answer);
    // Somebody's, or ours that was not in the index yet: looking decides.
    const bool is_there = told.find("already") != std::string::npos;
    if (!is_there && answer->status != 200) co_return refusal("sending", url, *answer);
    if (!is_there && !told.empty())
      co_return error(Errc::config, fmt::format("{} is refused: {}", crate.name, told), "mend it and package it again");
    auto seen = co_await wait_for(item);
    co_return seen;
  }

  std::string address(const Item& item) const override {
    const auto crate = crates_.find(item.file);
    if (crate == crates_.end()) return item.where;
    return fmt::format("{}{} {}", index_base(item.where), index_path(crate->second.name), crate->second.version);
  }

  std::string undoing(const Item& item) const override {
    const auto crate = crates_.find(item.file);
    if (crate == crates_.end()) return {};
    return fmt::format("yanks {} {}: nobody new gets it, and who has it keeps it", crate->second.name,
                       crate->second.version);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    auto asked = co_await registry(item.where);
    RA_CO_TRY_ASSIGN(const Registry registry, std::move(asked));
    const Crate& crate = crates_.at(item.file);
    const std::string url = http::join_url(
        registry.api, fmt::format("/api/v1/crates/{}/{}/yank", crate.name, http::percent_encode(crate.version)));
    const http::Request request = server_.request(http::Method::delete_, url);
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status != 200) co_return refusal("yanking", url, *answer);
    const std::string told = told_errors(*answer);
    if (!told.empty()) co_return error(Errc::config, fmt::format("{} is not yanked: {}", crate.name, told));
    co_return Result<>{};
  }

 private:
  asio::awaitable<Result<Registry>> registry(const std::string& to) {
    const auto known = registries_.find(to);
    if (known != registries_.end()) co_return known->second;
    const std::string url = index_base(to) + "config.json";
    const http::Request request = server_.request(http::Method::get, url);
    const auto answer = co_await server_.client().send(request);
    if (!answer) co_return answer.error();
    if (answer->status != 200) co_return refusal("looking at", url, *answer);
    RA_CO_TRY_ASSIGN(const auto config, json::parse_answer(answer->body, http::redact_url(url)));
    Registry registry;
    registry.api = config["api"].as_string();
    registry.asks_readers = config["auth-required"].as_bool();
    if (registry.api.empty())
      co_return error(Errc::config, fmt::format("{} names no API: nobody can publish there", http::redact_url(url)));
    registries_[to] = registry;
    co_return registry;
  }

  asio::awaitable<Result<>> wait_for(const Item& item) {
    const SteadyTime start = clock_.steady();
    for (Duration pause = first_pause;; pause = std::min(pause * 2, longest_pause)) {
      auto looked = co_await look(item);
      RA_CO_TRY_ASSIGN(const auto there, std::move(looked));
      if (there) co_return Result<>{};
      const Duration waited = std::chrono::duration_cast<Duration>(clock_.steady() - start);
      if (waited >= patience_) {
        const Crate& crate = crates_.at(item.file);
        co_return error(Errc::unavailable,
                        fmt::format("{} {} is sent, and not in the index after {}", crate.name, crate.version,
                                    format_duration(waited)),
                        "run the same command again later: it goes on where it stopped");
      }
      const Duration next = std::min(pause, patience_ - waited);
      co_await sleep_(next);
    }
  }

  Server server_;
  const Clock& clock_;
  http::Sleep sleep_;
  Duration patience_;
  fs::path folder_;
  bool has_token_ = false;
  std::map<fs::path, Crate> crates_;
  std::map<std::string, Registry> registries_;  // by what `to` says
  std::set<std::string> ours_;                  // names, of this run
  std::set<std::string> there_;                 // of these in the index
};

}  // namespace

Made crates_destination(const Access& access) { return std::make_unique<Crates>(access); }

}  // namespace ra::publish
