// NUnit 2 and 3 and xUnit.net: alike enough for one reader each.
// https://docs.nunit.org/articles/nunit/technical-notes/usage/Test-Result-XML-Format.html
// https://xunit.net/docs/format-xml-v2
#include "base/text.hpp"
#include "testresult/draft.hpp"
#include "testresult/readers.hpp"
#include "testresult/values.hpp"

#include <vector>

namespace ra::testresult {

namespace {

// What both have in common: a case with a message and a trace in elements of their own.
class DotnetHandler : public XmlHandler {
 public:
  explicit DotnetHandler(Events& events) : events_{events} {}

  void text(std::string_view text) override {
    if (element_ == "stack-trace") {
      draft_.trace.add(text);
    } else {
      message_ += text.substr(0, Draft::longest_message - std::min(Draft::longest_message, message_.size()));
    }
  }
  bool wants_text() const override { return !element_.empty(); }
  void stopped() override {
    if (in_case_ && is_bad(draft_.outcome)) end_case();
  }

 protected:
  void begin_suite(std::string_view name) {
    suites_.emplace_back(name.substr(0, Draft::longest_name));
    Suite suite;
    suite.name = name;
    events_.suite_begins(suite);
  }
  void end_suite() {
    if (suites_.empty()) return;
    suites_.pop_back();
    events_.suite_ends();
  }
  void begin_case() {
    draft_.begin();
    message_.clear();
    in_case_ = true;
    draft_.suite = suites_.empty() ? std::string{} : suites_.back();
  }
  void end_case() {
    if (!in_case_) return;
    in_case_ = false;
    element_.clear();
    draft_.set_message(trim(message_));
    draft_.send(events_);
  }
  void listen_to(std::string_view element) {
    if (in_case_) element_ = element;
  }
  void listened(std::string_view element) {
    if (element == element_) element_.clear();
  }
  // Class.method(arguments): the name is what stands behind the class.
  void split_name(std::string_view full, std::string_view classname, std::string_view fallback) {
    draft_.classname = classname.substr(0, Draft::longest_name);
    std::string_view name = full.empty() ? fallback : full;
    const bool inside = !classname.empty() && name.starts_with(classname) && name.size() > classname.size() + 1 &&
                        name[classname.size()] == '.';
    draft_.set_name(inside ? name.substr(classname.size() + 1) : name);
  }

  Events& events_;
  Draft draft_;
  bool in_case_ = false;

 private:
  std::vector<std::string> suites_;
  std::string element_;
  std::string message_;
};

class NunitHandler : public DotnetHandler {
 public:
  using DotnetHandler::DotnetHandler;

  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "test-suite") begin_suite(attributes.get("name"));
    if (name == "test-case") begin(attributes);
    if (name == "message" || name == "stack-trace") listen_to(name);
  }
  void end(std::string_view name) override {
    listened(name);
    if (name == "test-case") end_case();
    if (name == "test-suite") end_suite();
  }

 private:
  void begin(const Attributes& attributes) {
    begin_case();
    std::string_view classname = attributes.get("classname");
    std::string_view full = attributes.get("fullname");
    if (full.empty()) {  // NUnit 2: all in one, Namespace.Class.method(arguments)
      full = attributes.get("name");
      const auto dot = full.substr(0, full.find('(')).rfind('.');
      if (dot != std::string_view::npos) classname = full.substr(0, dot);
    }
    split_name(full, classname, attributes.get("name"));
    const auto duration = attributes.get("duration");
    draft_.time_s = seconds(duration.empty() ? attributes.get("time") : duration);
    draft_.outcome = outcome_of(attributes);
  }

  static Outcome outcome_of(const Attributes& attributes) {
    const auto result = attributes.get("result");
    const auto label = attributes.get("label");
    if (result == "Failed" || result == "Failure") {
      return label == "Error" || label == "Invalid" ? Outcome::error : Outcome::failure;
    }
    if (result == "Error" || result == "NotRunnable" || result == "Cancelled") return Outcome::error;
    if (result == "Passed" || result == "Success" || result == "Warning") return Outcome::passed;
    if (result.empty()) {  // NUnit before 2.5
      if (attributes.get("executed") == "False") return Outcome::skipped;
      return attributes.get("success") == "False" ? Outcome::failure : Outcome::passed;
    }
    return Outcome::skipped;  // Skipped, Ignored, Inconclusive
  }
};

class XunitHandler : public DotnetHandler {
 public:
  using DotnetHandler::DotnetHandler;

  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "collection") begin_suite(attributes.get("name"));
    if (name == "test") begin(attributes);
    if (name == "error") {  // of an assembly: setting up or tearing down failed
      begin_case();
      draft_.set_name(attributes.get("name").empty() ? attributes.get("type") : attributes.get("name"));
      draft_.outcome = Outcome::error;
    }
    if (name == "failure" && in_case_) draft_.type = attributes.get("exception-type").substr(0, Draft::longest_name);
    if (name == "message" || name == "stack-trace" || name == "reason") listen_to(name);
  }
  void end(std::string_view name) override {
    listened(name);
    if (name == "test" || name == "error") end_case();
    if (name == "collection") end_suite();
  }

 private:
  void begin(const Attributes& attributes) {
    begin_case();
    split_name(attributes.get("name"), attributes.get("type"), attributes.get("method"));
    draft_.time_s = seconds(attributes.get("time"));
    draft_.file = attributes.get("source-file").substr(0, Draft::longest_name);
    draft_.line = count(attributes.get("source-line")).value_or(0);
    const auto result = attributes.get("result");
    if (result == "Fail") draft_.outcome = Outcome::failure;
    if (result == "Skip" || result == "NotRun") draft_.outcome = Outcome::skipped;
  }
};

}  // namespace

std::unique_ptr<XmlHandler> nunit_handler(Events& events) { return std::make_unique<NunitHandler>(events); }
std::unique_ptr<XmlHandler> xunit_handler(Events& events) { return std::make_unique<XunitHandler>(events); }

}  // namespace ra::testresult
