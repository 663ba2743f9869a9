// Visual Studio's test results. The classes stand after the results, so the file is read twice.
// Schema: vstst.xsd of Visual Studio; outcomes: TestOutcome of Microsoft.TestPlatform's TRX logger.
#include "base/text.hpp"
#include "testresult/draft.hpp"
#include "testresult/readers.hpp"
#include "testresult/values.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace ra::testresult {

namespace {

using Classes = std::map<std::string, std::string, std::less<>>;  // of a test's id
constexpr std::size_t most_classes = 50'000;

class TrxDefinitions : public XmlHandler {
 public:
  explicit TrxDefinitions(Classes& classes) : classes_{classes} {}
  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "UnitTest") id_ = attributes.get("id");
    if (name != "TestMethod" || id_.empty() || classes_.size() >= most_classes) return;
    const auto type = attributes.get("className");  // Namespace.Class, Assembly, Version=…
    classes_.emplace(id_, type.substr(0, std::min(type.find(','), Draft::longest_name)));
  }
  void end(std::string_view name) override {
    if (name == "UnitTest") id_.clear();
  }

 private:
  Classes& classes_;
  std::string id_;
};

Outcome trx_outcome(std::string_view text) {
  if (text == "Failed" || text == "Timeout" || text == "Aborted") return Outcome::failure;
  if (text == "Error" || text == "Disconnected") return Outcome::error;
  constexpr std::array<std::string_view, 5> skips{"NotExecuted", "Inconclusive", "NotRunnable", "Pending", "Warning"};
  return std::ranges::find(skips, text) != skips.end() ? Outcome::skipped : Outcome::passed;
}

class TrxResults : public XmlHandler {
 public:
  TrxResults(Events& events, const Classes& classes) : events_{events}, classes_{classes} {}

  void start(std::string_view name, const Attributes& attributes) override {
    if (name == "Results") events_.suite_begins({});
    if (name == "UnitTestResult") return begin(attributes);
    if (depth_ == 0) return;
    if (name == "Message" || name == "StackTrace") element_ = name;
  }

  void end(std::string_view name) override {
    if (name == "Results") events_.suite_ends();
    if (name == element_ && !element_.empty()) {
      if (element_ == "Message") draft_.set_message(trim(message_));
      element_.clear();
    }
    if (name == "UnitTestResult" && depth_ > 0) {
      --depth_;
      send();
    }
  }

  void text(std::string_view text) override {
    if (element_ == "Message") {
      message_ += text.substr(0, Draft::longest_message - std::min(Draft::longest_message, message_.size()));
    } else {
      draft_.trace.add(text);
    }
  }
  bool wants_text() const override { return !element_.empty(); }
  void stopped() override {
    if (depth_ > 0 && open_) send();
  }

 private:
  void begin(const Attributes& attributes) {
    ++depth_;
    draft_.begin();
    open_ = true;
    message_.clear();
    element_.clear();
    draft_.set_name(attributes.get("testName"));
    draft_.time_s = clock_seconds(attributes.get("duration"));
    draft_.outcome = trx_outcome(attributes.get("outcome"));
    const auto found = classes_.find(attributes.get("testId"));
    if (found != classes_.end()) draft_.classname = found->second;
    // xUnit's names start with the class already.
    if (!draft_.classname.empty() && draft_.name.starts_with(draft_.classname + ".")) {
      draft_.name.erase(0, draft_.classname.size() + 1);
    }
  }

  // Of a test with data rows: the rows were sent, and what holds them is not a test of its own.
  void send() {
    if (!open_) return;
    open_ = false;
    draft_.send(events_);
  }

  Events& events_;
  const Classes& classes_;
  Draft draft_;
  std::string element_;
  std::string message_;
  std::size_t depth_ = 0;
  bool open_ = false;
};

}  // namespace

std::optional<Problem> read_trx(Source& source, Events& events) {
  Classes classes;
  const ChooseHandler first = [&](std::string_view) { return std::make_unique<TrxDefinitions>(classes); };
  read_xml(source, first);
  if (!source.rewind()) return Problem{0, "it cannot be read twice"};
  const ChooseHandler second = [&](std::string_view) { return std::make_unique<TrxResults>(events, classes); };
  return read_xml(source, second);
}

}  // namespace ra::testresult
