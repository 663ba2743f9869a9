#include "bundle/verify.hpp"

#include "base/glob.hpp"
#include "base/text.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace ra::bundle {

namespace {

using model::BundlePart;
using model::Finding;

constexpr std::uint64_t parts = 5;  // a fifth is much

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// ".zip", ".tar.gz"; none of a folder's 3.1.0-alpha.1.
std::string_view extension_of(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == name.size() || !is_letter(name[dot + 1])) return {};
  const std::string_view before = name.substr(0, dot);
  return name.substr(before.ends_with(".tar") ? dot - 4 : dot);
}

// What parts put there themselves, and the folders they go into: not what lies deeper in what they bring along, which
// may well have two versions of something.
std::set<std::string> places_of(const Chosen& chosen, const archive::Tree& tree) {
  std::set<std::string> folders;
  for (const Piece& piece : chosen.pieces) {
    for (const std::string& to : piece.part.to) {
      for (std::string path = to; !path.empty(); path = path.substr(0, std::min(path.rfind('/'), path.size()))) {
        folders.insert(path);
        if (path.find('/') == std::string::npos) break;
      }
      if (to.empty()) folders.insert("");
    }
  }
  std::set<std::string> places = folders;
  for (const auto& entry : tree.entries()) {
    const auto slash = entry.name.rfind('/');
    const std::string folder = slash == std::string::npos ? std::string{} : entry.name.substr(0, slash);
    if (folders.contains(folder)) places.insert(entry.name);
  }
  places.erase("");
  return places;
}

}  // namespace

Named without_version(std::string_view file_name) {
  const std::size_t end = file_name.size() - extension_of(file_name).size();
  for (std::size_t dash = file_name.find('-'); dash < end; dash = file_name.find('-', dash + 1)) {
    if (dash + 1 >= end || !is_digit(file_name[dash + 1])) continue;
    const auto version = model::Version::parse(file_name.substr(dash + 1, end - dash - 1));
    if (!version) continue;
    Named named{std::string{file_name.substr(0, dash)}, std::string{file_name.substr(end)}, true};
    // A classifier, such as sources; alpha.1 is a version's.
    const bool classifies = !version->qualifier.empty() && std::ranges::none_of(version->qualifier, is_digit);
    if (classifies) named.rest = "-" + version->qualifier + named.rest;
    return named;
  }
  return Named{std::string{file_name}, {}, false};
}

std::vector<Finding> verify(const Chosen& chosen, const archive::Tree& tree) {
  std::vector<Finding> findings;
  for (const auto& component : chosen.components) {
    if (!globs_match_name(chosen.holds, component.name)) continue;
    const auto is_of = [&](const Piece& piece) { return piece.component == component.name; };
    if (std::ranges::any_of(chosen.pieces, is_of)) continue;
    Finding finding;
    finding.code = "missing-component";
    finding.component = component.name;
    finding.message = fmt::format("{}: no part takes {}", chosen.file, component.name);
    finding.hint = fmt::format("add a part whose `components` name it, or leave it out: \"holds\": [\"*\", \"!{}\"]",
                               component.name);
    findings.push_back(std::move(finding));
  }
  std::map<std::string, std::string> seen;
  for (const std::string& place : places_of(chosen, tree)) {
    const auto slash = place.rfind('/') + 1;  // 0 where there is none
    const Named named = without_version(std::string_view{place}.substr(slash));
    if (!named.versioned) continue;
    const auto [other, first] = seen.emplace(place.substr(0, slash) + named.name + "\n" + named.rest, place);
    if (first) continue;
    Finding finding;
    finding.code = "twice-in-bundle";
    finding.message = fmt::format("{}: {} and {} are two versions of one thing", chosen.file,
                                  one_line(other->second, 300), one_line(place, 300));
    finding.hint = "one part too many brings it, or one with a version of its own";
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::optional<Finding> compare_sizes(const std::string& bundle, std::uint64_t size, std::uint64_t before) {
  const std::uint64_t change = size > before ? size - before : before - size;
  if (before == 0 || change < before / parts + (before % parts != 0 ? 1 : 0)) return std::nullopt;
  Finding finding;
  finding.severity = model::Severity::warning;
  finding.code = "size-changed";
  finding.message = fmt::format("{} has {} bytes, {}{} % beside the {} of the release before", bundle, size,
                                size > before ? "+" : "-", change * 100 / before, before);
  finding.hint = "see whether something is missing, or came in that should not";
  return finding;
}

}  // namespace ra::bundle
