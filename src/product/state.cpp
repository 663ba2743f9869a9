#include "product/state.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::product {

namespace {

void take(const Said*& kept, const Said& said) {
  if (kept == nullptr || is_later(said, *kept)) kept = &said;
}

// Of each CI its newest report; where none counts, the newest that claims to be one.
std::vector<Validation> validations_of(const Entry& entry, const Trust& trust) {
  std::vector<Validation> all;
  for (const Party* ci : trust.cis()) all.push_back({ci->name, Validation::State::pending, nullptr});
  for (const auto& said : entry.said) {
    if (said.tag.kind != Kind::report) continue;
    const auto of_ci = std::ranges::find(all, said.statement.by, &Validation::ci);
    if (of_ci == all.end()) continue;
    const bool before_counts = of_ci->said != nullptr && of_ci->said->counts();
    if (said.counts() && !before_counts) of_ci->said = &said;
    if (said.counts() == before_counts) take(of_ci->said, said);
  }
  for (auto& one : all) {
    if (one.said == nullptr) continue;
    const bool ok = one.said->statement.ok;
    one.state = !one.said->counts() ? Validation::State::untrusted
                : ok                ? Validation::State::ok
                                    : Validation::State::failed;
  }
  return all;
}

}  // namespace

bool is_later(const Said& a, const Said& b) {
  if (a.statement.at != b.statement.at) return a.statement.at > b.statement.at;
  if (a.statement.ok != b.statement.ok) return !a.statement.ok;
  return a.tag.statement > b.tag.statement;
}

std::string_view to_string(Validation::State state) {
  switch (state) {
    case Validation::State::ok: return "ok";
    case Validation::State::failed: return "failed";
    case Validation::State::pending: return "pending";
    case Validation::State::untrusted: return "untrusted";
  }
  return "pending";
}

const Validation* State::of(std::string_view ci) const {
  const auto found = std::ranges::find(validations, ci, &Validation::ci);
  return found == validations.end() ? nullptr : &*found;
}

State state_of(const Entry& entry, const Trust& trust) {
  State state;
  state.validations = validations_of(entry, trust);
  const Said* certified = nullptr;
  const Said* revoked = nullptr;
  for (const auto& said : entry.said) {
    if (!said.counts()) {
      state.ignored.push_back(&said);
      if (said.tag.kind == Kind::publication) state.not_published = said.why;
      continue;
    }
    if (said.tag.kind == Kind::publication) state.published = true;
    if (said.tag.kind == Kind::certification) take(certified, said);
    if (said.tag.kind == Kind::revocation) take(revoked, said);
  }
  if (state.published && !entry.other.empty()) {
    state.published = false;
    state.not_published = fmt::format("other content was published under this name before: {}", entry.other);
  } else if (!state.published && state.not_published.empty()) {
    state.not_published = "nobody says that it is published";
  }
  const bool taken_back =
      certified != nullptr && revoked != nullptr && revoked->statement.at >= certified->statement.at;
  if (!taken_back) state.certification = certified;
  if (certified == nullptr || taken_back) state.revocation = revoked;
  state.ready = state.published && state.certification != nullptr;
  return state;
}

std::vector<std::string> waits_for(const Party& ci, const State& state, const Trust& trust) {
  std::vector<std::string> names;
  for (const auto& name : trust.before(ci)) {
    const Validation* before = state.of(name);
    if (before == nullptr || before->state != Validation::State::ok) names.push_back(name);
  }
  return names;
}

std::vector<std::string> missing_to_deploy(const State& state, const Trust& trust, WallTime now) {
  if (state.ready) return {};
  if (!state.published) return {state.not_published};
  std::vector<std::string> missing;
  if (state.revocation != nullptr) {
    const Statement& said = state.revocation->statement;
    missing.push_back(fmt::format("{} has revoked it: {}", said.by, one_line(said.reason, 200)));
  } else {
    missing.emplace_back("nobody has certified it");
  }
  for (auto& line : held_against_policy(state, trust, now).missing) missing.push_back(std::move(line));
  return missing;
}

WallTime after_all(const Entry& entry, WallTime now) {
  for (const auto& said : entry.said) {
    if (said.counts()) now = std::max(now, said.statement.at + std::chrono::milliseconds{1});
  }
  return now;
}

Met held_against_policy(const State& state, const Trust& trust, WallTime now) {
  Met met;
  if (!state.published) met.missing.push_back(state.not_published);
  for (const auto& name : trust.required()) {
    const Validation* found = state.of(name);
    const auto is = found == nullptr ? Validation::State::pending : found->state;
    if (is == Validation::State::pending) met.missing.push_back(fmt::format("{} has not reported", name));
    if (is == Validation::State::untrusted)
      met.missing.push_back(fmt::format("the report of {} is not to be trusted", name));
    if (is == Validation::State::failed) met.missing.push_back(fmt::format("{} has found it not OK", name));
    if (is != Validation::State::ok) continue;
    const Duration age = now - found->said->statement.at;
    if (trust.policy.within && age > *trust.policy.within)
      met.missing.push_back(fmt::format("the report of {} is {} old, older than {}", name, format_duration(age),
                                        format_duration(*trust.policy.within)));
    met.reports.push_back(found->said->tag.statement);
  }
  return met;
}

}  // namespace ra::product
