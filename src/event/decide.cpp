#include "event/decide.hpp"

#include "model/placeholders.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::event {

namespace {

using Command = std::vector<std::string>;

Verdict nothing(std::string why) {
  Verdict verdict;
  verdict.why = std::move(why);
  return verdict;
}

// DOMAIN 3: what a branch's prefix says of the review that it needs.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> reviews = {{{"support-", "support"},
                                                                                   {"lts-", "support"},
                                                                                   {"sts-", "support"},
                                                                                   {"issue-", "development"},
                                                                                   {"fix-", "development"},
                                                                                   {"feat-", "development"},
                                                                                   {"feature-", "development"},
                                                                                   {"snyk-", "security"},
                                                                                   {"dependabot-", "dependency"}}};

std::string review_of(std::string branch) {
  std::ranges::replace(branch, '/', '-');  // dependabot/npm_and_yarn/…
  for (const auto& [prefix, kind] : reviews) {
    if (branch.starts_with(prefix)) return std::string{kind};
  }
  return {};
}

// The version X.Y.Z of a branch dry-X.Y.Z, where the pattern is configured.
std::optional<model::Version> version_of(const std::string& branch, const model::Config& config) {
  const std::string& pattern = config.branches.dry_run;
  const std::string prefix = pattern.substr(0, pattern.find('{'));
  if (!branch.starts_with(prefix)) return std::nullopt;
  // The version stands somewhere behind the prefix; expanding the pattern with it tells whether it is the right one.
  for (std::size_t length = branch.size() - prefix.size(); length > 0; --length) {
    auto version = model::Version::parse(branch.substr(prefix.size(), length));
    if (!version || version->snapshot) continue;
    const auto expanded = model::expand(pattern, model::placeholders_of(*version, config));
    if (expanded && *expanded == branch) return version;
  }
  return std::nullopt;
}

std::string target_of(const model::Version& version, const model::Config& config) {
  const auto& pattern = version.patch == 0 ? config.branches.main : config.branches.release;
  const auto branch = model::expand(pattern, model::placeholders_of(version, config));
  return branch ? *branch : std::string{};
}

// Where Maven, Gradle and the tools that follow them leave their results. A job without tests is no failure.
Command test_report() {
  return {"test-report",
          "--unreadable=ignore",
          "**/target/surefire-reports/*.xml",
          "**/target/failsafe-reports/*.xml",
          "**/build/test-results/**/*.xml",
          "**/test-results/**/*.xml"};
}

Verdict of_pull_request(const Event& event, const std::optional<Pull>& pull, const model::Config& config) {
  const std::string base = event.base.empty() && pull ? pull->base : event.base;
  const auto version = version_of(event.branch, config);
  if (event.from_fork || (pull && pull->from_fork)) {
    auto verdict = nothing("the pull request comes from a fork: its code gets no secrets, so nothing is run for it");
    verdict.review = review_of(event.branch);
    return verdict;
  }
  if (!version) {
    Verdict verdict;
    verdict.decision = Decision::test_report;
    verdict.why = fmt::format("a pull request from {}, which is no {} branch: it is tested, not released", event.branch,
                              config.branches.dry_run);
    if (config.versioning.given) verdict.commands.push_back(Command{"preview"});
    verdict.commands.push_back(test_report());
    verdict.each = true;
    verdict.review = review_of(event.branch);
    return verdict;
  }
  const std::string target = target_of(*version, config);
  if (base != target) {
    return nothing(base.empty() ? fmt::format("the forge does not say where the pull request from {} goes; a dry run "
                                              "of {} needs one into {}",
                                              event.branch, version->text(), target)
                                : fmt::format("the pull request goes from {} into {}, but {} is released from {}",
                                              event.branch, base, version->text(), target));
  }
  Verdict verdict;
  verdict.decision = Decision::dry_run;
  verdict.why =
      fmt::format("a pull request from {} into {}: merging it releases {}", event.branch, base, version->text());
  verdict.commands = {Command{"check"}, Command{"release", "--dry-run=true"}};
  return verdict;
}

Verdict of_push(const Event& event, const std::optional<Pull>& pull, const model::Config& config) {
  if (!pull || !pull->merged || pull->merge_commit != event.sha) {
    return nothing(fmt::format("the push to {} did not merge a pull request", event.branch));
  }
  const auto version = version_of(pull->head, config);
  if (!version) {
    return nothing(fmt::format("the push to {} merged #{} from {}, which is no {} branch", event.branch, pull->number,
                               pull->head, config.branches.dry_run));
  }
  const std::string target = target_of(*version, config);
  if (pull->from_fork) {
    return nothing(fmt::format("#{} came from a fork: {} is released from a branch of this repository", pull->number,
                               version->text()));
  }
  if (event.branch != target || pull->base != target) {
    return nothing(fmt::format("#{} went from {} into {}, but {} is released from {}", pull->number, pull->head,
                               event.branch, version->text(), target));
  }
  Verdict verdict;
  verdict.decision = Decision::release;
  verdict.why = fmt::format("the push to {} merged #{} from {}", event.branch, pull->number, pull->head);
  verdict.commands = {Command{"release", "--dry-run=false"}};
  return verdict;
}

Verdict of_tag(const Event& event) {
  std::string text = event.tag;
  if (text.starts_with('v')) text.erase(0, 1);
  const auto version = model::Version::parse(text);
  if (!version || version->snapshot) return nothing(fmt::format("the tag {} is no version", event.tag));
  Verdict verdict;
  verdict.decision = Decision::publish;
  verdict.why = event.kind == Kind::release ? fmt::format("release {} was published", event.tag)
                                            : fmt::format("tag {} was pushed", event.tag);
  // The tag says which version it is: a repository of one service has no manifest that could.
  const std::string of_this = "--release-version=" + version->text();
  verdict.commands = {Command{"bundle"},
                      Command{"image", of_this},
                      Command{"rpm", of_this},
                      Command{"attest", of_this},
                      Command{"image", "push", of_this, "--dry-run=false"},
                      Command{"publish", of_this, "--dry-run=false"},
                      Command{"deploy", of_this, "--dry-run=false"}};
  return verdict;
}

// The input `command` and what is to be done for good; the other inputs are its options, which every command reads
// from the environment by itself.
Verdict of_button(const Event& event) {
  const auto command = event.inputs.find("command");
  if (command == event.inputs.end() || command->second.empty() || command->second == "auto") {
    return nothing("it was started by hand without the input `command`");
  }
  const auto dry = event.inputs.find("dry-run");
  const bool for_good = dry != event.inputs.end() && dry->second == "false";
  Verdict verdict;
  verdict.why = fmt::format("it was started by hand with the input `command: {}`", command->second);
  verdict.commands = {Command{command->second}};
  if (command->second == "release") {
    verdict.decision = for_good ? Decision::release : Decision::dry_run;
    verdict.commands.front().push_back(for_good ? "--dry-run=false" : "--dry-run=true");
  } else if (command->second == "test-report") {
    verdict.decision = Decision::test_report;
  } else if (command->second == "publish" || command->second == "deploy") {
    verdict.decision = Decision::publish;
    verdict.commands.front().push_back(for_good ? "--dry-run=false" : "--dry-run=true");
  } else if (command->second == "check" || command->second == "plan") {
    verdict.decision = Decision::dry_run;
  } else {
    return nothing(fmt::format("the input `command: {}` names nothing that is started by hand", command->second));
  }
  return verdict;
}

Verdict of_tested(const Event& event) {
  Verdict verdict;
  verdict.decision = Decision::test_report;
  verdict.why = fmt::format("the tests of {} have ended: their results are told on its pull request", event.branch);
  verdict.commands = {test_report()};
  return verdict;
}

}  // namespace

std::string_view to_string(Decision decision) {
  switch (decision) {
    case Decision::none: return "none";
    case Decision::dry_run: return "dry-run";
    case Decision::release: return "release";
    case Decision::publish: return "publish";
    case Decision::test_report: return "test-report";
  }
  return "none";
}

Question question_of(const Event& event) {
  if (event.from_fork) return Question::none;
  if (event.kind == Kind::push) return Question::pull_of_commit;
  if (event.kind == Kind::pull_request && event.base.empty()) return Question::pull_of_number;
  return Question::none;
}

Verdict decide(const Event& event, const std::optional<Pull>& pull, const model::Config& config) {
  if (event.from_fork && event.kind != Kind::pull_request && event.kind != Kind::unknown) {
    return nothing("the code comes from a fork: it gets no secrets, so nothing is run for it");
  }
  switch (event.kind) {
    case Kind::pull_request: return of_pull_request(event, pull, config);
    case Kind::push: return of_push(event, pull, config);
    case Kind::tag:
    case Kind::release: return of_tag(event);
    case Kind::manual: return of_button(event);
    case Kind::tested: return of_tested(event);
    case Kind::unknown: break;
  }
  return nothing(event.name.empty() ? std::string{"the CI does not say what happened"}
                                    : fmt::format("nothing is done for the event {}", event.name));
}

}  // namespace ra::event
