#include "publish/npm_manifest.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace ra::publish {

namespace {

// What stands between two signs; "" when nothing does.
std::string between(std::string_view text, char open, char close) {
  const auto begin = text.find(open);
  const auto end = text.find(close, begin == std::string_view::npos ? 0 : begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  return std::string{text.substr(begin + 1, end - begin - 1)};
}

// "A <a@example.org> (https://example.org)"
json::Value person(const json::Value& value) {
  if (!value.is_string()) return value;
  const std::string& text = value.as_string();
  auto made = json::Value::object();
  const auto name = trim(std::string_view{text}.substr(0, std::min(text.find_first_of("<("), text.size())));
  if (!name.empty()) made.set("name", name);
  if (auto email = between(text, '<', '>'); !email.empty()) made.set("email", std::move(email));
  if (auto url = between(text, '(', ')'); !url.empty()) made.set("url", std::move(url));
  return made;
}

json::Value persons(const json::Value& value) {
  auto made = json::Value::array();
  for (const auto& one : value.items()) made.push(person(one));
  return made;
}

std::string plain_path(std::string_view path) {
  if (path.starts_with("./")) path.remove_prefix(2);
  return std::string{path};
}

json::Value programs(const json::Value& value, std::string_view package) {
  auto made = json::Value::object();
  if (value.is_string()) {
    const auto slash = package.find('/');
    const auto name = slash == std::string_view::npos ? package : package.substr(slash + 1);
    return made.set(std::string{name}, plain_path(value.as_string()));
  }
  for (const auto& member : value.members()) made.set(member.key, plain_path(member.value.as_string()));
  return made;
}

// "owner/name" and "github:owner/name" are of GitHub; the rest is a URL.
std::string repository_url(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> hosts{
      {{"github:", "github.com"}, {"gitlab:", "gitlab.com"}, {"bitbucket:", "bitbucket.org"}}};
  for (const auto& [lead, host] : hosts) {
    if (text.starts_with(lead)) return fmt::format("git+https://{}/{}.git", host, text.substr(lead.size()));
  }
  const bool is_short = text.find(':') == std::string_view::npos && std::ranges::count(text, '/') == 1;
  return is_short ? fmt::format("git+https://github.com/{}.git", text) : std::string{text};
}

}  // namespace

json::Value npm_manifest(json::Value manifest) {
  const auto has = [&manifest](const char* key) { return manifest.find(key) != nullptr; };
  if (has("author")) manifest.set("author", person(manifest["author"]));
  for (const char* key : {"contributors", "maintainers"}) {
    if (manifest[key].is_array()) manifest.set(key, persons(manifest[key]));
  }
  if (has("bin")) manifest.set("bin", programs(manifest["bin"], manifest["name"].as_string()));
  if (manifest["bugs"].is_string())
    manifest.set("bugs", json::Value::object().set("url", manifest["bugs"].as_string()));
  if (manifest["repository"].is_string()) {
    const std::string url = repository_url(manifest["repository"].as_string());
    manifest.set("repository", json::Value::object().set("type", "git").set("url", url));
  }
  return manifest;
}

}  // namespace ra::publish
