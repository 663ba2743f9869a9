#pragma once

#include "bump/bump.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// Folders of a few files, in tests.
namespace ra::bump::test {

inline Files after(Files files, const Result<Files>& changed) {
  const std::string why = changed ? "" : changed.error().message;
  BOOST_REQUIRE_MESSAGE(changed.has_value(), why);
  for (const auto& [file, text] : *changed) files[file] = text;
  return files;
}

// The text of one file after one bump.
inline std::string bumped(const Files& files, const std::string& file, const std::vector<NewVersion>& versions) {
  return after(files, bump(files, versions)).at(file);
}

inline std::vector<Package> packages_of(const Files& files) {
  auto all = packages(files);
  const std::string why = all ? "" : all.error().message;
  BOOST_REQUIRE_MESSAGE(all.has_value(), why);
  return *std::move(all);
}

inline Package package_of(const Files& files, const std::string& name) {
  for (auto& one : packages_of(files)) {
    if (one.name == name) return one;
  }
  BOOST_FAIL("no package " + name);
  return {};
}

// "a 1.0.0, b 2.0.0"
inline std::string listed(const Files& files) {
  std::string out;
  for (const auto& one : packages_of(files)) out += (out.empty() ? "" : ", ") + one.name + " " + one.version;
  return out;
}

inline std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

inline Error refused(const Files& files, const std::vector<NewVersion>& versions) {
  const auto changed = bump(files, versions);
  BOOST_REQUIRE(!changed.has_value());
  return changed.error();
}

}  // namespace ra::bump::test
