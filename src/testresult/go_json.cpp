// What `go test -json` writes: https://pkg.go.dev/cmd/test2json
#include "base/json.hpp"
#include "base/text.hpp"
#include "testresult/draft.hpp"
#include "testresult/readers.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace ra::testresult {

namespace {

constexpr std::size_t most_outputs = 2000;  // of tests under way; what more of them print is not kept

class GoReader : public LineReader {
 public:
  explicit GoReader(Events& events) : events_{events} {}

  void line(std::string_view text) override {
    if (!text.starts_with("{")) return;  // tools print between the events
    const auto parsed = json::parse(text);
    if (!parsed) return;
    const json::Value& event = *parsed;
    const std::string& action = event["Action"].as_string();
    const std::string& built = event["ImportPath"].as_string();
    if (action == "build-output") return builds_[built.substr(0, built.find(' '))].add(event["Output"].as_string());
    const std::string& package = event["Package"].as_string();
    const std::string& test = event["Test"].as_string();
    if (package.empty()) return;
    if (action == "run") return begin(package, test);
    if (action == "output") return output(package, test, event["Output"].as_string());
    const bool ended = action == "pass" || action == "fail" || action == "skip";
    if (!ended) return;
    if (test.empty()) return end_package(package, action, event);
    end_test(package, test, action, event["Elapsed"].as_double());
  }

  std::optional<Problem> end(std::uint64_t lines) override {
    if (packages_.empty()) return std::nullopt;
    std::vector<std::string> open;
    for (const auto& [name, package] : packages_) open.push_back(name);
    for (const auto& name : open) unfinished(name);
    return Problem{lines, fmt::format("ends early at line {}: {} of the packages did not end", lines, open.size())};
  }

 private:
  struct Package {
    std::map<std::string, Excerpt, std::less<>> running;
    std::set<std::string, std::less<>> parents;      // of subtests
    std::set<std::string, std::less<>> bad_parents;  // of failed ones
    Excerpt output;
    bool has_failed = false;
  };

  void begin(const std::string& package, const std::string& test) {
    Package& p = packages_[package];
    if (p.running.size() >= most_outputs) return;
    p.running[test].clear();
    const auto slash = test.rfind('/');
    if (slash != std::string::npos) p.parents.insert(test.substr(0, slash));
  }

  void output(const std::string& package, const std::string& test, std::string_view text) {
    Package& p = packages_[package];
    const auto found = p.running.find(test);
    const auto shown = trim(text);
    if (shown.starts_with("=== ") || shown.starts_with("--- ")) return;
    (found == p.running.end() ? p.output : found->second).add(text);
  }

  void end_test(const std::string& package, const std::string& test, const std::string& action, double elapsed) {
    Package& p = packages_[package];
    const bool parent = p.parents.erase(test) > 0;
    const bool explained = p.bad_parents.erase(test) > 0;
    const auto found = p.running.find(test);
    const bool failed = action == "fail";
    if (failed) {
      p.has_failed = true;
      const auto slash = test.rfind('/');
      if (slash != std::string::npos) p.bad_parents.insert(test.substr(0, slash));
    }
    // What holds subtests is not a test of its own, but for a failure that none of them explains.
    if (!parent || (failed && !explained)) {
      draft_.begin();
      if (found != p.running.end() && action != "pass") draft_.trace = std::move(found->second);
      draft_.outcome = failed ? Outcome::failure : action == "skip" ? Outcome::skipped : Outcome::passed;
      draft_.time_s = elapsed;
      send(package, test);
    }
    if (found != p.running.end()) p.running.erase(found);
  }

  void end_package(const std::string& package, const std::string& action, const json::Value& event) {
    Package& p = packages_[package];
    Suite suite;
    suite.name = package;
    events_.suite_begins(suite);
    const bool crashed = action == "fail" && !p.running.empty();
    if (crashed) did_not_end(package, p);
    if (action == "fail" && !p.has_failed && !crashed) {
      draft_.begin();
      const std::string& build = event["FailedBuild"].as_string();
      const auto found = builds_.find(build.substr(0, build.find(' ')));
      draft_.trace = found == builds_.end() || build.empty() ? p.output : found->second;
      draft_.outcome = Outcome::error;
      send(package, "(the package itself)");
    }
    events_.suite_ends();
    packages_.erase(package);
  }

  // A panic or the end of the time takes the whole program down: what ran then has no result.
  void did_not_end(const std::string& package, Package& p) {
    for (auto& [test, output] : p.running) {
      if (p.parents.contains(test)) continue;
      draft_.begin();
      draft_.set_message("did not finish");
      draft_.trace = output.empty() ? p.output : output;
      draft_.outcome = Outcome::error;
      send(package, test);
    }
  }

  void unfinished(const std::string& name) {
    Suite suite;
    suite.name = name;
    events_.suite_begins(suite);
    did_not_end(name, packages_[name]);
    events_.suite_ends();
  }

  void send(const std::string& package, const std::string& test) {
    draft_.suite = package.substr(0, Draft::longest_name);
    draft_.classname = draft_.suite;
    draft_.set_name(test);
    draft_.send(events_);
  }

  Events& events_;
  Draft draft_;
  std::map<std::string, Package, std::less<>> packages_;  // under way
  std::map<std::string, Excerpt, std::less<>> builds_;
};

}  // namespace

std::unique_ptr<LineReader> go_json_reader(Events& events) { return std::make_unique<GoReader>(events); }

}  // namespace ra::testresult
