#include "ci/local_log.hpp"

#include "base/file_reader.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace fs = std::filesystem;

namespace ra::ci::local {

namespace {

constexpr std::streamoff most_bytes_of_a_tail = 64L << 10U;
constexpr std::size_t tail_lines = 20;
constexpr std::size_t line_width = 500;  // code points

std::string last_bytes(const fs::path& log) {
  std::ifstream file{log, std::ios::binary};
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  if (!file || size <= 0) return {};
  const std::streamoff count = std::min(size, most_bytes_of_a_tail);
  file.seekg(size - count);
  std::string text(static_cast<std::size_t>(count), '\0');
  file.read(text.data(), count);
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (count == size) return text;
  const auto first_end = text.find('\n');  // the first line is most likely cut
  if (first_end != std::string::npos && first_end + 1 < text.size()) text.erase(0, first_end + 1);
  return text;
}

// A progress bar paints one line many times: the last painting counts.
std::string_view last_painting(std::string_view line) {
  const auto at = line.rfind('\r');
  return at == std::string_view::npos ? line : line.substr(at + 1);
}

bool tells_an_error(std::string_view line) {
  constexpr std::array<std::string_view, 4> marks{"ERROR", "FAIL", "error:", "fatal:"};
  if (line == "[ERROR]") return false;  // Maven's empty line
  return std::ranges::any_of(marks, [&](std::string_view mark) { return line.find(mark) != std::string_view::npos; });
}

std::string best_line(const std::vector<std::string>& all, const std::vector<std::string>& tail) {
  // The first error of the end is the cause more often than the last, which is the build tool's summing up.
  if (const auto in_tail = std::ranges::find_if(tail, tells_an_error); in_tail != tail.end()) return *in_tail;
  const auto before = std::find_if(all.rbegin(), all.rend(), tells_an_error);
  if (before != all.rend()) return *before;
  return tail.empty() ? std::string{} : tail.back();
}

}  // namespace

LogEnd read_log_end(const fs::path& log) {
  const std::string text = last_bytes(log);
  std::vector<std::string> all;
  for (const auto line : lines(text))
    all.push_back(one_line(without_credentials(std::string{last_painting(line)}), line_width));
  while (!all.empty() && all.back().empty()) all.pop_back();
  LogEnd end;
  end.tail.assign(all.end() - static_cast<std::ptrdiff_t>(std::min(all.size(), tail_lines)), all.end());
  end.message = best_line(all, end.tail);
  return end;
}

LoggedStep logged_step(const model::WorkflowRun& workflow, const model::JobRun& job) {
  LoggedStep step;
  step.workflow = workflow.name;
  step.job = job.name;
  step.job_id = job.id;
  step.job_link = job.http_link;
  step.name = job.name;
  step.status = job.status;
  step.time = job.started_at;
  return step;
}

Result<> read_log(const fs::path& log, const LoggedStep& step, LogVisitor& visitor) {
  auto file = FileReader::open(log);
  if (!file) return visitor.missing(step, file.error().message);
  RA_TRY(visitor.step(step));
  for (;;) {
    RA_TRY_ASSIGN(const auto piece, file->next());
    if (piece.empty()) return {};
    RA_TRY(visitor.text(piece));
  }
}

std::string without_credentials(std::string text) {
  for (auto at = text.find("://"); at != std::string::npos; at = text.find("://", at + 3)) {
    const auto stop = text.find_first_of("/ \t'\"", at + 3);
    const auto sign = text.rfind('@', stop);
    if (sign != std::string::npos && sign > at) text.erase(at + 3, sign + 1 - (at + 3));
  }
  return text;
}

std::string file_url(const fs::path& path) {
  std::string url = "file://";
  for (const char c : path.string()) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool plain = letter || c == '/' || c == '-' || c == '.' || c == '_' || c == '~';
    url += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return url;
}

}  // namespace ra::ci::local
