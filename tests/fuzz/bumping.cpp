#include "fuzz/bumping.hpp"

#include "fuzz/hold.hpp"
#include "fuzz/promises.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace ra::fuzz {

namespace {

constexpr std::string_view new_version = "97.98.99";

// How much of the version stands here: all, its first numbers, or nothing.
std::size_t said_at(std::string_view text) {
  std::size_t n = 0;
  while (n < new_version.size() && n < text.size() && text[n] == new_version[n]) ++n;
  return n < 2 ? 0 : n;
}

// Where the texts differ, the new one says the version in place of something that stays within quotation marks or
// between tags; or nothing, in place of the -SNAPSHOT of a ${changelist}.
bool differs_in_versions_alone(std::string_view before, std::string_view after, bool is_xml) {
  while (!after.empty() || !before.empty()) {
    const std::size_t length = said_at(after);
    const std::size_t seen = std::max<std::size_t>(length, 1);
    if (!after.empty() && after.substr(0, seen) == before.substr(0, seen)) {
      after.remove_prefix(1);
      before.remove_prefix(1);
      continue;
    }
    if (length == 0 && !(is_xml && after.starts_with('<'))) return false;
    after.remove_prefix(length);
    const auto what_follows = after.substr(0, 8);
    while (!before.starts_with(what_follows)) {
      if (before.empty() || before[0] == (is_xml ? '<' : '\n')) return false;
      before.remove_prefix(1);
    }
    if (what_follows.empty()) return before.find(is_xml ? '<' : '\n') == std::string_view::npos;
  }
  return true;
}

void hold_error(const Error& e) {
  hold_line(e.message, "an error");
  hold_line(e.hint, "its hint");
  hold(e.code != Errc::internal, "an error is about the files", e.message);
}

}  // namespace

void hold_bump(const bump::Files& files, bump::Kind kind) {
  const auto packages = bump::packages(files);
  if (!packages) return hold_error(packages.error());
  for (const auto& one : *packages) {
    hold(files.contains(one.file), "a package has a manifest", one.file);
    const std::vector<bump::NewVersion> versions{{kind, one.name, std::string{new_version}}};
    const auto changed = bump::bump(files, versions);
    if (!changed) {
      hold_error(changed.error());
      continue;
    }
    bump::Files after = files;
    for (const auto& [file, text] : *changed) {
      hold(text != files.at(file), "only files that change are given", file);
      const auto lines = [](std::string_view all) { return std::ranges::count(all, '\n'); };
      hold(lines(text) == lines(files.at(file)) || kind == bump::Kind::maven, "no line comes or goes", text);
      hold(differs_in_versions_alone(files.at(file), text, kind == bump::Kind::maven), "nothing but versions changes",
           text);
      after[file] = text;
    }
    const auto again = bump::packages(after);
    hold(again.has_value(), "what was written is read", again ? "" : again.error().message);
    hold(again->size() == packages->size(), "no package comes or goes");
    const auto same = std::ranges::find(*again, one.name, &bump::Package::name);
    hold(same != again->end() && same->version == new_version, "it says the new version", one.name);
    const auto twice = bump::bump(after, versions);
    hold(twice && twice->empty(), "done twice it changes nothing", twice ? "" : twice.error().message);
  }
}

}  // namespace ra::fuzz
