#include "versioning/release_plan.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::versioning {

namespace {

using model::Bump;
using model::Version;

std::string named(const history::Entry& entry) {
  return fmt::format("{} ({})", short_of(entry.sha), one_line(entry.title, 100));
}

// Newest first: the first one holds, and none after it.
Result<std::optional<Version>> release_as(const std::vector<history::Entry>& entries) {
  for (const auto& entry : entries) {
    if (entry.release_as.empty()) continue;
    const auto version = Version::parse(entry.release_as);
    if (version && !version->snapshot) return version;
    return error(Errc::config,
                 fmt::format("Release-As: {} of commit {} is no version", one_line(entry.release_as, 80), named(entry)),
                 "say it as X.Y.Z in a newer commit, or revert this one");
  }
  return std::optional<Version>{};
}

Error unconventional(const std::vector<history::Entry>& entries) {
  std::string shas;
  std::size_t count = 0;
  constexpr std::size_t shown = 5;
  for (const auto& entry : entries) {
    if (!is_unconventional(entry)) continue;
    if (count++ < shown) shas += (shas.empty() ? "" : ", ") + named(entry);
  }
  if (count > shown) shas += fmt::format(" and {} more", count - shown);
  return error(
      Errc::config,
      fmt::format("{} commit{} follow{} no convention: {}", count, count == 1 ? "" : "s", count == 1 ? "s" : "", shas),
      "reword them (feat: …, fix: …), or set versioning.other to ignore or patch");
}

Result<Planned> planned(const Component& component, const Subject& subject, const model::VersioningConfig& config) {
  Planned p{.name = component.name, .paths = component.paths};
  const auto& s = subject.situation;
  const auto last = s.prerelease ? s.prerelease : s.stable;
  if (last) p.from = last->text();

  const history::Entry* deciding = nullptr;
  const bool strict = config.other == model::Unconventional::error;
  if (strict && std::ranges::any_of(subject.entries, is_unconventional)) return unconventional(subject.entries);
  for (const auto& entry : subject.entries) {
    const Bump bump = bump_of(entry, config);
    if (!calls_for_something(entry, config)) continue;
    // A merge that is still to be made is known by its newest commit, which may call for something of its own.
    if (p.commits.empty() || p.commits.back() != entry.sha) p.commits.push_back(entry.sha);
    if (bump > p.bump || deciding == nullptr) deciding = &entry;
    p.bump = std::max(p.bump, bump);
  }
  RA_TRY_ASSIGN(const auto asked, release_as(subject.entries));
  RA_TRY_ASSIGN(const Version next, next_version(s, p.bump, asked, config));
  p.to = next.text();
  if (!last) {
    p.reason =
        s.written && Version{.major = s.written->major, .minor = s.written->minor, .patch = s.written->patch} == next
            ? "first release, at the version in its files"
            : "first release";
  } else if (!p.changes()) {
    p.reason =
        p.commits.empty() ? "nothing that counts has changed" : "nothing that counts has changed since " + p.from;
    p.bump = Bump::none;
    p.commits.clear();
  } else if (asked) {
    p.reason = "a commit says Release-As: " + asked->text();
  } else {
    p.reason = named(*deciding);
  }
  return p;
}

// What needs something that is bumped is bumped with it, and so on.
Result<> bump_dependents(std::vector<Planned>& plan, const std::vector<Component>& components,
                         const std::vector<Subject>& subjects, const model::VersioningConfig& config) {
  if (config.dependents == Bump::none) return {};
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < plan.size(); ++i) {
      if (plan[i].changes()) continue;
      const auto& needs = components[i].needs;
      const auto moved = std::ranges::find_if(needs, [&](std::uint32_t n) { return plan[n].changes(); });
      if (moved == needs.end()) continue;
      Situation s = subjects[i].situation;
      s.changed_since_prerelease = true;
      RA_TRY_ASSIGN(const Version next, next_version(s, config.dependents, std::nullopt, config));
      plan[i].to = next.text();
      plan[i].bump = config.dependents;
      plan[i].reason = fmt::format("it needs {}, which becomes {}", plan[*moved].name, plan[*moved].to);
      again = true;
    }
  }
  return {};
}

json::Value without_digest(const ReleasePlan& plan) {
  auto list = json::Value::array();
  for (const auto& p : plan.components) {
    auto commits = json::Value::array();
    for (const auto& sha : p.commits) commits.push(sha);
    auto paths = json::Value::array();
    for (const auto& path : p.paths) paths.push(path);
    auto item = json::Value::object();
    item.set("name", p.name).set("path", p.paths.front()).set("paths", std::move(paths)).set("from", p.from);
    item.set("to", p.to).set("bump", word_for(p.bump)).set("tag", p.tag).set("reason", p.reason);
    item.set("commits", std::move(commits));
    list.push(std::move(item));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/release-plan/1").set("components", std::move(list));
  return value;
}

}  // namespace

std::string_view word_for(Bump bump) {
  constexpr std::array<std::string_view, 4> words{"none", "patch", "minor", "major"};
  return words.at(static_cast<std::size_t>(bump));
}

Result<ReleasePlan> make_release_plan(const std::vector<Component>& components, const std::vector<Subject>& subjects,
                                      const model::VersioningConfig& config) {
  ReleasePlan plan;
  for (std::size_t i = 0; i < components.size(); ++i) {
    auto one = planned(components[i], subjects[i], config);
    if (!one) return with_context(one.error(), components[i].name);
    plan.components.push_back(*std::move(one));
  }
  RA_TRY(bump_dependents(plan.components, components, subjects, config));
  for (std::size_t i = 0; i < components.size(); ++i) {
    Planned& p = plan.components[i];
    if (p.changes()) p.tag = history::tag_of(components[i].tag, p.to);
  }
  return plan;
}

json::Value to_json(const ReleasePlan& plan) {
  auto value = json::Value::object();
  const json::Value rest = without_digest(plan);
  value.set("schema", rest["schema"]).set("digest", digest_of(plan)).set("components", rest["components"]);
  return value;
}

std::string digest_of(const ReleasePlan& plan) { return "sha256:" + sha256_of(json::dump(without_digest(plan))); }

std::string changelog_of(const Planned& planned) {
  const std::string folder = planned.paths.empty() ? "" : planned.paths.front();
  return folder.empty() ? "CHANGELOG.md" : folder + "/CHANGELOG.md";
}

}  // namespace ra::versioning
