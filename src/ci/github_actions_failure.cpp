#include "ci/github_actions_failure.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace ra::ci::github_actions {

namespace {

// Ours: a report shows the end of a log, not the log.
constexpr std::size_t tail_lines = 20;
constexpr std::size_t tail_columns = 400;

// What the runner writes into a log (actions/runner): errors, the begin of a step that runs commands, and the
// end of one that failed.
constexpr std::string_view error_mark = "##[error]";
constexpr std::string_view step_mark = "##[group]Run ";
constexpr std::string_view exit_words = "Process completed with exit code ";

// "2026-01-14T10:26:03.1234567Z mvn verify" → "mvn verify"
std::string_view without_time(std::string_view line) {
  if (line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);  // logs begin with a byte order mark
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd.";
  if (line.size() <= shape.size()) return line;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool fits = shape[i] == 'd' ? digit(line[i]) : shape[i] == line[i];
    if (!fits) return line;
  }
  std::size_t end = shape.size();
  while (end < line.size() && digit(line[end])) ++end;
  if (end == line.size() || line[end] != 'Z') return line;
  ++end;
  if (end < line.size() && line[end] == ' ') ++end;
  return line.substr(end);
}

// A progress bar writes over its line: what stood there last is what people saw.
std::string_view last_written(std::string_view line) {
  while (line.ends_with('\r')) line.remove_suffix(1);
  const auto at = line.rfind('\r');
  return at == std::string_view::npos ? line : line.substr(at + 1);
}

// "##[group]Run mvn" and "[command]mvn" → what follows the mark.
std::string_view without_mark(std::string_view line) {
  constexpr std::array<std::string_view, 8> marks{"##[error]",    "##[warning]", "##[notice]",  "##[group]",
                                                  "##[endgroup]", "##[section]", "##[command]", "[command]"};
  for (const auto mark : marks) {
    if (line.starts_with(mark)) return line.substr(mark.size());
  }
  return line;
}

bool reads_like_an_error(const std::string& line) {
  constexpr std::array<std::string_view, 6> signs{"ERROR", "error:", "Error:", "FAILED", "Exception", "fatal:"};
  return std::ranges::any_of(signs, [&](std::string_view sign) { return line.find(sign) != std::string::npos; });
}

std::optional<int> exit_code_in(std::string_view line) {
  const auto at = line.find(exit_words);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view digits = line.substr(at + exit_words.size());
  int code = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  if (ec != std::errc{}) return std::nullopt;
  return code;
}

bool is_error(std::string_view line) { return line.starts_with(error_mark); }
bool is_exit(std::string_view line) { return is_error(line) && line.find(exit_words) != std::string_view::npos; }

// The lines of the step that failed. It ends where it said its exit code, else with the last error, else with the log.
struct Section {
  std::vector<std::string_view> lines;
  bool ends_in_error = false;
};

Section failed_section(std::vector<std::string_view> all) {
  auto end = std::find_if(all.rbegin(), all.rend(), is_exit);
  if (end == all.rend()) end = std::find_if(all.rbegin(), all.rend(), is_error);
  const bool marked = end != all.rend();
  if (marked) all.erase(end.base(), all.end());
  const auto begin =
      std::find_if(all.rbegin(), all.rend(), [](std::string_view line) { return line.starts_with(step_mark); });
  if (marked && begin != all.rend()) all.erase(all.begin(), std::prev(begin.base()));
  return {std::move(all), marked};
}

}  // namespace

bool is_red_job(std::string_view status) { return status == "failed" || status == "timedout"; }

std::string red_step(const json::Value& job) {
  for (const auto& step : job["steps"].items()) {
    const std::string& conclusion = step["conclusion"].as_string();
    if (conclusion == "failure" || conclusion == "timed_out") return one_line(step["name"].as_string());
  }
  return {};
}

std::string red_annotation(const json::Value& annotations) {
  for (const auto& one : annotations.items()) {
    if (one["annotation_level"].as_string() != "failure") continue;
    std::string message;
    for (const auto line : lines(one["message"].as_string())) {
      if (message = one_line(line, tail_columns); !message.empty()) break;
    }
    const std::string title = one_line(one["title"].as_string(), 120);
    if (message.starts_with(exit_words)) continue;
    if (message.empty()) message = title;
    if (message.empty()) continue;
    if (title.empty() || message.find(title) != std::string::npos) return message;
    return fmt::format("{}: {}", title, message);
  }
  return {};
}

std::string shown_line(std::string_view raw) {
  const std::string_view line = last_written(without_time(raw));
  return one_line(without_mark(line), tail_columns);
}

void add_log(model::Failure& failure, std::string_view log, bool cut) {
  std::vector<std::string_view> all;
  for (const auto line : lines(log)) all.push_back(without_time(line));
  if (cut && !all.empty()) all.erase(all.begin());
  const Section section = failed_section(std::move(all));

  std::vector<std::string> shown;
  std::string first_error;
  for (const auto line : section.lines) {
    std::string text = shown_line(line);
    if (text.empty()) continue;
    if (is_exit(line)) failure.exit_code = exit_code_in(line);
    if (is_error(line) && !is_exit(line) && first_error.empty()) first_error = text;
    shown.push_back(std::move(text));
  }
  const std::size_t kept = std::min(shown.size(), tail_lines);
  failure.log_tail.assign(shown.end() - static_cast<std::ptrdiff_t>(kept), shown.end());
  if (!failure.message.empty()) return;
  failure.message = first_error;
  if (!failure.message.empty()) return;
  if (const auto found = std::ranges::find_if(shown, reads_like_an_error); found != shown.end()) {
    failure.message = *found;
    return;
  }
  const auto not_exit = [](const std::string& line) { return line.find(exit_words) == std::string::npos; };
  const auto last = std::find_if(shown.rbegin(), shown.rend(), not_exit);
  if (last != shown.rend()) failure.message = *last;
}

std::optional<std::uint64_t> whole_size(std::string_view content_range) {
  const auto slash = content_range.rfind('/');
  if (!content_range.starts_with("bytes ") || slash == std::string_view::npos) return std::nullopt;
  const std::string_view digits = content_range.substr(slash + 1);
  std::uint64_t size = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (ec != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return size;
}

}  // namespace ra::ci::github_actions
