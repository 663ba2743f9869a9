#include "ci/circleci_failure.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace ra::ci::circleci {

namespace {

constexpr std::size_t most_tests = 20;
constexpr std::size_t most_lines = 20;
constexpr std::size_t most_bytes = std::size_t{64} << 10U;
constexpr std::size_t most_columns = 400;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::ranges::find(words, word) != words.end();
}

// The first line that says something.
std::string first_line(std::string_view text) {
  for (const auto line : lines(text)) {
    if (std::string shown = one_line(line, most_columns); !shown.empty()) return shown;
  }
  return {};
}

std::optional<int> exit_code_of(const json::Value& action) {
  const json::Value& code = action["exit_code"];
  const std::int64_t n = code.as_int(std::numeric_limits<std::int64_t>::max());
  if (n < std::numeric_limits<int>::min() || n > std::numeric_limits<int>::max()) return std::nullopt;
  return static_cast<int>(n);
}

bool is_failed_action(const json::Value& action) {
  constexpr std::array<std::string_view, 3> statuses{"failed", "timedout", "infrastructure_fail"};
  return is_one_of(action["status"].as_string(), statuses) || action["failed"].as_bool();
}

Action to_action(const json::Value& action) {
  return {one_line(action["name"].as_string()), exit_code_of(action), action["output_url"].as_string()};
}

// The end of all messages together, begun at a whole line where the text had to be cut.
std::string end_of(const json::Value& output) {
  const auto& items = output.items();
  std::size_t size = 0;
  auto first = items.end();
  while (first != items.begin() && size <= most_bytes) {
    --first;
    size += (*first)["message"].as_string().size();
  }
  std::string text;
  for (; first != items.end(); ++first) text += (*first)["message"].as_string();
  if (text.size() <= most_bytes) return text;
  const std::size_t cut = text.size() - most_bytes;
  const bool at_line_start = text[cut - 1] == '\n';
  text.erase(0, cut);
  const auto line_end = text.find('\n');
  if (!at_line_start && line_end != std::string::npos) text.erase(0, line_end + 1);
  return text;
}

// A progress bar writes over its line: what stood there last is what people saw.
std::string_view overwritten(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  const auto at = line.rfind('\r');
  return at == std::string_view::npos ? line : line.substr(at + 1);
}

bool looks_like_an_error(const std::string& line) {
  constexpr std::array<std::string_view, 6> signs{"ERROR", "error:", "Error:", "FAILED", "Exception", "fatal:"};
  return std::ranges::any_of(signs, [&](std::string_view sign) { return line.find(sign) != std::string::npos; });
}

// What CircleCI writes below the output of every step that failed.
bool is_exit_line(const std::string& line) {
  return line.starts_with("Exited with code exit status ") || line.starts_with("CircleCI received exit code ");
}

std::string best_line(const std::vector<std::string>& lines) {
  if (const auto found = std::ranges::find_if(lines, looks_like_an_error); found != lines.end()) return *found;
  const auto last = std::find_if_not(lines.rbegin(), lines.rend(), is_exit_line);
  if (last != lines.rend()) return *last;
  return lines.empty() ? std::string{} : lines.back();
}

}  // namespace

bool is_failed_job(std::string_view status) {
  constexpr std::array<std::string_view, 4> statuses{"failed", "timedout", "infrastructure_fail", "terminated-unknown"};
  return is_one_of(status, statuses);
}

void add_test(model::Failure& failure, const json::Value& item) {
  constexpr std::array<std::string_view, 3> results{"failure", "failed", "error"};
  if (!is_one_of(item["result"].as_string(), results)) return;
  failure.tests_failed = failure.tests_failed.value_or(0) + 1;
  if (failure.tests.size() == most_tests) return;
  const std::string message = first_line(item["message"].as_string());
  std::string name = one_line(item["name"].as_string());
  if (const std::string type = one_line(item["classname"].as_string()); !type.empty()) name = type + "." + name;
  if (failure.message.empty()) failure.message = message;
  failure.tests.push_back(message.empty() ? name : fmt::format("{}: {}", name, message));
}

std::optional<Action> failed_action(const json::Value& job) {
  std::optional<Action> by_exit_code;
  for (const auto& step : job["steps"].items()) {
    for (const auto& action : step["actions"].items()) {
      if (is_failed_action(action)) return to_action(action);
      // A background action is ended with its job and has an exit code of its own making.
      const bool exited = exit_code_of(action).value_or(0) != 0 && !action["background"].as_bool();
      if (exited && !by_exit_code) by_exit_code = to_action(action);
    }
  }
  return by_exit_code;
}

std::optional<std::vector<std::string>> last_lines(const json::Value& output) {
  if (!output.is_array()) return std::nullopt;
  const std::string text = end_of(output);
  std::vector<std::string> result;
  for (const auto line : lines(text)) {
    if (std::string shown = one_line(overwritten(line), most_columns); !shown.empty())
      result.push_back(std::move(shown));
  }
  return result;
}

void add_output(model::Failure& failure, const std::vector<std::string>& lines) {
  if (failure.message.empty()) failure.message = best_line(lines);
  const auto kept = static_cast<std::ptrdiff_t>(std::min(lines.size(), most_lines));
  failure.log_tail.assign(lines.end() - kept, lines.end());
}

void add_status(model::Failure& failure, std::string_view status) {
  if (!failure.message.empty()) return;
  if (status == "timedout") failure.message = "ran out of time";
  if (status == "infrastructure_fail") failure.message = "the CI's own machines failed";
  if (status == "terminated-unknown") failure.message = "ended, and the CI does not know why";
}

}  // namespace ra::ci::circleci
