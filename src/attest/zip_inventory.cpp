#include "archive/zip_reader.hpp"
#include "attest/looking.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

// Zip files, and what is one by another name: jars tell who they are in META-INF.
namespace ra::attest {

namespace {

constexpr std::size_t most_properties = std::size_t{64} << 10U;
constexpr std::size_t most_manifest = std::size_t{1} << 20U;

bool is_pom_properties(std::string_view name) {
  return name.starts_with("META-INF/maven/") && name.ends_with("/pom.properties");
}

// A line of java.util.Properties as Maven's archiver writes it.
std::string property(std::string_view text, std::string_view key) {
  for (const std::string_view line : lines(text)) {
    const auto equals = line.find('=');
    if (equals != std::string_view::npos && trim(line.substr(0, equals)) == key)
      return std::string{trim(line.substr(equals + 1))};
  }
  return {};
}

// A main attribute of a manifest, whose long lines go on after a line end and a space (JAR File Specification).
std::string attribute(std::string_view manifest, std::string_view key) {
  std::string value;
  bool within = false;
  for (const std::string_view line : lines(manifest)) {
    if (line.empty()) break;  // what follows is of single members
    if (line.starts_with(' ')) {
      if (within) value += line.substr(1);
      continue;
    }
    if (within) break;
    const auto colon = line.find(": ");
    within = colon != std::string_view::npos && line.substr(0, colon) == key;
    if (within) value = line.substr(colon + 2);
  }
  return one_line(value);
}

Component of_properties(const std::string& text) {
  Component it;
  it.kind = Component::Kind::library;
  it.group = property(text, "groupId");
  it.name = property(text, "artifactId");
  it.version = property(text, "version");
  if (!it.group.empty() && !it.name.empty()) it.purl = purl_of("maven", it.group, it.name, it.version);
  return it;
}

// "guava-31.1-jre.jar" is guava 31.1-jre.
Component of_file_name(std::string_view name) {
  Component it;
  it.kind = Component::Kind::library;
  const std::string_view stem = name.substr(0, name.rfind('.'));
  for (std::size_t dash = stem.find('-'); dash != std::string_view::npos; dash = stem.find('-', dash + 1)) {
    if (dash + 1 >= stem.size() || stem[dash + 1] < '0' || stem[dash + 1] > '9') continue;
    it.name = stem.substr(0, dash);
    it.version = stem.substr(dash + 1);
    return it;
  }
  it.name = stem;
  return it;
}

Component of_manifest(const std::string& manifest, std::string_view file_name) {
  Component it = of_file_name(file_name);
  for (const char* key : {"Bundle-Version", "Implementation-Version"}) {
    if (it.version.empty()) it.version = attribute(manifest, key);
  }
  if (const std::string licence = attribute(manifest, "Bundle-License"); !licence.empty()) it.licences = {licence};
  return it;
}

std::vector<Component> components_of(const archive::ZipReader& zip) {
  std::vector<Component> all;
  for (const auto& member : zip.members()) {
    if (!is_pom_properties(member.name)) continue;
    const auto text = zip.read_member(member.name, most_properties);
    if (!text) continue;
    Component it = of_properties(*text);
    it.path = member.name;
    if (!it.purl.empty()) all.push_back(std::move(it));
  }
  return all;
}

// The one whose name the file has; a jar that has others' in it tells of several.
const Component* own_of(const std::vector<Component>& all, std::string_view file_name) {
  const auto named = [&](const Component& it) { return file_name.starts_with(it.name + "-" + it.version); };
  const auto found = std::ranges::find_if(all, named);
  if (found != all.end()) return &*found;
  return all.size() == 1 ? all.data() : nullptr;
}

// What it is called: by its path where it was in another, as what is read is a copy.
std::string name_of(const std::filesystem::path& file, const std::string& before) {
  if (before.empty()) return file.filename().string();
  return std::filesystem::path{before.substr(0, before.size() - std::string_view{"!/"}.size())}.filename().string();
}

}  // namespace

Component who_zip(const std::filesystem::path& file, std::string_view name) {
  const auto zip = archive::ZipReader::open(file);
  if (!zip) return {};
  const auto all = components_of(*zip);
  if (const Component* own = own_of(all, name)) {
    Component it = *own;
    it.path.clear();
    return it;
  }
  const auto manifest = zip->read_member("META-INF/MANIFEST.MF", most_manifest);
  return manifest ? of_manifest(*manifest, name) : of_file_name(name);
}

Result<> look_into_zip(Looker& looker, const std::filesystem::path& file, const std::string& before) {
  RA_TRY_ASSIGN(const auto zip, archive::ZipReader::open(file, looker.limits()));
  const bool is_jar = zip.find("META-INF/MANIFEST.MF") != nullptr;
  if (is_jar) {
    const auto all = components_of(zip);
    const Component* own = own_of(all, name_of(file, before));
    for (Component it : all) {
      if (own != nullptr && it == *own) continue;
      it.path = before + it.path;
      looker.add(std::move(it));
    }
  }
  for (const auto& member : zip.members()) {
    if (member.kind != archive::Kind::file) continue;
    const bool is_archive = member.name.ends_with(".jar") || member.name.ends_with(".zip");
    if (is_jar && !is_archive) continue;  // its classes are the jar
    const auto sink = looker.member(before, member.name);
    RA_TRY(zip.copy(member, *sink));
    RA_TRY(sink->finish());
  }
  return {};
}

}  // namespace ra::attest
