#include "base/text.hpp"
#include "testresult/readers.hpp"

#include <algorithm>
#include <array>

namespace ra::testresult {

namespace {

constexpr std::size_t longest_line = std::size_t{64} << 10U;
constexpr std::size_t start_size = 4096;

std::optional<Problem> read_lines(Source& source, LineReader& reader) {
  std::string line;
  std::uint64_t lines = 0;
  std::string block(std::size_t{64} << 10U, '\0');
  const auto end_line = [&] {
    if (line.ends_with('\r')) line.pop_back();
    ++lines;
    reader.line(line);
    line.clear();
  };
  for (;;) {
    const auto n = source.read(block.data(), block.size());
    if (!n) return Problem{lines, n.error().message};
    if (*n == 0) break;
    std::string_view rest{block.data(), *n};
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      line += rest.substr(0, std::min(end, longest_line - std::min(longest_line, line.size())));
      end_line();
      rest.remove_prefix(end + 1);
    }
    line += rest.substr(0, longest_line - std::min(longest_line, line.size()));
  }
  if (!line.empty()) end_line();
  return reader.end(lines);
}

bool is_tap_line(std::string_view line) {
  if (line.starts_with("TAP version ") || line.starts_with("Bail out!")) return true;
  if (line == "ok" || line == "not ok" || line.starts_with("ok ") || line.starts_with("not ok ")) return true;
  return line.starts_with("1..") && line.size() > 3 && line[3] >= '0' && line[3] <= '9';
}

// The first line that is not a comment or empty; programs print before their first test, so a few are looked at.
bool looks_like_tap(std::string_view start) {
  std::size_t looked_at = 0;
  for (const auto line : lines(start)) {
    if (is_tap_line(trim(line))) return true;
    if (++looked_at == 20) return false;
  }
  return false;
}

bool looks_like_go(std::string_view start) {
  for (const auto line : lines(start)) {
    if (line.starts_with("{") && line.find("\"Action\"") != std::string_view::npos) return true;
  }
  return false;
}

ReadResult read_any_xml(Source& source, Events& events) {
  ReadResult result;
  bool is_trx = false;
  const auto choose = [&](std::string_view root) -> std::unique_ptr<XmlHandler> {
    if (root == "testsuites" || root == "testsuite") {
      result.format = "junit";
      return junit_handler(events);
    }
    if (root == "test-run" || root == "test-results") {
      result.format = "nunit";
      return nunit_handler(events);
    }
    if (root == "assemblies" || root == "assembly") {
      result.format = "xunit";
      return xunit_handler(events);
    }
    is_trx = root == "TestRun";
    return nullptr;
  };
  result.problem = read_xml(source, choose);
  if (!is_trx) return result;
  if (!source.rewind()) return {"trx", Problem{0, "it cannot be read twice"}};
  return {"trx", read_trx(source, events)};
}

}  // namespace

ReadResult read_results(Source& source, Events& events) {
  std::array<char, start_size> block{};
  std::size_t have = 0;
  while (have < block.size()) {
    const auto n = source.read(block.data() + have, block.size() - have);
    if (!n) return {"", Problem{0, n.error().message}};
    if (*n == 0) break;
    have += *n;
  }
  if (!source.rewind()) return {"", Problem{0, "it cannot be read twice"}};
  std::string_view start{block.data(), have};
  if (start.starts_with("\xef\xbb\xbf")) start.remove_prefix(3);
  const auto first = start.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos && have < block.size()) return {"", Problem{0, "the file is empty"}};
  start.remove_prefix(std::min(first, start.size()));
  const std::string small = lower(start.substr(0, 200));
  if (small.starts_with("<!doctype html") || small.starts_with("<html")) {
    return {"", Problem{1, "it is an HTML page, not test results"}};
  }
  const bool utf16 = start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff") || (have > 0 && block[0] == '\0');
  if (start.starts_with("<") || utf16) return read_any_xml(source, events);
  if (looks_like_go(start)) return {"go", read_lines(source, *go_json_reader(events))};
  if (looks_like_tap(start)) return {"tap", read_lines(source, *tap_reader(events))};
  return {"", Problem{1, "no test results in a known format (JUnit, TRX, NUnit, xUnit, TAP, go test -json)"}};
}

}  // namespace ra::testresult
