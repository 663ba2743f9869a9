#pragma once

#include "base/files.hpp"
#include "model/manifest.hpp"
#include "model/plan.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace ra::model::test {

inline std::string read_all(const std::filesystem::path& path) {
  auto text = read_file(path, std::uint64_t{1} << 30U);
  if (!text) throw std::runtime_error(text.error().message);
  return *std::move(text);
}

// One of tests/fixtures/release-json, by the middle of its name: "tag_3.16.0_START".
inline std::string real_manifest(const std::string& part) {
  for (const auto& entry : std::filesystem::directory_iterator{RA_FIXTURES "/release-json"}) {
    if (entry.path().filename().string().find("__" + part + "__") != std::string::npos) return read_all(entry.path());
  }
  throw std::runtime_error("no fixture " + part);
}

inline std::vector<std::filesystem::path> real_manifest_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{RA_FIXTURES "/release-json"}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// A whole manifest around these components and sets.
inline std::string manifest_of(const std::string& components, const std::string& sets,
                               const std::string& version = R"("1.2.0-SNAPSHOT")") {
  return "{\n  \"name\": \"Shop\",\n  \"version\": " + version +
         ",\n  \"scmSshUrl\": \"git@example.org:shop\",\n  \"scmHttpUrl\": \"https://example.org/shop/\",\n"
         "  \"components\": [\n" +
         components + "\n  ],\n  \"buildDependencies\": " + sets + "\n}\n";
}
// The line of the first component in manifest_of().
inline constexpr std::size_t first_component_line = 7;

inline Manifest parse(std::string text) { return parse_manifest("release.json", std::move(text)); }
inline Plan plan_of(std::string text, const Config& config = {}) { return make_plan(parse(std::move(text)), config); }

inline std::vector<std::string> codes(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const auto& f : findings) out.push_back(f.code);
  return out;
}

inline const Finding& only(const std::vector<Finding>& findings) {
  if (findings.size() != 1) {
    std::string all;
    for (const auto& f : findings) all += f.code + ": " + f.message + "\n";
    throw std::runtime_error("expected one finding, got " + std::to_string(findings.size()) + "\n" + all);
  }
  return findings.front();
}

inline std::string place(const Finding& f) { return std::to_string(f.line) + ":" + std::to_string(f.column); }

}  // namespace ra::model::test
