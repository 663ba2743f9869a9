#include "testresult/collector.hpp"

#include "testresult/place.hpp"
#include "testresult/text.hpp"

#include <algorithm>

namespace ra::testresult {

namespace {

constexpr std::size_t short_message = 200;  // when the room for text is used up

State state_of_outcome(Outcome outcome) {
  if (is_bad(outcome)) return State::failed;
  return outcome == Outcome::skipped ? State::skipped : State::passed;
}

void add_slow(std::vector<Named>& slowest, Named named) {
  const auto at = std::ranges::find_if(slowest, [&](const Named& n) { return n.time_s < named.time_s; });
  slowest.insert(at, std::move(named));
  if (slowest.size() > most_slowest) slowest.pop_back();
}

template <class T>
void append_some(std::vector<T>& to, std::vector<T>&& from, std::size_t most) {
  for (auto& item : from) {
    if (to.size() < most) to.push_back(std::move(item));
  }
}

}  // namespace

Collector::Collector(std::string_view path, std::string_view job, CollectOptions options)
    : path_{clean_line(path)}, job_{clean_line(job)}, options_{options} {
  report_.totals.files = 1;
  open_.emplace_back();
}

void Collector::suite_begins(const Suite& suite) {
  ++report_.totals.suites;
  Open open;
  open.serial = ++serial_;
  open.hash = hash(open_.back().hash, suite.name);
  open.stated = suite;
  open.name = suite.name;
  open_.push_back(std::move(open));
}

void Collector::suite_ends() {
  if (open_.size() < 2) return;
  Open suite = std::move(open_.back());
  open_.pop_back();
  check_counts(suite);
  // Of a suite whose cases have no time, its own counts.
  if (suite.time_s == 0 && suite.stated.time_s > 0) {
    suite.time_s = suite.stated.time_s;
    report_.totals.time_s += suite.time_s;
  }
  Open& outer = open_.back();
  outer.tests += suite.tests;
  outer.reruns += suite.reruns;
  outer.bad += suite.bad;
  outer.time_s += suite.time_s;
  if (open_.size() == 1) recent_.clear();  // a rerun stands in the suite of its test
}

void Collector::test_case(const Case& test) {
  Open& suite = open_.back();
  ++suite.tests;
  if (is_bad(test.outcome)) ++suite.bad;
  suite.time_s += test.time_s;
  report_.totals.time_s += test.time_s;

  const std::uint64_t id = with_state(hash(hash(suite.hash, test.classname), test.name), State::absent);
  const std::uint64_t key = hash(id ^ (suite.serial * 2 + 1), test.file);
  const auto before = static_cast<Seen>(recent_.find(key));
  const Seen now = before == Seen::none ? first_time(test, id, key) : again(test, before, id, key);
  if (before != Seen::none) ++suite.reruns;
  if (now != before) recent_.set(key, static_cast<std::uint8_t>(now));
  note_slow(test);
}

Collector::Seen Collector::first_time(const Case& test, std::uint64_t id, std::uint64_t key) {
  ++report_.totals.tests;
  count(test.outcome, 1);
  if (options_.ids) report_.ids.push_back(with_state(id, state_of_outcome(test.outcome)));
  if (options_.base != nullptr) note_changes(test, id);
  if (test.flaky) {
    ++report_.totals.flaky;
    keep(test, id, key, true);
    return Seen::flaky;
  }
  if (is_bad(test.outcome)) keep(test, id, key, false);
  switch (test.outcome) {
    case Outcome::failure: return Seen::failure;
    case Outcome::error: return Seen::error;
    case Outcome::skipped: return Seen::skipped;
    case Outcome::passed: return Seen::passed;
  }
  return Seen::passed;
}

Collector::Seen Collector::again(const Case& test, Seen before, std::uint64_t id, std::uint64_t key) {
  const auto kept = kept_.find(key);
  if (kept != kept_.end()) ++report_.failures[kept->second].tries;
  if (test.outcome == Outcome::skipped || before == Seen::flaky) return before;
  if (before == Seen::skipped) {
    count(Outcome::skipped, -1);
    count(test.outcome, 1);
    set_state(id, state_of_outcome(test.outcome));
    if (!is_bad(test.outcome)) return Seen::passed;
    keep(test, id, key, false);
    return test.outcome == Outcome::error ? Seen::error : Seen::failure;
  }
  const bool bad_before = before == Seen::failure || before == Seen::error;
  if (bad_before == is_bad(test.outcome)) return before;
  ++report_.totals.flaky;
  if (bad_before) {
    count(before == Seen::error ? Outcome::error : Outcome::failure, -1);
    count(Outcome::passed, 1);
    set_state(id, State::passed);
    becomes_flaky(key);
  } else {
    keep(test, id, key, true);
  }
  return Seen::flaky;
}

void Collector::count(Outcome outcome, int by) {
  const auto n = static_cast<std::uint64_t>(static_cast<std::int64_t>(by));  // -1 wraps around and back
  switch (outcome) {
    case Outcome::passed: report_.totals.passed += n; break;
    case Outcome::failure: report_.totals.failed += n; break;
    case Outcome::error: report_.totals.errors += n; break;
    case Outcome::skipped: report_.totals.skipped += n; break;
  }
}

void Collector::keep(const Case& test, std::uint64_t id, std::uint64_t key, bool flaky) {
  auto& list = flaky ? report_.flaky : report_.failures;
  if (list.size() >= (flaky ? most_flaky : most_failures)) return;
  Failure failure;
  failure.suite = clean_line(test.suite);
  failure.classname = clean_line(test.classname);
  failure.name = clean_line(test.name);
  failure.kind = test.outcome == Outcome::error ? Outcome::error : Outcome::failure;
  failure.file = clean_line(test.file);
  failure.line = test.line;
  failure.time_s = test.time_s;
  failure.flaky = flaky;
  failure.tries = test.tries;
  failure.job = job_;
  failure.path = path_;
  failure.id = id;
  const bool room = text_ < most_text;
  failure.type = clean_line(test.type);
  failure.message = clean_text(room ? test.message : test.message.substr(0, short_message));
  if (room) failure.trace = clean_text(test.trace);
  if (failure.line == 0) {
    auto place = place_in_trace(failure.trace, failure.classname);
    // The report's own word for the file is kept where the trace means the same.
    const bool same = place && (failure.file.ends_with(place->file) || place->file.ends_with(failure.file));
    if (same && failure.file.empty()) failure.file = std::move(place->file);
    if (same) failure.line = place->line;
  }
  text_ += failure.text_size();
  if (!flaky) kept_.emplace(key, list.size());
  list.push_back(std::move(failure));
}

void Collector::becomes_flaky(std::uint64_t key) {
  const auto at = kept_.find(key);
  if (at == kept_.end()) return;
  const std::size_t place = at->second;
  Failure failure = std::move(report_.failures[place]);
  report_.failures.erase(report_.failures.begin() + static_cast<std::ptrdiff_t>(place));
  kept_.erase(at);
  for (auto& [other, index] : kept_) index -= index > place ? 1U : 0U;
  failure.flaky = true;
  if (report_.flaky.size() < most_flaky) report_.flaky.push_back(std::move(failure));
}

void Collector::note_changes(const Case& test, std::uint64_t id) {
  const bool skipped = test.outcome == Outcome::skipped;
  if (is_bad(test.outcome) || (skipped ? report_.newly_skipped : report_.fixed).size() >= most_changes) return;
  const State was = options_.base->state(id);
  if (was != State::failed && !(skipped && was == State::passed)) return;
  Named named{clean_line(test.classname), clean_line(test.name), skipped ? clean_line(test.message) : "", test.time_s};
  (skipped ? report_.newly_skipped : report_.fixed).push_back(std::move(named));
}

void Collector::note_slow(const Case& test) {
  if (test.time_s <= 0) return;
  if (report_.slowest.size() == most_slowest && report_.slowest.back().time_s >= test.time_s) return;
  add_slow(report_.slowest, {clean_line(test.classname), clean_line(test.name), "", test.time_s});
}

void Collector::set_state(std::uint64_t id, State state) {
  for (auto at = report_.ids.rbegin(); at != report_.ids.rend(); ++at) {
    if (with_state(*at, State::absent) != id) continue;
    *at = with_state(id, state);
    return;
  }
}

// Tools count reruns or leave them out, and count tests that failed or their <failure> elements: what any of them may
// mean is right.
void Collector::check_counts(const Open& suite) {
  const auto tests = suite.stated.tests;
  if (tests && *tests != suite.tests && *tests != suite.tests - suite.reruns) {
    mismatch(suite, "tests", *tests, suite.tests - suite.reruns);
  }
  if (!suite.stated.failures) return;
  const std::uint64_t bad = *suite.stated.failures + suite.stated.errors.value_or(0);
  if (bad < suite.bad - std::min(suite.bad, suite.reruns) || (bad > 0 && suite.bad == 0)) {
    mismatch(suite, "failures", bad, suite.bad);
  }
}

void Collector::mismatch(const Open& suite, const char* what, std::uint64_t stated, std::uint64_t counted) {
  if (report_.mismatches.size() >= most_mismatches) return;
  report_.mismatches.push_back({path_, clean_line(suite.name), what, stated, counted});
}

Report Collector::take() {
  while (open_.size() > 1) {  // cut off: its counts would say nothing
    open_.back().stated = {};
    suite_ends();
  }
  const std::uint64_t kept = report_.failures.size();
  report_.not_listed = report_.totals.bad() - std::min(report_.totals.bad(), kept);
  return std::move(report_);
}

void Totals::add(const Totals& more) {
  files += more.files;
  suites += more.suites;
  tests += more.tests;
  passed += more.passed;
  failed += more.failed;
  errors += more.errors;
  skipped += more.skipped;
  flaky += more.flaky;
  time_s += more.time_s;
}

void merge(Report& all, Report&& one) {
  all.totals.add(one.totals);
  std::size_t text = 0;
  for (const auto& failure : all.failures) text += failure.text_size();
  for (auto& failure : one.failures) {
    if (all.failures.size() >= most_failures) break;
    if (text >= most_text) {
      failure.trace.clear();
      failure.message.resize(std::min(failure.message.size(), short_message));
    }
    text += failure.text_size();
    all.failures.push_back(std::move(failure));
  }
  all.not_listed = all.totals.bad() - std::min<std::uint64_t>(all.totals.bad(), all.failures.size());
  append_some(all.flaky, std::move(one.flaky), most_flaky);
  append_some(all.unreadable, std::move(one.unreadable), most_unreadable);
  append_some(all.mismatches, std::move(one.mismatches), most_mismatches);
  append_some(all.fixed, std::move(one.fixed), most_changes);
  append_some(all.newly_skipped, std::move(one.newly_skipped), most_changes);
  for (auto& named : one.slowest) add_slow(all.slowest, std::move(named));
  all.ids.insert(all.ids.end(), one.ids.begin(), one.ids.end());
}

}  // namespace ra::testresult
