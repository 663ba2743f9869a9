#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/health_parts.hpp"
#include "bump/npm_file.hpp"
#include "bump/toml.hpp"
#include "bump/xml.hpp"

#include <fmt/format.h>

#include <array>

namespace ra::bump {

namespace {

// Properties are said where they are defined, which is a text of its own: every version and property that ends so.
void find_snapshots(const std::string& file, const std::string& text, const XmlElement& element,
                    std::vector<HealthFinding>& found) {
  for (const auto& child : element.children) {
    find_snapshots(file, text, child, found);
    const bool says_version = child.name == "version" || element.name == "properties";
    if (!says_version || !child.text.ends_with("-SNAPSHOT")) continue;
    if (child.name == "changelist") continue;
    const XmlElement* artifact = element.find("artifactId");
    const std::string what = artifact == nullptr ? child.name : artifact->text;
    found.push_back(health_at(file, text, child.begin,
                              fmt::format("{} is {}", one_line(what, 80), one_line(child.text, 80)),
                              "release it first, or depend on a released version"));
  }
}

void look_at_table(const std::string& file, const std::string& text, const TomlValue& table,
                   std::vector<HealthFinding>& found) {
  for (const auto& [key, value] : table.members) {
    if (value["version"]) continue;
    const std::string name = one_line(key, 80);
    if (value["path"]) {
      found.push_back(health_at(file, text, value.begin, fmt::format("{} is a path without a version", name),
                                "add the version that registries have, or say publish = false"));
    } else if (value["git"]) {
      found.push_back(health_at(file, text, value.begin, fmt::format("{} comes from git alone", name),
                                "add the version that registries have, or say publish = false"));
    }
  }
}

}  // namespace

Result<> look_at_pom(const std::string& file, const std::string& text, std::vector<HealthFinding>& found) {
  RA_TRY_ASSIGN(const XmlElement project, parse_xml(file, text, most_manifest));
  find_snapshots(file, text, project, found);
  return {};
}

// cargo leaves dev-dependencies without a version out of what it publishes, and refuses the others.
Result<> look_at_crate(const std::string& file, const std::string& text, std::vector<HealthFinding>& found) {
  RA_TRY_ASSIGN(const TomlValue root, parse_toml(file, text, most_manifest));
  for (const auto* name : {"dependencies", "build-dependencies"}) {
    look_at_table(file, text, root[name], found);
    for (const auto& [target, tables] : root["target"].members) look_at_table(file, text, tables[name], found);
  }
  look_at_table(file, text, root["workspace"]["dependencies"], found);
  return {};
}

Result<> look_at_npm(const std::string& path, const std::string& text, std::vector<HealthFinding>& found) {
  RA_TRY_ASSIGN(const NpmFile file, NpmFile::parse(path, text, most_manifest));
  for (const auto* list : {"dependencies", "peerDependencies", "optionalDependencies"}) {
    for (const auto& [key, key_begin, value] : file.root()[list].members()) {
      const std::string& asked = value.as_string();
      constexpr std::array<std::string_view, 6> unpublished{"file:", "link:", "git+", "git:", "github:", "http"};
      for (const auto prefix : unpublished) {
        if (!asked.starts_with(prefix)) continue;
        found.push_back(health_at(path, text, file.inside(value).begin,
                                  fmt::format("{} is {}", one_line(key, 80), one_line(asked, 80)),
                                  "depend on a version that the registry has, or say \"private\": true"));
        break;
      }
    }
  }
  return {};
}

}  // namespace ra::bump
