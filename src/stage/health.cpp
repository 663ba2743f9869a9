#include "stage/health.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/health.hpp"
#include "git/tree.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

using Found = Result<std::vector<bump::HealthFinding>>;
using model::HealthCheck;

struct Subject {
  const Context& context;
  const Health& health;
  const git::Tree& tree;  // of the commit: its manifests and changelogs
};

// As they will be released: Validate looks before Version and Package have written them.
bump::Files released_files(const Subject& subject) {
  bump::Files files = subject.tree.files;
  for (const auto& [path, text] : subject.context.new_files) files[path] = text;
  for (const auto& [path, text] : subject.context.documents) files[path] = text;
  return files;
}

Found snapshot_dependencies(const Subject& subject) {
  return bump::snapshot_dependencies(released_files(subject), subject.context.released);
}

Found licence(const Subject& subject) {
  return bump::licence_present(released_files(subject), subject.tree.paths, subject.context.released);
}

Found version_order(const Subject& subject) {
  std::vector<bump::HealthFinding> found;
  for (const auto& p : subject.context.plan.components) {
    const auto last = subject.context.last.find(p.name);
    if (!p.changes() || last == subject.context.last.end()) continue;
    const auto before = model::Version::parse_with_build(last->second);
    const auto after = model::Version::parse_with_build(p.to);
    if (!before || !after || *before <= *after) continue;
    found.push_back({{},
                     0,
                     0,
                     fmt::format("{} {} is lower than its last tag, {}", p.name, p.to, last->second),
                     "release from a branch that does not hold that tag, or raise the version"});
  }
  return found;
}

// The line of this version's heading when nothing but headings stands below it; 0: something does, or it is not there.
std::size_t empty_section(std::string_view text, std::string_view version) {
  std::size_t heading = 0;
  std::size_t number = 0;
  for (const auto line : lines(text)) {
    ++number;
    if (line.starts_with("## ") || line.starts_with("# ")) {
      if (heading > 0) return heading;
      const auto title = line.substr(line.find(' ') + 1);
      const auto at = title.find(version);
      const bool names_it = at == 0 || (at == 1 && (title[0] == '[' || title[0] == 'v'));
      const auto rest = names_it ? title.substr(at + version.size()) : title;
      if (names_it && (rest.empty() || rest[0] == ']' || rest[0] == ' ')) heading = number;
      continue;
    }
    const bool link = line.starts_with('[') && line.find("]: ") != std::string_view::npos;
    if (heading > 0 && !link && !line.starts_with('#') && !trim(line).empty()) return 0;
  }
  return heading;
}

Found changelog_section(const Subject& subject) {
  std::vector<bump::HealthFinding> found;
  const bump::Files files = released_files(subject);
  for (const auto& p : subject.context.plan.components) {
    const auto file = files.find(versioning::changelog_of(p));
    // What only follows another component has no commits of its own to tell of.
    if (!p.changes() || p.commits.empty() || file == files.end()) continue;
    const std::size_t line = empty_section(file->second, p.to);
    if (line == 0) continue;
    found.push_back({file->first, line, 1, fmt::format("nothing is said of {}", p.to),
                     "give one of its commits a type that is shown, see changelog.types"});
  }
  return found;
}

Found package_version(const Subject& subject) {
  std::vector<std::string> versions;  // of what stays too: it may be packaged with the rest
  for (const auto& p : subject.context.plan.components) {
    if (std::ranges::find(versions, p.to) == versions.end()) versions.push_back(p.to);
  }
  return bump::package_says_version(subject.health.package_files, versions);
}

struct Check {
  HealthCheck check;
  std::string_view stage;
  Found (*find)(const Subject& subject);
};

constexpr std::array<Check, model::health_checks.size()> all_checks{{
    {HealthCheck::snapshot_dependencies, "validate", snapshot_dependencies},
    {HealthCheck::licence, "validate", licence},
    {HealthCheck::changelog, "validate", changelog_section},
    {HealthCheck::version_order, "version", version_order},
    {HealthCheck::package_version, "package", package_version},
}};

std::vector<Check> checks_of(const Context& context, std::string_view stage) {
  std::vector<Check> checks;
  for (const auto& check : all_checks) {
    if (check.stage == stage && !context.config.stages.health.ignore.contains(check.check)) checks.push_back(check);
  }
  return checks;
}

std::string fact_of(const Check& check) { return "health:" + std::string{model::name_of(check.check)}; }

bool is_looked_at(std::string_view path) {
  return bump::reads(path) || path == "CHANGELOG.md" || path.ends_with("/CHANGELOG.md");
}

}  // namespace

Facts health_inputs(const Context& context, std::string_view stage) {
  Facts facts;
  for (const auto& check : checks_of(context, stage)) facts[fact_of(check)] = "checked";
  return facts;
}

Result<> healthy(Context& context, std::vector<Finding> findings) {
  if (findings.empty()) return {};
  constexpr std::size_t most = 5;  // of a message; the record has them all
  std::string said;
  for (std::size_t i = 0; i < std::min(findings.size(), most); ++i) {
    const Finding& f = findings[i];
    const std::string output = f.output.empty() ? "" : ": " + one_line(f.output, 300);
    said +=
        fmt::format("{}{} ({}){}", said.empty() ? "" : "; ", one_line(place_of(f) + f.message, 600), f.check, output);
  }
  if (findings.size() > most) said += fmt::format("; and {} more", findings.size() - most);
  Error e = error(Errc::failed_ci, said, findings.front().hint);
  std::ranges::move(findings, std::back_inserter(context.findings));
  return e;
}

asio::awaitable<Result<Facts>> check_health(Context& context, Health health) {
  Facts passed;
  const auto checks = checks_of(context, health.stage);
  if (checks.empty()) co_return passed;
  const std::function<bool(std::string_view)> wanted = is_looked_at;
  auto read = co_await git::read_tree(context.repository.directory(), health.commit, wanted);
  RA_CO_TRY_ASSIGN(const git::Tree tree, std::move(read));
  const Subject subject{context, health, tree};
  std::vector<Finding> findings;
  for (const auto& check : checks) {
    const std::string name{model::name_of(check.check)};
    RA_CO_TRY_ASSIGN(const auto found, check.find(subject));
    for (const auto& f : found) findings.push_back({name, f.file, f.line, f.column, f.message, f.hint, {}});
    if (found.empty()) passed[fact_of(check)] = "passed";
  }
  RA_CO_TRY(healthy(context, std::move(findings)));
  co_return passed;
}

}  // namespace ra::stage
