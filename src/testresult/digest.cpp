#include "testresult/digest.hpp"

#include "base/json.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

namespace ra::testresult {

namespace {

constexpr std::string_view magic = "release-action/digest/1\n";
constexpr std::string_view broken = "it is no digest of tests, or was cut off";

std::uint64_t little(const char* at, std::size_t size) {
  std::uint64_t value = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&value, at, size);
    return value;
  }
  for (std::size_t i = 0; i < size; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
  }
  return value;
}

// The worst first: a test that failed in one job and passed in another failed.
int badness(State state) {
  switch (state) {
    case State::failed: return 3;
    case State::passed: return 2;
    case State::skipped: return 1;
    case State::absent: return 0;
  }
  return 0;
}

std::uint64_t name_of(std::uint64_t entry) { return entry & ~state_bits; }

json::Value kept_totals(const Totals& totals) {
  auto value = json::Value::object();
  value.set("files", totals.files).set("suites", totals.suites).set("tests", totals.tests);
  value.set("passed", totals.passed).set("failed", totals.failed).set("errors", totals.errors);
  value.set("skipped", totals.skipped).set("flaky", totals.flaky);
  value.set("time_s", json::Value::number(fmt::format("{:.3f}", totals.time_s)));
  return value;
}

std::uint64_t unsigned_of(const json::Value& value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, value.as_int()));
}

Totals totals_of(const json::Value& value) {
  Totals totals;
  totals.files = unsigned_of(value["files"]);
  totals.suites = unsigned_of(value["suites"]);
  totals.tests = unsigned_of(value["tests"]);
  totals.passed = unsigned_of(value["passed"]);
  totals.failed = unsigned_of(value["failed"]);
  totals.errors = unsigned_of(value["errors"]);
  totals.skipped = unsigned_of(value["skipped"]);
  totals.flaky = unsigned_of(value["flaky"]);
  totals.time_s = value["time_s"].as_double();
  return totals;
}

}  // namespace

std::uint64_t hash(std::uint64_t seed, std::string_view text) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15U;  // 2^64 divided by the golden ratio
  std::uint64_t h = seed ^ (text.size() * odd);
  const auto mix = [&h](std::uint64_t word) {
    h = (h ^ word) * odd;
    h ^= h >> 29U;
  };
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) mix(little(text.data() + i, 8));
  if (i < text.size()) mix(little(text.data() + i, text.size() - i));
  h *= 0xd6e8feb86659fd93U;  // any odd number without pattern
  return h ^ (h >> 32U);
}

void normalize(std::vector<std::uint64_t>& ids) {
  std::ranges::sort(ids, [](std::uint64_t a, std::uint64_t b) {
    if (name_of(a) != name_of(b)) return name_of(a) < name_of(b);
    return badness(state_of(a)) > badness(state_of(b));
  });
  const auto same = [](std::uint64_t a, std::uint64_t b) { return name_of(a) == name_of(b); };
  ids.erase(std::unique(ids.begin(), ids.end(), same), ids.end());
}

State Digest::state(std::uint64_t id) const {
  const auto at = std::ranges::lower_bound(ids, name_of(id));
  return at != ids.end() && name_of(*at) == name_of(id) ? state_of(*at) : State::absent;
}

Digest digest_of(const Report& report, std::string sha, const Digest* base) {
  Digest digest;
  digest.sha = std::move(sha);
  digest.totals = report.totals;
  digest.ids = report.ids;
  for (const auto& failure : report.failures) {
    const std::uint64_t id = name_of(failure.id);
    std::string since = digest.sha;
    if (base != nullptr && base->state(id) == State::failed) {
      const auto known = base->failing.find(id);
      since = known != base->failing.end() ? known->second : base->sha;
    }
    if (!since.empty()) digest.failing.emplace(id, since);
  }
  return digest;
}

std::string to_bytes(const Digest& digest) {
  auto head = json::Value::object();
  head.set("sha", digest.sha).set("totals", kept_totals(digest.totals)).set("count", digest.ids.size());
  auto failing = json::Value::object();
  for (const auto& [id, since] : digest.failing) failing.set(fmt::format("{:016x}", id), since);
  head.set("failing", std::move(failing));
  std::string body;
  body.reserve(digest.ids.size() * 8);
  for (const std::uint64_t id : digest.ids) {
    for (unsigned i = 0; i < 8; ++i) body += static_cast<char>(id >> (8 * i));
  }
  head.set("check", fmt::format("{:016x}", hash(0, body)));
  return std::string{magic} + json::dump(head) + "\n" + body;
}

Result<Digest> digest_from_bytes(std::string_view bytes) {
  if (!bytes.starts_with(magic)) return error(Errc::config, std::string{broken});
  bytes.remove_prefix(magic.size());
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return error(Errc::config, std::string{broken});
  const auto head = json::parse(bytes.substr(0, end));
  bytes.remove_prefix(end + 1);
  if (!head || (*head)["check"].as_string() != fmt::format("{:016x}", hash(0, bytes))) {
    return error(Errc::config, std::string{broken});
  }
  Digest digest;
  digest.sha = (*head)["sha"].as_string();
  digest.totals = totals_of((*head)["totals"]);
  for (const auto& [key, at, since] : (*head)["failing"].members()) {
    std::uint64_t id = 0;
    std::from_chars(key.data(), key.data() + key.size(), id, 16);
    digest.failing.emplace(id, since.as_string());
  }
  digest.ids.reserve(bytes.size() / 8);
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) digest.ids.push_back(little(bytes.data() + i, 8));
  if (!std::ranges::is_sorted(digest.ids)) return error(Errc::config, std::string{broken});
  return digest;
}

void compare(Report& report, const Digest& base) {
  Delta delta;
  delta.sha = base.sha;
  delta.base = base.totals;
  auto old = base.ids.begin();
  for (const std::uint64_t now : report.ids) {
    for (; old != base.ids.end() && name_of(*old) < name_of(now); ++old) ++delta.removed;
    const bool known = old != base.ids.end() && name_of(*old) == name_of(now);
    const State was = known ? state_of(*old) : State::absent;
    if (known) ++old;
    const State is = state_of(now);
    if (!known) ++delta.added;
    if (is == State::failed) ++(was == State::failed ? delta.already_failing : delta.new_failures);
    if (is == State::passed && was == State::failed) ++delta.fixed;
    if (is == State::skipped && (was == State::passed || was == State::failed)) ++delta.newly_skipped;
  }
  delta.removed += static_cast<std::uint64_t>(base.ids.end() - old);
  for (auto& failure : report.failures) {
    failure.base = base.state(failure.id);
    const auto since = base.failing.find(name_of(failure.id));
    if (failure.base != State::failed) continue;
    failure.since = since != base.failing.end() ? since->second : base.sha;
  }
  report.delta = std::move(delta);
}

}  // namespace ra::testresult
