// What happened, as a stranger's payload tells it. The input is lines NAME=value, an empty line, and the payload.
// PULL_* are what the forge answers.
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "event/decide.hpp"
#include "event/outputs.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/input.hpp"
#include "fuzz/promises.hpp"
#include "model/version.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

namespace ra::fuzz {

namespace {

// Unlike write_file() it does not wait for the disk.
void put(const std::string& file, std::string_view text) { std::ofstream{file, std::ios::binary} << text; }

// $GITHUB_OUTPUT as the runner reads it (FileCommandManager.cs of github.com/actions/runner).
event::Outputs read_github_output(std::string_view text) {
  event::Outputs out;
  const auto next_line = [&text] {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
  };
  while (!text.empty()) {
    const auto line = next_line();
    if (line.empty()) continue;
    const auto equals = line.find('=');
    const auto here = line.find("<<");
    hold(here != std::string_view::npos && here < equals, "an output is a here-document", line);
    const auto delimiter = line.substr(here + 2);
    std::string value;
    for (bool first = true;; first = false) {
      hold(!text.empty(), "a here-document ends", line);
      const auto part = next_line();
      if (part == delimiter) break;
      value += (first ? "" : "\n") + std::string{part};
    }
    out.emplace_back(line.substr(0, here), value);
  }
  return out;
}

// A file of `export NAME='…'` as a POSIX shell reads it.
event::Outputs read_exports(std::string_view text) {
  event::Outputs out;
  const std::string_view begin = "export RELEASE_ACTION_";
  while (!text.empty()) {
    hold(text.starts_with(begin), "a line exports", text);
    text.remove_prefix(begin.size());
    const auto equals = text.find('=');
    std::string name = lower(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    std::string value;
    while (!text.empty() && text.front() != '\n') {
      if (text.starts_with("\\'")) {
        value += '\'';
        text.remove_prefix(2);
        continue;
      }
      hold(text.front() == '\'', "a value is quoted", text);
      const auto close = text.find('\'', 1);
      hold(close != std::string_view::npos, "a quote is closed", text);
      value += text.substr(1, close - 1);
      text.remove_prefix(close + 1);
    }
    hold(!text.empty(), "an export is a whole line");
    text.remove_prefix(1);
    out.emplace_back(std::move(name), std::move(value));
  }
  return out;
}

void hold_outputs(Environment environment, const event::Outputs& outputs, const std::string& file) {
  std::uint64_t last = 0;
  const Random random = [&last] { return ++last; };
  for (const std::string ci : {"GITHUB_ACTIONS", "CIRCLECI"}) {
    environment.variables = {{ci, "true"}, {"GITHUB_OUTPUT", file}, {"BASH_ENV", file}};
    put(file, "");
    hold(event::write_outputs(environment, outputs, random).has_value(), "outputs can be written");
    const std::string text = *read_file(file, 100'000'000);
    const bool github = ci == "GITHUB_ACTIONS";
    const auto seen = github ? read_github_output(text) : read_exports(text);
    auto wanted = outputs;
    if (!github) {  // no variable of a shell holds a zero byte
      for (auto& [name, value] : wanted) std::erase(value, '\0');
    }
    hold(seen == wanted, "a reader finds the outputs that were written and no others", text);
  }
}

// All that a stranger may put into a command: the version that a tag says.
bool names_a_version(std::string_view word) {
  const std::string_view option = "--release-version=";
  if (!word.starts_with(option)) return false;
  const std::string_view version = word.substr(option.size());
  return model::Version::parse(version) && version.find_first_not_of(
                                               "0123456789abcdefghijklmnopqrstuvwxyz"
                                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ.+-") == version.npos;
}

void hold_commands(const event::Verdict& verdict) {
  using event::Decision;
  static const std::set<std::string, std::less<>> known{"check",
                                                        "plan",
                                                        "release",
                                                        "test-report",
                                                        "bundle",
                                                        "image",
                                                        "push",
                                                        "attest",
                                                        "rpm",
                                                        "publish",
                                                        "deploy",
                                                        "--dry-run=true",
                                                        "--dry-run=false",
                                                        "--unreadable=ignore",
                                                        "**/target/surefire-reports/*.xml",
                                                        "**/target/failsafe-reports/*.xml",
                                                        "**/build/test-results/**/*.xml",
                                                        "**/test-results/**/*.xml"};
  bool for_good = false;
  for (const auto& command : verdict.commands) {
    hold(!command.empty(), "a command has a name");
    for (const auto& word : command) {
      hold(known.contains(word) || names_a_version(word), "commands are ours word by word", word);
      for_good |= word == "--dry-run=false";
    }
  }
  hold(!for_good || verdict.decision == Decision::release || verdict.decision == Decision::publish,
       "what is done for good is a release or a publication");
  hold(event::to_string(verdict.decision) != "none" || verdict.commands.empty(), "no decision, no command");
}

// Looked up in the payload once more, by other means than the reader's.
bool is_of_a_fork(const Environment& environment, const std::string& payload) {
  if (environment.get("GITHUB_ACTIONS") == "true") {
    const auto read = json::parse(payload);
    if (!read || environment.get("GITHUB_EVENT_NAME") != "pull_request") return false;
    const std::string from = (*read)["pull_request"]["head"]["repo"]["full_name"].as_string();
    return from.empty() || from != environment.get("GITHUB_REPOSITORY");
  }
  return environment.get("CIRCLE_BRANCH").starts_with("pull/") || !environment.get("CIRCLE_PR_USERNAME").empty() ||
         !environment.get("CIRCLE_PR_REPONAME").empty();
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  static const test::TemporaryFolder folder;
  static const std::string payload_file = (folder / "event.json").string();
  static const std::string output_file = (folder / "output").string();
  Input input{data, size};
  Environment environment;
  for (std::string line = input.text('\n'); !line.empty(); line = input.text('\n')) {
    const auto equals = line.find('=');
    if (equals == std::string::npos) continue;
    std::erase(line, '\0');  // nor does any environment
    environment.variables[line.substr(0, equals)] = line.substr(std::min(equals + 1, line.size()));
  }
  const std::string payload{input.rest()};
  put(payload_file, payload);
  environment.variables["GITHUB_EVENT_PATH"] = payload_file;

  const auto event = event::read_event(environment);
  if (!event) {
    hold(event.error().code == Errc::config, "a payload that cannot be read is of the configuration's kind");
    hold_line(event.error().message, "an error");
    return 0;
  }
  if (!*event) return 0;
  std::optional<event::Pull> pull;
  if (environment.variables.contains("PULL_HEAD")) {
    pull.emplace();
    pull->number = 7;
    pull->head = environment.get("PULL_HEAD");
    pull->base = environment.get("PULL_BASE");
    pull->merged = environment.get("PULL_MERGED") == "true";
    pull->merge_commit = environment.get("PULL_COMMIT");
    pull->from_fork = environment.get("PULL_FORK") == "true";
  }
  static_cast<void>(event::question_of(**event));
  const auto verdict = event::decide(**event, pull, model::Config{});
  hold_commands(verdict);
  hold(!verdict.why.empty(), "it says why");
  const bool fork =
      is_of_a_fork(environment, payload) || (pull && pull->from_fork && (*event)->kind == event::Kind::push);
  hold(!fork || (*event)->kind == event::Kind::unknown || verdict.decision == event::Decision::none,
       "nothing is run for a fork", verdict.why);
  if (verdict.decision == event::Decision::release && (*event)->kind == event::Kind::push) {
    hold(pull && pull->merged && !pull->from_fork && pull->base == (*event)->branch, "a push releases what was merged");
  }
  auto said = json::Value::object();
  said.set("decision", event::to_string(verdict.decision)).set("why", verdict.why);
  hold(json::parse(json::dump(said)).has_value(), "the decision is JSON", verdict.why);
  hold_outputs(environment,
               {{"decision", std::string{event::to_string(verdict.decision)}},
                {"why", verdict.why},
                {"branch", (*event)->branch},
                {"tag", (*event)->tag},
                {"payload", payload}},
               output_file);
  return 0;
}
