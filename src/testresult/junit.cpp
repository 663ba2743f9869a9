// JUnit XML: no standard, so what the tools of its many dialects write. Surefire's schema names the elements of
// reruns: https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd
#include "base/text.hpp"
#include "testresult/draft.hpp"
#include "testresult/readers.hpp"
#include "testresult/values.hpp"

#include <vector>

namespace ra::testresult {

namespace {

enum class Element { other, suites, suite, test, failure, error, skipped, flaky, rerun, unwanted };

Element junit_element(std::string_view name) {
  switch (name.size()) {
    case 5: return name == "error" ? Element::error : Element::other;
    case 7:
      if (name == "failure") return Element::failure;
      return name == "skipped" || name == "ignored" ? Element::skipped : Element::other;
    case 8: return name == "testcase" ? Element::test : Element::other;
    case 9: return name == "testsuite" ? Element::suite : Element::other;
    case 10:
      if (name == "testsuites") return Element::suites;
      if (name == "flakyError") return Element::flaky;
      if (name == "rerunError") return Element::rerun;
      return name == "system-out" || name == "system-err" || name == "properties" ? Element::unwanted : Element::other;
    case 12:
      if (name == "flakyFailure") return Element::flaky;
      return name == "rerunFailure" ? Element::rerun : Element::other;
    default: return Element::other;
  }
}

class JunitHandler : public XmlHandler {
 public:
  explicit JunitHandler(Events& events) : events_{events} {}

  void start(std::string_view name, const Attributes& attributes) override {
    if (unwanted_ > 0) {
      ++unwanted_;
      return;
    }
    switch (junit_element(name)) {
      case Element::test: return begin_case(attributes);
      case Element::suite: return begin_suite(attributes);
      case Element::failure: return begin_fault(Outcome::failure, attributes);
      case Element::error: return begin_fault(Outcome::error, attributes);
      case Element::skipped: return begin_skip(attributes);
      case Element::flaky: return begin_try(attributes, true);
      case Element::rerun: return begin_try(attributes, false);
      case Element::unwanted: unwanted_ = 1; return;
      case Element::suites:
      case Element::other: return;
    }
  }

  void end(std::string_view name) override {
    if (unwanted_ > 0) {
      --unwanted_;
      return;
    }
    switch (junit_element(name)) {
      case Element::test: return end_case();
      case Element::suite:
        if (!suites_.empty()) suites_.pop_back();
        events_.suite_ends();
        return;
      case Element::failure:
      case Element::error:
      case Element::skipped:
      case Element::flaky:
      case Element::rerun:
        if (fault_) draft_.trace.finish_line();
        fault_ = false;
        if (of_suite_) end_case();
        return;
      case Element::suites:
      case Element::unwanted:
      case Element::other: return;
    }
  }

  void text(std::string_view text) override { draft_.trace.add(text); }
  bool wants_text() const override { return fault_ && unwanted_ == 0; }

  // A case that was cut off counts when it is known how it went.
  void stopped() override {
    if (in_case_ && is_bad(draft_.outcome)) end_case();
  }

 private:
  void begin_suite(const Attributes& attributes) {
    Suite suite;
    attributes.each([&suite](std::string_view name, std::string_view value) {
      if (name == "name") suite.name = value;
      if (name == "tests") suite.tests = count(value);
      if (name == "failures") suite.failures = count(value);
      if (name == "errors") suite.errors = count(value);
      if (name == "time") suite.time_s = seconds(value);
    });
    suites_.emplace_back(suite.name.substr(0, Draft::longest_name));
    events_.suite_begins(suite);
  }

  void begin_case(const Attributes& attributes) {
    if (in_case_) end_case();
    draft_.begin();
    in_case_ = true;
    attributes.each([this](std::string_view name, std::string_view value) {
      if (name == "name") {
        draft_.set_name(value);
      } else if (name == "classname" || name == "class") {
        draft_.classname = value.substr(0, Draft::longest_name);
      } else if (name == "time") {
        draft_.time_s = seconds(value);
      } else if (name == "file") {
        draft_.file = value.substr(0, Draft::longest_name);
      } else if (name == "line") {
        draft_.line = count(value).value_or(0);
      } else if (name == "status") {
        // GoogleTest and CTest: a test that is switched off says so here alone.
        disabled_ = value == "disabled" || value == "notrun" || value == "ignored" || value == "skipped";
      } else if (name == "result") {
        disabled_ = disabled_ || value == "suppressed" || value == "skipped";
      }
    });
  }

  void place(const Attributes& attributes) {
    if (const auto file = attributes.get("file"); !file.empty()) draft_.file = file.substr(0, Draft::longest_name);
    if (const auto at = count(attributes.get("line")); at) draft_.line = *at;
  }

  void describe(const Attributes& attributes) {
    if (draft_.message.empty()) draft_.set_message(trim(attributes.get("message")));
    if (draft_.type.empty()) draft_.type = attributes.get("type").substr(0, Draft::longest_name);
    place(attributes);
    fault_ = true;
  }

  // The first of several decides the kind. Outside of a case it is the suite's own: setting it up failed.
  void begin_fault(Outcome outcome, const Attributes& attributes) {
    if (!in_case_) {
      if (suites_.empty()) return;
      draft_.begin();
      in_case_ = true;
      of_suite_ = true;
      draft_.set_name("(the suite itself)");
    }
    if (!is_bad(draft_.outcome)) draft_.outcome = outcome;
    describe(attributes);
  }

  void begin_skip(const Attributes& attributes) {
    if (!in_case_) return;
    if (!is_bad(draft_.outcome)) draft_.outcome = Outcome::skipped;
    describe(attributes);
  }

  // Its text mostly stands in <stackTrace>.
  void begin_try(const Attributes& attributes, bool passed_later) {
    if (!in_case_) return;
    ++draft_.tries;
    draft_.flaky = draft_.flaky || passed_later;
    describe(attributes);
  }

  void end_case() {
    if (!in_case_) return;
    in_case_ = false;
    of_suite_ = false;
    fault_ = false;
    if (disabled_ && !draft_.flaky) draft_.outcome = Outcome::skipped;
    if (draft_.outcome != Outcome::passed) draft_.flaky = false;
    disabled_ = false;
    draft_.suite = suites_.empty() ? std::string{} : suites_.back();
    draft_.send(events_);
  }

  Events& events_;
  Draft draft_;
  std::vector<std::string> suites_;
  std::size_t unwanted_ = 0;  // depth inside what nobody asked for
  bool in_case_ = false;
  bool fault_ = false;
  bool disabled_ = false;
  bool of_suite_ = false;
};

}  // namespace

std::unique_ptr<XmlHandler> junit_handler(Events& events) { return std::make_unique<JunitHandler>(events); }

}  // namespace ra::testresult
