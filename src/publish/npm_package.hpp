#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/output_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

// A .tgz of npm's and how a registry is told of it (github.com/npm/registry, docs/REGISTRY-API.md; libnpmpublish).
namespace ra::publish {

struct NpmPackage {
  std::string name;  // "@scope/x"
  std::string version;
  json::Value manifest;  // package.json, and what a registry shows beside it
};

// What package.json in the file says. An error (config): there is none, it has no name, or it is private.
Result<NpmPackage> read_npm_package(const std::filesystem::path& file);

// "https://registry.npmjs.org/" and "@scope/x" → "https://registry.npmjs.org/@scope%2fx"
std::string npm_url(const std::string& registry, const std::string& name);

struct NpmPublishing {
  std::string registry;
  std::string tag;
  std::string access;  // empty: as the registry has it
};

// The request that publishes the file, as another file that is never whole in memory: its content goes in base64.
Result<OutputFile> npm_document(const NpmPackage& package, const std::filesystem::path& file, const NpmPublishing& how,
                                const std::filesystem::path& where);

// Which tag a version gets. `latest` is what people get who ask for none: it never goes to a pre-release, nor back to a
// lower version. Then a pre-release is `next`, and another one of an older line "release-1.2". `asked`: of the
// configuration, or ""; `latest`: what it is now, or "".
std::string npm_tag(const std::string& asked, const std::string& version, const std::string& latest);

}  // namespace ra::publish
