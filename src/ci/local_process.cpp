#include "ci/local_process.hpp"

#include "base/files.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace fs = std::filesystem;

namespace ra::ci::local {

namespace {

constexpr std::uint64_t most_bytes_of_a_proc_file = 4U << 20U;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> all;
  std::error_code ec;
  fs::directory_iterator entry{"/proc", ec};
  for (; !ec && entry != fs::directory_iterator{}; entry.increment(ec)) {
    if (const auto pid = number<pid_t>(entry->path().filename().string())) all.push_back(*pid);
  }
  return all;
}

}  // namespace

std::optional<ProcessFacts> parse_stat(std::string_view text) {
  // The second field is the program's name in parentheses, and may itself hold blanks and parentheses.
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const auto fields = split(trim(text.substr(close + 1)), ' ');  // from the third on
  if (fields.size() < 20) return std::nullopt;
  const auto pid = number<pid_t>(trim(text.substr(0, open)));
  const auto parent = number<pid_t>(fields[1]);
  const auto start = number<std::uint64_t>(fields[19]);
  if (!pid || !parent || !start) return std::nullopt;
  const bool over = fields[0] == "Z" || fields[0] == "X" || fields[0] == "x";
  return ProcessFacts{{*pid, *start}, *parent, over};
}

std::optional<ProcessFacts> look_at(pid_t pid) {
  const auto text = read_file(fmt::format("/proc/{}/stat", pid), most_bytes_of_a_proc_file);
  if (!text) return std::nullopt;
  return parse_stat(*text);
}

bool alive(const ProcessId& id) {
  if (id.pid <= 0) return false;
  const auto facts = look_at(id.pid);
  return facts && !facts->over && facts->id == id;
}

std::vector<pid_t> descendants(pid_t ancestor) {
  std::vector<ProcessFacts> all;
  for (const pid_t pid : all_processes()) {
    if (const auto facts = look_at(pid)) all.push_back(*facts);
  }
  std::vector<pid_t> found{ancestor};
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const auto& facts : all) {
      if (facts.parent == found[i]) found.push_back(facts.id.pid);
    }
  }
  found.erase(found.begin());
  return found;
}

std::vector<pid_t> started_with(const std::string& entry) {
  std::vector<pid_t> found;
  for (const pid_t pid : all_processes()) {
    const auto environment = read_file(fmt::format("/proc/{}/environ", pid), most_bytes_of_a_proc_file);
    if (!environment) continue;
    const auto entries = split(*environment, '\0');
    if (std::ranges::find(entries, std::string_view{entry}) != entries.end()) found.push_back(pid);
  }
  return found;
}

}  // namespace ra::ci::local
