#include "publish/destination.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace asio = boost::asio;

namespace ra::publish {

namespace {

struct Kind {
  std::string_view name;
  Made (*make)(const Access&);
};

constexpr Kind kinds[] = {
    {"directory", directory_destination},
    {"http", http_destination},
    {"maven", maven_destination},
    {"s3", s3_destination},
    {"crates", crates_destination},
    {"npm", npm_destination},
    {"github-release", github_release_destination},
    {"packagecloud", packagecloud_destination},
    {"yum", yum_destination},
    {"apt", apt_destination},
    {"oci", oci_destination},
};

}  // namespace

Result<std::vector<Item>> Destination::prepare(std::vector<Item> items) { return items; }

asio::awaitable<Result<>> Destination::finish(const std::vector<Item>& /*items*/) { co_return Result<>{}; }

std::string Destination::address(const Item& item) const { return item.where; }

std::string Destination::skipping(const Item& /*item*/) const { return {}; }

std::string Destination::undoing(const Item& /*item*/) const { return {}; }

asio::awaitable<Result<>> Destination::undo(const Item& item) {
  co_return error(Errc::config, fmt::format("{} cannot be undone at {}", item.name, item.destination));
}

std::string Access::setting(const std::string& key) const {
  const auto found = settings.find(key);
  return found == settings.end() ? std::string{} : found->second;
}

Made make_destination(const std::string& kind, const Access& access) {
  const auto* const found = std::ranges::find(kinds, kind, &Kind::name);
  if (found != std::end(kinds)) return found->make(access);
  return error(Errc::config, fmt::format("there is no kind of destination `{}`", one_line(kind, 40)));
}

}  // namespace ra::publish
