#include "base/text.hpp"
#include "base/try.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::forge {

namespace {

constexpr int most_tags_in_a_row = 5;  // a tag of a tag of a tag

// refs/heads/x → heads/x, as paths have it.
std::string short_name(const std::string& name) { return name.starts_with("refs/") ? name.substr(5) : name; }

Error differs(const std::string& name, const std::string& there, const std::string& wanted) {
  return error(Errc::conflict, fmt::format("{} is there already, at {}, not at {}", name, there, wanted),
               "it is not moved; look at what made it");
}

class GithubRefs final : public Refs {
 public:
  explicit GithubRefs(const GithubRepository& repository) : repository_{repository} {}

  asio::awaitable<Result<std::optional<Ref>>> get(const std::string& name) override {
    const std::string path = repository_.path("/git/ref/" + encode_ref(short_name(name)));
    RA_CO_TRY_ASSIGN(const auto answer, co_await repository_.api.find(path, name));
    if (!answer) co_return std::nullopt;
    RA_CO_TRY_ASSIGN(auto ref, co_await read(*answer));
    co_return ref;
  }

  asio::awaitable<Result<std::vector<Ref>>> beginning_with(const std::string& prefix) override {
    const std::string path = repository_.path("/git/matching-refs/" + encode_ref(short_name(prefix)));
    RA_CO_TRY_ASSIGN(const auto items, co_await repository_.api.list(path, "refs beginning with " + prefix));
    std::vector<Ref> all;
    for (const auto& item : items) {
      RA_CO_TRY_ASSIGN(auto ref, co_await read(item));
      all.push_back(std::move(ref));
    }
    co_return all;
  }

  asio::awaitable<Result<>> create(const std::string& name, const std::string& sha) override {
    RA_CO_TRY_ASSIGN(auto there, co_await get(name));
    if (!there) {
      auto body = json::Value::object();
      body.set("ref", name).set("sha", sha);
      const std::string path = repository_.path("/git/refs");
      const auto made = co_await repository_.api.write(http::Method::post, path, std::move(body), name);
      if (made) co_return Result<>{};
      if (made.error().code != Errc::conflict && made.error().code != Errc::uncertain) co_return made.error();
      // Somebody was quicker, or it was us and the answer was lost.
      RA_CO_TRY_ASSIGN(there, co_await get(name));
      if (!there) co_return made.error();
    }
    if (there->object != sha) co_return differs(name, there->object, sha);
    co_return Result<>{};
  }

  asio::awaitable<Result<>> move(const std::string& name, const std::string& from, const std::string& to) override {
    RA_CO_TRY_ASSIGN(const auto there, co_await get(name));
    if (!there) co_return error(Errc::not_found, name + " is not there");
    if (there->object == to) co_return Result<>{};
    if (there->object != from) co_return differs(name, there->object, from);
    auto body = json::Value::object();
    body.set("sha", to).set("force", false);
    const std::string path = repository_.path("/git/refs/" + encode_ref(short_name(name)));
    RA_CO_TRY(co_await repository_.api.write(http::Method::patch, path, std::move(body), name));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> remove(const std::string& name, const std::string& sha) override {
    RA_CO_TRY_ASSIGN(const auto there, co_await get(name));
    if (!there) co_return Result<>{};
    if (there->object != sha) co_return differs(name, there->object, sha);
    const std::string path = repository_.path("/git/refs/" + encode_ref(short_name(name)));
    json::Value nothing;
    RA_CO_TRY(co_await repository_.api.write(http::Method::delete_, path, std::move(nothing), name));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> tag(const std::string& name, const std::string& commit,
                                const std::string& message) override {
    const std::string ref = "refs/tags/" + name;
    RA_CO_TRY_ASSIGN(const auto there, co_await get(ref));
    if (there && there->commit == commit && there->annotated) co_return Result<>{};
    if (there) co_return differs(ref, there->commit, commit);
    auto body = json::Value::object();
    body.set("tag", name).set("message", message).set("object", commit).set("type", "commit");
    const std::string path = repository_.path("/git/tags");
    RA_CO_TRY_ASSIGN(const auto made,
                     co_await repository_.api.write(http::Method::post, path, std::move(body), "tag " + name));
    const std::string object = made["sha"].as_string();
    if (object.empty()) co_return error(Errc::internal, fmt::format("tag {}: GitHub's answer is no tag", name));
    auto done = co_await create(ref, object);
    co_return done;
  }

 private:
  asio::awaitable<Result<Ref>> read(json::Value item) {
    Ref ref;
    ref.name = item["ref"].as_string();
    ref.object = item["object"]["sha"].as_string();
    std::string type = item["object"]["type"].as_string();
    ref.commit = ref.object;
    ref.annotated = type == "tag";
    for (int hop = 0; type == "tag" && hop < most_tags_in_a_row; ++hop) {
      const std::string path = repository_.path("/git/tags/" + http::percent_encode(ref.commit));
      RA_CO_TRY_ASSIGN(const auto tag, co_await repository_.api.get(path, ref.name));
      ref.commit = tag["object"]["sha"].as_string();
      type = tag["object"]["type"].as_string();
    }
    if (ref.annotated && type != "commit") {
      co_return error(Errc::internal, fmt::format("{}: it is a tag of no commit", one_line(ref.name)));
    }
    if (ref.name.empty() || ref.commit.empty()) {
      co_return error(Errc::internal, fmt::format("{}: GitHub's answer is no ref", one_line(ref.name)));
    }
    co_return ref;
  }

  const GithubRepository& repository_;
};

}  // namespace

std::unique_ptr<Refs> github_refs(const GithubRepository& repository) {
  return std::make_unique<GithubRefs>(repository);
}

}  // namespace ra::forge
