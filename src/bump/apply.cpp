#include "bump/apply.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace ra::bump {

namespace {

using Wanted = std::vector<std::optional<std::string>>;  // the new version of each member

// What is to stand in a place, and who says so.
struct Change {
  std::string text;
  std::size_t package = 0;
  bool bumped = false;
};

std::string_view piece(const Files& files, const Span& span) {
  return std::string_view{files.at(span.file)}.substr(span.begin, span.end - span.begin);
}

std::string place_of(const Files& files, const Span& span) { return where(span.file, files.at(span.file), span.begin); }

Result<> check_version(const NewVersion& one) {
  const std::string shown = one_line(one.version, 80);
  if (one.kind == Kind::maven) {
    if (is_plain_version(one.version)) return {};
    return error(Errc::config, fmt::format("`{}` is not a version for {}", shown, one_line(one.name)),
                 "use letters, digits, `.`, `-`, `+` and `_`");
  }
  if (is_plain_version(one.version) && model::Version::parse_with_build(one.version)) return {};
  return error(Errc::config, fmt::format("`{}` is not a version for {}", shown, one_line(one.name)),
               "write MAJOR.MINOR.PATCH, as SemVer 2.0 has it");
}

Result<std::size_t> find_member(const Workspace& workspace, const NewVersion& one) {
  std::optional<std::size_t> found;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < workspace.members.size(); ++i) {
    const Package& package = workspace.members[i].package;
    names.push_back(package.name);
    if (package.name != one.name) continue;
    if (found) {
      return error(Errc::conflict,
                   fmt::format("two packages are named {}: {} and {}", one_line(one.name),
                               workspace.members[*found].package.file, package.file),
                   "rename one, or leave one of the files out");
    }
    found = i;
  }
  if (found) return *found;
  const std::string near = nearest(one.name, names);
  return error(Errc::not_found, fmt::format("there is no package {} here", one_line(one.name)),
               near.empty() ? "was it renamed or removed?" : fmt::format("did you mean {}?", one_line(near)));
}

Error different(const Files& files, const Workspace& workspace, const Span& span, std::size_t a,
                std::string_view a_version, std::size_t b, std::string_view b_version) {
  return error(Errc::conflict,
               fmt::format("{}: this is the version of {} and of {}, which are to be {} and {}", place_of(files, span),
                           workspace.members[a].package.name, workspace.members[b].package.name,
                           one_line(a_version, 80), one_line(b_version, 80)),
               "give both the same version, or write a version of its own into one of them");
}

// Whoever has its version written in the same place gets the same version.
Result<Wanted> decide(const Files& files, const Workspace& workspace, const std::vector<NewVersion>& versions) {
  Wanted wanted(workspace.members.size());
  std::map<Span, std::size_t> first;
  for (const auto& one : versions) {
    RA_TRY(check_version(one));
    RA_TRY_ASSIGN(const std::size_t index, find_member(workspace, one));
    const Member& member = workspace.members[index];
    if (member.own.file.empty()) {
      return error(Errc::config, fmt::format("{}: {}", member.package.file, member.fixed),
                   "give it a version of its own");
    }
    const auto [it, fresh] = first.emplace(member.own, index);
    if (!fresh && *wanted[it->second] != one.version) {
      return different(files, workspace, member.own, it->second, *wanted[it->second], index, one.version);
    }
    wanted[index] = one.version;
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto it = first.find(workspace.members[i].own);
    if (it != first.end()) wanted[i] = wanted[it->second];
  }
  return wanted;
}

Result<std::map<Span, Change>> collect(const Files& files, const Workspace& workspace, const Wanted& wanted) {
  std::map<Span, Change> changes;
  for (const auto& mention : workspace.mentions) {
    Change change{std::string{piece(files, mention.span)}, mention.package, wanted[mention.package].has_value()};
    if (change.bumped) {
      auto text = mention.form(*wanted[mention.package]);
      if (!text) return with_context(std::move(text).error(), place_of(files, mention.span));
      change.text = *std::move(text);
    }
    const auto [it, fresh] = changes.emplace(mention.span, change);
    if (fresh) continue;
    if (it->second.text != change.text) {
      return different(files, workspace, mention.span, it->second.package, it->second.text, change.package,
                       change.text);
    }
    it->second.bumped = it->second.bumped || change.bumped;
  }
  return changes;
}

}  // namespace

Result<Files> apply(const Files& files, const Workspace& workspace, const std::vector<NewVersion>& versions) {
  RA_TRY_ASSIGN(const Wanted wanted, decide(files, workspace, versions));
  RA_TRY_ASSIGN(const auto changes, collect(files, workspace, wanted));
  Files out;
  std::map<std::string, std::size_t> copied;  // of each file, up to where
  for (const auto& [span, change] : changes) {
    if (!change.bumped || piece(files, span) == change.text) continue;
    const std::string_view text = files.at(span.file);
    std::size_t& at = copied[span.file];
    std::string& result = out[span.file];
    if (span.begin < at) return error(Errc::internal, place_of(files, span) + ": two changes of the same bytes");
    result += text.substr(at, span.begin - at);
    result += change.text;
    at = span.end;
  }
  for (auto& [file, text] : out) text += std::string_view{files.at(file)}.substr(copied[file]);
  return out;
}

void find_shared(Workspace& workspace) {
  std::map<Span, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < workspace.members.size(); ++i) {
    if (!workspace.members[i].own.file.empty()) groups[workspace.members[i].own].push_back(i);
  }
  for (const auto& [span, group] : groups) {
    const auto owns = [&, &file = span.file](std::size_t i) { return workspace.members[i].package.file == file; };
    const auto owner = std::ranges::find_if(group, owns);
    for (const std::size_t i : group) {
      if (owner != group.end() && *owner == i) continue;
      Package& package = workspace.members[i].package;
      // A second version in the same file has a name of its own.
      if (package.shares.empty()) package.shares = span.file;
      if (owner != group.end()) package.shares = workspace.members[*owner].package.name;
    }
  }
  // Where one says its own version another's is said too, as a BOM does with ${project.version}: one place, one
  // version.
  for (const auto& mention : workspace.mentions) {
    const auto place = groups.find(mention.span);
    if (place == groups.end()) continue;
    for (const std::size_t i : place->second) {
      Package& package = workspace.members[i].package;
      if (i == mention.package || !package.shares.empty()) continue;
      const Package& other = workspace.members[mention.package].package;
      if (other.shares != package.name) package.shares = other.name;
    }
  }
}

}  // namespace ra::bump
