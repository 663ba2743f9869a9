// Test Anything Protocol: https://testanything.org/tap-version-14-specification.html
#include "base/text.hpp"
#include "testresult/draft.hpp"
#include "testresult/readers.hpp"
#include "testresult/values.hpp"

#include <fmt/format.h>

#include <vector>

namespace ra::testresult {

namespace {

constexpr std::size_t deepest = 50;

// "ok 3 - name # SKIP why"
struct TestLine {
  bool ok = false;
  std::string_view name;
  std::string_view directive;  // "skip", "todo" or ""
  std::string_view why;
};

std::optional<TestLine> test_line(std::string_view text) {
  TestLine test;
  test.ok = text.starts_with("ok");
  if (!test.ok && !text.starts_with("not ok")) return std::nullopt;
  text.remove_prefix(test.ok ? 2 : 6);
  if (!text.empty() && text[0] != ' ' && text[0] != '\t') return std::nullopt;
  text = trim(text);
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  text = trim(text.substr(digits));
  if (text.starts_with("-")) text = trim(text.substr(1));
  for (auto at = text.find('#'); at != std::string_view::npos; at = text.find('#', at + 1)) {
    if (at > 0 && text[at - 1] == '\\') continue;
    const std::string word = lower(trim(text.substr(at + 1)).substr(0, 4));
    if (word != "skip" && word != "todo") continue;
    test.directive = word == "skip" ? "skip" : "todo";
    const auto rest = trim(text.substr(at + 1));
    const auto space = rest.find_first_of(" \t");
    test.why = space == std::string_view::npos ? std::string_view{} : trim(rest.substr(space));
    text = trim(text.substr(0, at));
    break;
  }
  if (text.ends_with("{")) text = trim(text.substr(0, text.size() - 1));  // a block of TAP 14's older kind
  test.name = text;
  return test;
}

std::string_view unquoted(std::string_view text) {
  text = trim(text);
  const bool quoted = text.size() > 1 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
  return quoted ? text.substr(1, text.size() - 2) : text;
}

class TapReader : public LineReader {
 public:
  explicit TapReader(Events& events) : events_{events}, levels_(1) {}

  void line(std::string_view text) override {
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    const std::string_view rest = trim(text);
    if (in_yaml_) {
      if (rest == "..." || rest == "---") {
        in_yaml_ = false;
        return;
      }
      return yaml_line(text, rest);
    }
    if (open_ && rest == "---") {
      in_yaml_ = true;
      return;
    }
    const std::size_t depth = std::min(first / 4, deepest);
    if (rest.starts_with("#")) return comment(rest, depth);
    if (rest.starts_with("Bail out!")) return bail_out(trim(rest.substr(9)));
    if (first % 4 == 0 && rest.starts_with("1..")) return plan(rest.substr(3), depth);
    const auto test = first % 4 == 0 ? test_line(rest) : std::nullopt;
    if (test) return begin(*test, depth);
  }

  std::optional<Problem> end(std::uint64_t lines) override {
    send();
    leave(0);
    const auto& top = levels_[0];
    if (bailed_out_) return Problem{lines, "the tests stopped themselves: Bail out!"};
    if (!top.planned) return Problem{lines, fmt::format("ends early at line {}: there is no plan (1..N)", lines)};
    if (top.seen >= *top.planned) return std::nullopt;
    return Problem{lines, fmt::format("ends early at line {}: {} of {} tests were run", lines, top.seen, *top.planned)};
  }

 private:
  struct Level {
    std::string name;     // of the subtest that is under way
    std::string pending;  // "# Subtest: name" that stands before one
    std::size_t seen = 0;
    std::size_t bad = 0;  // below it, since its last test line
    std::optional<std::uint64_t> planned;
  };

  void comment(std::string_view text, std::size_t depth) {
    text = trim(text.substr(1));
    if (text.starts_with("Subtest:")) {
      send();
      reach(depth);
      leave(depth);
      levels_[depth].pending = trim(text.substr(8)).substr(0, Draft::longest_name);
      return;
    }
    if (!open_ || !is_bad(draft_.outcome)) return;
    draft_.trace.add(text);
    draft_.trace.add("\n");
  }

  void plan(std::string_view text, std::size_t depth) {
    send();
    reach(depth);
    const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
    levels_[depth].planned = count(digits);
  }

  void begin(const TestLine& test, std::size_t depth) {
    send();
    reach(depth);
    const bool parent = levels_.size() > depth + 1 && levels_[depth + 1].seen > 0;
    const std::size_t bad_below = parent ? levels_[depth + 1].bad : 0;
    leave(depth);
    ++levels_[depth].seen;
    levels_[depth].bad += bad_below;
    levels_[depth].pending.clear();
    // What holds subtests is not a test of its own, but for a failure that none of them explains.
    if (parent && (test.ok || bad_below > 0)) return;
    draft_.begin();
    open_ = true;
    draft_.set_name(test.name.empty() ? fmt::format("test {}", levels_[depth].seen) : std::string{test.name});
    draft_.suite = suite_of(depth);
    if (!test.ok) draft_.outcome = Outcome::failure;
    if (test.directive == "skip" || (test.directive == "todo" && !test.ok)) {
      draft_.outcome = Outcome::skipped;
      draft_.set_message(test.why);
    }
    if (is_bad(draft_.outcome)) ++levels_[depth].bad;
  }

  // Opens levels down to `depth`; the innermost is named by the comment above it.
  void reach(std::size_t depth) {
    while (levels_.size() <= depth) {
      Level level;
      level.name = levels_.back().pending;
      Suite suite;
      suite.name = level.name;
      events_.suite_begins(suite);
      levels_.push_back(std::move(level));
    }
  }

  void leave(std::size_t depth) {
    while (levels_.size() > depth + 1) {
      levels_.pop_back();
      events_.suite_ends();
    }
  }

  std::string suite_of(std::size_t depth) const { return levels_[std::min(depth, levels_.size() - 1)].name; }

  void yaml_line(std::string_view text, std::string_view rest) {
    const auto colon = rest.find(':');
    const auto key = rest.substr(0, colon);
    const auto value = colon == std::string_view::npos ? std::string_view{} : unquoted(rest.substr(colon + 1));
    if (key == "duration_ms") draft_.time_s = seconds(value) / 1000;
    if (!is_bad(draft_.outcome)) return;
    const bool block = value == "|" || value == "|-" || value == ">" || value == ">-";
    if ((key == "message" || key == "error") && draft_.message.empty() && !block) draft_.set_message(value);
    if (key == "file" && !value.empty()) draft_.file = value.substr(0, Draft::longest_name);
    if (key == "line") draft_.line = count(value).value_or(draft_.line);
    draft_.trace.add(text);
    draft_.trace.add("\n");
  }

  void bail_out(std::string_view why) {
    send();
    bailed_out_ = true;
    draft_.begin();
    draft_.suite.clear();
    draft_.set_name("Bail out!");
    draft_.set_message(why);
    draft_.outcome = Outcome::error;
    draft_.send(events_);
  }

  void send() {
    if (!open_) return;
    open_ = false;
    in_yaml_ = false;
    draft_.send(events_);
  }

  Events& events_;
  Draft draft_;
  std::vector<Level> levels_;
  bool open_ = false;
  bool in_yaml_ = false;
  bool bailed_out_ = false;
};

}  // namespace

std::unique_ptr<LineReader> tap_reader(Events& events) { return std::make_unique<TapReader>(events); }

}  // namespace ra::testresult
