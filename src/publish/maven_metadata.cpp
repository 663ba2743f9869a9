#include "publish/maven_metadata.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/version.hpp"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <algorithm>
#include <charconv>
#include <sstream>

namespace ra::publish {

namespace {

using fetch::Coordinates;

std::string stamp(WallTime now, std::string_view between) {
  const std::string text = format_utc(now);  // 2026-01-14T10:26:03Z
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2) + std::string{between} + text.substr(11, 2) +
         text.substr(14, 2) + text.substr(17, 2);
}

Result<> load(std::string_view text, pugi::xml_document& document) {
  if (text.empty()) {
    document.append_child("metadata");
    return {};
  }
  const bool is_xml = document.load_buffer(text.data(), text.size());
  if (is_xml && document.child("metadata")) return {};
  return error(Errc::config, "the maven-metadata.xml that is there is none",
               "look at it, and let the repository build it anew");
}

std::string saved(pugi::xml_document& document) {
  for (auto declaration = document.first_child(); declaration; declaration = document.first_child()) {
    if (declaration.type() != pugi::node_declaration) break;
    document.remove_child(declaration);
  }
  std::ostringstream out;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  document.save(out, "  ", pugi::format_indent | pugi::format_no_declaration, pugi::encoding_utf8);
  return out.str();
}

pugi::xml_node child(pugi::xml_node parent, const char* name) {
  const auto found = parent.child(name);
  return found ? found : parent.append_child(name);
}

void set(pugi::xml_node parent, const char* name, const std::string& text) {
  child(parent, name).text().set(text.c_str());
}

// Is the one there not newer? Versions without an order give way.
bool gives_way(const std::string& there, const std::string& ours) {
  const auto a = model::Version::parse(there);
  const auto b = model::Version::parse(ours);
  return !a || !b || *a <= *b;
}

void raise(pugi::xml_node versioning, const char* name, const std::string& version) {
  const std::string there = versioning.child_value(name);
  if (there.empty() || gives_way(there, version)) set(versioning, name, version);
}

std::string highest(pugi::xml_node versions, bool snapshots) {
  std::string best;
  for (const auto& one : versions.children("version")) {
    const std::string text = one.child_value();
    if (!snapshots && text.ends_with("-SNAPSHOT")) continue;
    if (best.empty() || gives_way(best, text)) best = text;
  }
  return best;
}

std::int64_t build_number(pugi::xml_node versioning) {
  const std::string_view text = versioning.child("snapshot").child_value("buildNumber");
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t most_builds = 1'000'000'000;  // beyond it is no number of builds
  return number < 0 || number > most_builds ? 0 : number;
}

pugi::xml_node entry_of(pugi::xml_node all, const MavenPart& part) {
  for (const auto& one : all.children("snapshotVersion")) {
    if (one.child_value("extension") == part.extension && one.child_value("classifier") == part.classifier) return one;
  }
  auto added = all.append_child("snapshotVersion");
  if (!part.classifier.empty()) set(added, "classifier", part.classifier);
  set(added, "extension", part.extension);
  return added;
}

}  // namespace

Result<std::optional<std::string>> with_version(std::string_view text, const Coordinates& of, WallTime now) {
  pugi::xml_document document;
  RA_TRY(load(text, document));
  auto root = document.child("metadata");
  for (const auto& one : root.child("versioning").child("versions").children("version")) {
    if (one.child_value() == of.version) return std::optional<std::string>{};
  }
  set(root, "groupId", of.group);
  set(root, "artifactId", of.artifact);
  auto versioning = child(root, "versioning");
  raise(versioning, "latest", of.version);
  if (!of.snapshot()) raise(versioning, "release", of.version);
  auto versions = child(versioning, "versions");
  // Whoever deployed before may have said neither.
  versions.append_child("version").text().set(of.version.c_str());
  raise(versioning, "latest", highest(versions, true));
  const std::string release = highest(versions, false);
  if (!release.empty()) raise(versioning, "release", release);
  set(versioning, "lastUpdated", stamp(now, ""));
  return std::optional<std::string>{saved(document)};
}

std::string Deployment::version(const Coordinates& of) const {
  constexpr std::string_view word = "SNAPSHOT";
  const std::string_view base{of.version.data(), of.version.size() - word.size()};
  return fmt::format("{}{}-{}", base, timestamp, build);
}

Result<Deployment> next_deployment(std::string_view text, WallTime now) {
  pugi::xml_document document;
  RA_TRY(load(text, document));
  const std::int64_t before = build_number(document.child("metadata").child("versioning"));
  return Deployment{.timestamp = stamp(now, "."), .build = before + 1};
}

Result<std::optional<std::string>> with_deployment(std::string_view text, const Coordinates& of,
                                                   const Deployment& deployment, const std::vector<MavenPart>& parts) {
  pugi::xml_document document;
  RA_TRY(load(text, document));
  auto root = document.child("metadata");
  const std::string value = deployment.version(of);
  const auto has = [&](const MavenPart& part) {
    return std::ranges::any_of(
        root.child("versioning").child("snapshotVersions").children("snapshotVersion"), [&](const auto& one) {
          return one.child_value("extension") == part.extension && one.child_value("classifier") == part.classifier &&
                 one.child_value("value") == value;
        });
  };
  if (std::ranges::all_of(parts, has)) return std::optional<std::string>{};
  if (!root.attribute("modelVersion")) root.append_attribute("modelVersion").set_value("1.1.0");
  set(root, "groupId", of.group);
  set(root, "artifactId", of.artifact);
  set(root, "version", of.version);
  auto versioning = child(root, "versioning");
  std::string updated = deployment.timestamp;
  std::erase(updated, '.');
  if (build_number(versioning) < deployment.build) {
    auto snapshot = child(versioning, "snapshot");
    set(snapshot, "timestamp", deployment.timestamp);
    set(snapshot, "buildNumber", std::to_string(deployment.build));
    set(versioning, "lastUpdated", updated);
  }
  auto all = child(versioning, "snapshotVersions");
  for (const MavenPart& part : parts) {
    auto entry = entry_of(all, part);
    set(entry, "value", value);
    set(entry, "updated", updated);
  }
  return std::optional<std::string>{saved(document)};
}

Result<MavenPlugin> read_maven_plugin(std::string_view plugin_xml, const std::string& artifact) {
  pugi::xml_document document;
  const bool is_xml = document.load_buffer(plugin_xml.data(), plugin_xml.size());
  const auto root = document.child("plugin");
  const MavenPlugin plugin{root.child_value("goalPrefix"), artifact, root.child_value("name")};
  if (is_xml && !plugin.prefix.empty()) return plugin;
  return error(Errc::config, "its META-INF/maven/plugin.xml names no goalPrefix", "build it with maven-plugin-plugin");
}

Result<std::optional<std::string>> with_plugin(std::string_view text, const MavenPlugin& plugin) {
  pugi::xml_document document;
  RA_TRY(load(text, document));
  auto plugins = child(document.child("metadata"), "plugins");
  for (const auto& one : plugins.children("plugin")) {
    if (one.child_value("prefix") != plugin.prefix) continue;
    const std::string there = one.child_value("artifactId");
    if (there == plugin.artifact) return std::optional<std::string>{};
    return error(Errc::conflict, fmt::format("the prefix {} leads to {}", plugin.prefix, one_line(there, 100)),
                 "give the plugin another goalPrefix");
  }
  auto added = plugins.append_child("plugin");
  if (!plugin.name.empty()) set(added, "name", plugin.name);
  set(added, "prefix", plugin.prefix);
  set(added, "artifactId", plugin.artifact);
  return std::optional<std::string>{saved(document)};
}

std::string minimal_pom(const Coordinates& of, const std::string& packaging) {
  return fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>{}</groupId>
  <artifactId>{}</artifactId>
  <version>{}</version>
  <packaging>{}</packaging>
</project>
)",
                     of.group, of.artifact, of.version, packaging);
}

}  // namespace ra::publish
