#include "versioning/next_version.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace ra::versioning {

namespace {

using model::Bump;
using model::Version;

constexpr std::array words{"nothing", "a patch", "a feature", "a breaking change"};

// "rc.4" of "rc": 4. Nothing for another identifier.
std::optional<std::int64_t> counter_of(std::string_view qualifier, std::string_view identifier) {
  if (!qualifier.starts_with(identifier)) return std::nullopt;
  qualifier.remove_prefix(identifier.size());
  if (!qualifier.starts_with('.')) return std::nullopt;
  qualifier.remove_prefix(1);
  std::int64_t counter = 0;
  const auto [end, ec] = std::from_chars(qualifier.data(), qualifier.data() + qualifier.size(), counter);
  if (ec != std::errc{} || end != qualifier.data() + qualifier.size()) return std::nullopt;
  return counter;
}

Version core(const Version& v) { return {.major = v.major, .minor = v.minor, .patch = v.patch}; }

// What the branch may not have.
std::optional<Error> outside(const Version& version, const Situation& s) {
  if (!s.line) return std::nullopt;
  const bool fits = version.major == s.line->major && (!s.line->minor || version.minor == *s.line->minor);
  if (fits) return std::nullopt;
  return error(Errc::config,
               fmt::format("{} does not belong on the branch {}", version.text(), one_line(s.branch, 100)),
               s.line->minor ? "such a branch takes fixes alone: release the rest from the main branch"
                             : "such a branch takes no breaking changes: release them from the main branch");
}

Version counted(const Version& base, const Situation& s) {
  Version next = base;
  std::int64_t counter = 1;
  if (s.prerelease && core(*s.prerelease) == base) {
    if (const auto last = counter_of(s.prerelease->qualifier, s.identifier)) counter = *last + 1;
  }
  next.qualifier = fmt::format("{}.{}", s.identifier, counter);
  return next;
}

// The first release of something: what its files say, else what the configuration begins with.
Version first(const Situation& s, const model::VersioningConfig& config) {
  if (s.written && core(*s.written) > Version{}) return core(*s.written);
  return Version::parse(config.initial).value_or(Version{.minor = 1});
}

}  // namespace

bool is_unconventional(const history::Entry& entry) {
  return std::ranges::any_of(entry.changes, [](const auto& change) { return change.type.empty(); });
}

bool calls_for_something(const history::Entry& entry, const model::VersioningConfig& config) {
  return bump_of(entry, config) != Bump::none || !entry.release_as.empty();
}

Bump bump_of(const history::Entry& entry, const model::VersioningConfig& config) {
  Bump most = Bump::none;
  for (const auto& change : entry.changes) {
    if (change.breaking) return Bump::major;
    if (change.type.empty()) {
      if (config.other == model::Unconventional::patch) most = std::max(most, Bump::patch);
      continue;
    }
    if (const auto known = config.types.find(change.type); known != config.types.end())
      most = std::max(most, known->second);
  }
  return most;
}

std::optional<Line> line_of(const std::string& branch, const std::vector<std::string>& patterns) {
  for (const auto& pattern : patterns) {
    Line line;
    std::string_view rest = branch;
    bool fits = true;
    for (std::size_t i = 0; i < pattern.size() && fits;) {
      const std::string_view here = std::string_view{pattern}.substr(i);
      const bool major = here.starts_with("{major}");
      if (!major && !here.starts_with("{minor}")) {
        fits = !rest.empty() && rest.front() == here.front();
        if (fits) rest.remove_prefix(1);
        ++i;
        continue;
      }
      std::int64_t number = 0;
      const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
      fits = ec == std::errc{} && number >= 0 && rest.front() != '-';
      if (!fits) break;
      rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
      if (major) line.major = number;
      if (!major) line.minor = number;
      i += std::string_view{"{major}"}.size();
    }
    if (fits && rest.empty()) return line;
  }
  return std::nullopt;
}

Version bumped(const Version& version, Bump bump, model::ZeroMajor zero) {
  if (version.major == 0 && zero != model::ZeroMajor::major) {
    if (zero == model::ZeroMajor::cargo && bump == Bump::minor) bump = Bump::patch;
    if (bump == Bump::major) bump = Bump::minor;
  }
  Version next = core(version);
  switch (bump) {
    case Bump::none: break;
    case Bump::patch: ++next.patch; break;
    case Bump::minor: next = {.major = next.major, .minor = next.minor + 1}; break;
    case Bump::major: next = {.major = next.major + 1}; break;
  }
  return next;
}

Result<Version> next_version(const Situation& s, Bump bump, const std::optional<Version>& release_as,
                             const model::VersioningConfig& config) {
  const std::optional<Version> last = s.prerelease ? s.prerelease : s.stable;
  if (release_as) {
    if (last && *release_as < *last)
      return error(Errc::config,
                   fmt::format("Release-As: {} is lower than {}, which is out", release_as->text(), last->text()),
                   "revert the commit that says so, or say a higher version in a newer one");
    if (last && *release_as == *last) return *release_as;
    if (auto e = outside(*release_as, s)) return *e;
    return *release_as;
  }
  if (bump == Bump::none && last) return *last;
  if (!s.identifier.empty() && s.prerelease && !s.changed_since_prerelease) return *s.prerelease;

  Version base = s.stable ? bumped(*s.stable, bump, config.zero) : first(s, config);
  // Somebody has written a higher one into the package's files: 1.3.0-SNAPSHOT, or a step made by hand.
  if (s.stable && s.written && core(*s.written) > base) base = core(*s.written);
  // A pre-release line that went further is not taken back: 2.0.0-rc.1 is not followed by 1.3.0-rc.1.
  if (s.prerelease && core(*s.prerelease) > base) base = core(*s.prerelease);
  if (auto e = outside(base, s)) {
    e->message += fmt::format(": {} calls for it", words.at(static_cast<std::size_t>(bump)));
    return *e;
  }
  return s.identifier.empty() ? base : counted(base, s);
}

}  // namespace ra::versioning
