#include "cli/doctor.hpp"

#include "report/untrusted.hpp"
#include "report/width.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::cli {

namespace {

constexpr std::size_t longest_text = 2000;
constexpr std::size_t narrowest = 20;  // column of messages

// As in the tables of a run (report/facts_words.cpp); all are two columns wide.
std::string_view symbol_of(CheckState state) {
  switch (state) {
    case CheckState::ok: return "✅";
    case CheckState::warning: return "❗";
    case CheckState::failed: return "❌";
    case CheckState::skipped: return "⚪";
  }
  return "";
}

// Select graphic rendition: https://ecma-international.org/publications-and-standards/standards/ecma-48/
std::string_view colour_of_state(CheckState state) {
  switch (state) {
    case CheckState::ok: return "32";
    case CheckState::warning: return "33";
    case CheckState::failed: return "31";
    case CheckState::skipped: return "2";
  }
  return "";
}

// What was read may hold control characters: they never reach a terminal.
std::string safe(const std::string& text) { return report::Untrusted{text}.as_line(longest_text); }

std::string styled(const std::string& text, std::string_view sgr, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", sgr, text) : text;
}

struct Columns {
  std::size_t name = 0;
  std::size_t margin = 0;  // what stands before a message
  std::size_t message = 0;
};

Columns columns_of(const DoctorChecks& checks, int terminal) {
  Columns c;
  for (const auto& check : checks) c.name = std::max(c.name, check.name.size());
  c.margin = 3 + c.name + 2;
  const auto all = static_cast<std::size_t>(std::max(terminal, 0));
  c.message = all > c.margin + narrowest ? all - c.margin : narrowest;
  return c;
}

std::string row_text(const DoctorCheck& check, const Columns& columns, bool colour) {
  const std::string_view sgr = colour_of_state(check.state);
  const std::string name = fmt::format("{:<{}}", check.name, columns.name);
  std::string out = fmt::format("{} {}  ", symbol_of(check.state), styled(name, "1", colour));
  std::string before;
  for (const auto& piece : report::wrapped(safe(check.message), columns.message)) {
    out += before + piece + "\n";
    before = std::string(columns.margin, ' ');
  }
  if (check.hint.empty()) return out;
  std::string arrow = "→ ";
  for (const auto& piece : report::wrapped(safe(check.hint), columns.message - 2)) {
    out += std::string(columns.margin, ' ') + styled(arrow + piece, sgr, colour) + "\n";
    arrow = "  ";
  }
  return out;
}

std::size_t count(const DoctorChecks& checks, CheckState state) {
  return static_cast<std::size_t>(std::ranges::count(checks, state, &DoctorCheck::state));
}

}  // namespace

std::string_view to_string(CheckState state) {
  switch (state) {
    case CheckState::ok: return "ok";
    case CheckState::warning: return "warning";
    case CheckState::failed: return "failed";
    case CheckState::skipped: return "skipped";
  }
  return "";
}

DoctorCheck check_row(std::string name, CheckState state, std::string message, std::string hint) {
  DoctorCheck check;
  check.name = std::move(name);
  check.state = state;
  check.message = std::move(message);
  check.hint = std::move(hint);
  return check;
}

DoctorCheck failed_check(std::string name, const Error& e) {
  DoctorCheck check = check_row(std::move(name), CheckState::failed, e.message, e.hint);
  check.code = e.code;
  return check;
}

bool healthy(const DoctorChecks& checks) { return count(checks, CheckState::failed) == 0; }

Error doctor_error(const DoctorChecks& checks) {
  const auto first = std::ranges::find(checks, CheckState::failed, &DoctorCheck::state);
  if (first == checks.end()) return error(Errc::internal, "no check failed");
  const std::size_t failed = count(checks, CheckState::failed);
  const std::string others = failed > 1 ? fmt::format(" (and {} more)", failed - 1) : "";
  return error(first->code, fmt::format("{}: {}{}", first->name, first->message, others), first->hint);
}

json::Value doctor_json(const DoctorChecks& checks) {
  auto list = json::Value::array();
  for (const auto& check : checks) {
    auto one = json::Value::object();
    one.set("name", check.name).set("state", to_string(check.state));
    one.set("message", check.message).set("hint", check.hint);
    list.push(std::move(one));
  }
  auto value = json::Value::object();
  value.set("schema", "release-action/doctor/1").set("ok", healthy(checks)).set("checks", std::move(list));
  return value;
}

std::string doctor_text(const DoctorChecks& checks, const report::TerminalStyle& style) {
  const Columns columns = columns_of(checks, style.columns);
  std::string out;
  for (const auto& check : checks) out += row_text(check, columns, style.colour);
  const std::size_t failed = count(checks, CheckState::failed);
  const std::size_t warnings = count(checks, CheckState::warning);
  out += "\n";
  if (failed > 0) {
    out += fmt::format("{} of {} failed", failed, checks.size());
  } else {
    out += warnings > 0 ? "nothing stands in the way" : "all is well";
  }
  if (warnings > 0) out += fmt::format(", {} to look at", warnings);
  return out + "\n";
}

}  // namespace ra::cli
