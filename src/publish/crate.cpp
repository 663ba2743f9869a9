#include "publish/crate.hpp"

#include "archive/tar_texts.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/toml.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace fs = std::filesystem;

namespace ra::publish {

namespace {

using bump::TomlValue;

constexpr std::size_t most_manifest = std::size_t{2} << 20U;
// How cargo names crates.io among the registries of dependencies.
constexpr std::string_view crates_io = "https://github.com/rust-lang/crates.io-index";
constexpr std::string_view crates_io_sparse = "sparse+https://index.crates.io/";

json::Value text_or_null(const TomlValue& value) { return value.is_string() ? json::Value{value.text} : json::Value{}; }

json::Value texts(const TomlValue& value) {
  auto all = json::Value::array();
  for (const auto& item : value.items) all.push(item.text);
  return all;
}

json::Value tables_of(const TomlValue& value, json::Value (*convert)(const TomlValue&)) {
  auto all = json::Value::object();
  for (const auto& member : value.members) all.set(member.key, convert(member.value));
  return all;
}

json::Value text_of(const TomlValue& value) {
  if (value.kind == TomlValue::Kind::boolean) return {value.boolean ? "true" : "false"};
  return {value.text};
}

json::Value badge(const TomlValue& value) { return tables_of(value, text_of); }

std::string without_end_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

bool same_registry(const std::string& a, const std::string& b) {
  const auto plain = [](const std::string& index) {
    return index.starts_with(crates_io) ? without_end_slash(std::string{crates_io_sparse}) : without_end_slash(index);
  };
  return plain(a) == plain(b);
}

struct Section {
  const char* key;
  const char* kind;
};
constexpr std::array<Section, 3> sections{
    {{"dependencies", "normal"}, {"dev-dependencies", "dev"}, {"build-dependencies", "build"}}};

json::Value dependency(const bump::TomlMember& member, const char* kind, const json::Value& target,
                       const std::string& index) {
  const TomlValue& said = member.value;
  const bool is_short = said.is_string();
  const std::string version = is_short ? said.text : said["version"].text;
  const TomlValue& package = said["package"];
  const TomlValue& defaults = said["default-features"];
  std::string from = said["registry-index"].text;
  if (from.empty()) from = crates_io;
  auto value = json::Value::object();
  value.set("optional", said["optional"].is_true());
  value.set("default_features", defaults.kind != TomlValue::Kind::boolean || defaults.boolean);
  value.set("name", package.is_string() ? package.text : member.key);
  value.set("features", texts(said["features"]));
  value.set("version_req", cargo_requirement(version));
  value.set("target", target);
  value.set("kind", kind);
  if (!same_registry(from, index)) value.set("registry", from);
  if (package.is_string()) value.set("explicit_name_in_toml", member.key);
  return value;
}

void add_dependencies(const TomlValue& table, const json::Value& target, const std::string& index, Crate& crate,
                      json::Value& all) {
  for (const Section& section : sections) {
    const bool is_dev = std::string_view{section.kind} == "dev";
    for (const auto& member : table[section.key].members) {
      json::Value value = dependency(member, section.kind, target, index);
      auto& needs = is_dev ? crate.dev_needs : crate.needs;
      needs.push_back(value["name"].as_string());
      all.push(std::move(value));
    }
  }
}

Result<std::string> readme_of(const fs::path& file, const std::string& member) {
  const auto is_it = [&member](std::string_view name) { return name == member; };
  RA_TRY_ASSIGN(auto found, archive::texts_in(file, is_it));
  const auto text = found.find(member);
  if (text != found.end()) return text->second;
  return error(Errc::config, fmt::format("{} is said to be in it and is not", member), "make it by `cargo package`");
}

}  // namespace

std::string cargo_requirement(std::string_view text) {
  std::vector<std::string> parts;
  for (std::string_view part : split(text, ',')) {
    part = trim(part);
    const auto end = std::min(part.find_first_not_of("<>=~^ "), part.size());
    std::string sign{part.substr(0, end)};
    std::erase(sign, ' ');
    // What follows a + tells no versions apart, and 1.x is 1.*
    std::string version{part.substr(end, std::min(part.find('+'), part.size()) - end)};
    if (version.ends_with(".x") || version.ends_with(".X")) version.back() = '*';
    const bool is_wild = version.find('*') != std::string::npos;
    parts.push_back((sign.empty() && !is_wild ? "^" : sign) + version);
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

Result<Crate> read_crate(const fs::path& file, const std::string& index) {
  const auto is_manifest = [](std::string_view name) {
    constexpr std::string_view end = "/Cargo.toml";
    return name.ends_with(end) && name.find('/') == name.size() - end.size();
  };
  auto manifests = archive::texts_in(file, is_manifest);
  if (!manifests) return manifests.error();
  if (manifests->size() != 1)
    return error(Errc::config, fmt::format("{} is no crate: it has no Cargo.toml", file.filename().string()),
                 "make it by `cargo package`");
  const auto& [where, text] = *manifests->begin();
  RA_TRY_ASSIGN(const TomlValue manifest,
                bump::parse_toml(file.filename().string() + ": Cargo.toml", text, most_manifest));
  const TomlValue& package = manifest["package"];
  Crate crate;
  crate.name = package["name"].text;
  crate.version = package["version"].text;
  const std::string root = where.substr(0, where.find('/') + 1);
  if (crate.name.empty() || root != fmt::format("{}-{}/", crate.name, crate.version))
    return error(Errc::config, fmt::format("{} is no crate: its Cargo.toml is of another", file.filename().string()),
                 "make it by `cargo package`");

  auto dependencies = json::Value::array();
  add_dependencies(manifest, json::Value{}, index, crate, dependencies);
  for (const auto& target : manifest["target"].members)
    add_dependencies(target.value, json::Value{target.key}, index, crate, dependencies);

  json::Value readme;
  if (package["readme"].is_string()) {
    RA_TRY_ASSIGN(std::string content, readme_of(file, root + package["readme"].text));
    readme = json::Value{std::move(content)};
  }
  crate.document = json::Value::object();
  crate.document.set("name", crate.name)
      .set("vers", crate.version)
      .set("deps", std::move(dependencies))
      .set("features", tables_of(manifest["features"], texts))
      .set("authors", texts(package["authors"]))
      .set("description", text_or_null(package["description"]))
      .set("documentation", text_or_null(package["documentation"]))
      .set("homepage", text_or_null(package["homepage"]))
      .set("readme", std::move(readme))
      .set("readme_file", text_or_null(package["readme"]))
      .set("keywords", texts(package["keywords"]))
      .set("categories", texts(package["categories"]))
      .set("license", text_or_null(package["license"]))
      .set("license_file", text_or_null(package["license-file"]))
      .set("repository", text_or_null(package["repository"]))
      .set("badges", tables_of(manifest["badges"], badge))
      .set("links", text_or_null(package["links"]))
      .set("rust_version", text_or_null(package["rust-version"]));
  return crate;
}

Result<std::vector<std::size_t>> publish_order(const std::vector<Crate>& crates) {
  for (const bool with_tests : {true, false}) {
    std::vector<std::size_t> order;
    std::vector<bool> placed(crates.size(), false);
    const auto waits_for = [&](const std::string& name) {
      for (std::size_t i = 0; i < crates.size(); ++i) {
        if (crates[i].name == name && !placed[i]) return true;
      }
      return false;
    };
    const auto is_free = [&](const Crate& crate) {
      const auto blocks = [&](const std::string& name) { return name != crate.name && waits_for(name); };
      return std::ranges::none_of(crate.needs, blocks) &&
             (!with_tests || std::ranges::none_of(crate.dev_needs, blocks));
    };
    for (bool moved = true; moved;) {
      moved = false;
      for (std::size_t i = 0; i < crates.size(); ++i) {
        if (placed[i] || !is_free(crates[i])) continue;
        placed[i] = moved = true;
        order.push_back(i);
      }
    }
    if (order.size() == crates.size()) return order;
  }
  return error(Errc::config, "crates need each other in a circle", "no registry takes the first of them");
}

}  // namespace ra::publish
