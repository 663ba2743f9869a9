#include "archive/tar_texts.hpp"
#include "attest/tar_visitors.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

// Tar files; those that are packages of Cargo and npm tell who they are.
namespace ra::attest {

namespace {

// NAME-VERSION/Cargo.toml, or package/package.json: packages have one folder.
std::string text_in(const std::filesystem::path& file, const std::string& name) {
  const auto found = archive::texts_in(file, [&](std::string_view path) {
    const auto slash = path.find('/');
    return slash != std::string_view::npos && path.substr(slash + 1) == name;
  });
  return found && !found->empty() ? found->begin()->second : std::string{};
}

// `key = "value"` of [package] in the manifest that Cargo has put into a crate, which it writes a line each.
std::string cargo_value(std::string_view manifest, std::string_view key) {
  bool within = false;
  for (const std::string_view line : lines(manifest)) {
    if (line.starts_with('[')) within = line == "[package]";
    const auto equals = line.find(" = \"");
    if (within && equals != std::string_view::npos && line.substr(0, equals) == key && line.ends_with('"'))
      return std::string{line.substr(equals + 4, line.size() - equals - 5)};
  }
  return {};
}

Component of_crate(const std::string& manifest) {
  Component it;
  it.kind = Component::Kind::library;
  it.name = cargo_value(manifest, "name");
  it.version = cargo_value(manifest, "version");
  it.purl = purl_of("cargo", "", it.name, it.version);
  if (std::string licence = cargo_value(manifest, "license"); !licence.empty()) it.licences = {std::move(licence)};
  return it;
}

Component of_npm(const std::string& text) {
  const auto package = json::parse(text);
  if (!package) return {};
  Component it;
  it.kind = Component::Kind::library;
  it.name = (*package)["name"].as_string();
  if (const auto slash = it.name.find('/'); it.name.starts_with('@') && slash != std::string::npos) {
    it.group = it.name.substr(0, slash);
    it.name.erase(0, slash + 1);
  }
  it.version = (*package)["version"].as_string();
  it.purl = purl_of("npm", it.group, it.name, it.version);
  if (const auto& licence = (*package)["license"].as_string(); !licence.empty()) it.licences = {licence};
  return it;
}

}  // namespace

Component who_tar(const std::filesystem::path& file, std::string_view name) {
  if (name.ends_with(".crate")) {
    const std::string manifest = text_in(file, "Cargo.toml");
    return manifest.empty() ? Component{} : of_crate(manifest);
  }
  if (name.ends_with(".tgz")) {
    const std::string manifest = text_in(file, "package.json");
    return manifest.empty() ? Component{} : of_npm(manifest);
  }
  return {};
}

Result<> look_into_tar(Looker& looker, const std::filesystem::path& file, const std::string& before) {
  TarMembers members{looker, before};
  return archive::read_tar(file, looker.limits(), members);
}

}  // namespace ra::attest
