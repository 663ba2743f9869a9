#include "cli/init.hpp"

#include "report/untrusted.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::cli {

namespace {

std::string_view words_of(InitState state) {
  switch (state) {
    case InitState::to_write: return "would write";
    case InitState::written: return "written";
    case InitState::there: return "already there";
    case InitState::to_add: return "to be added by hand";
    case InitState::conflict: return "there, and different";
  }
  return "";
}

std::string indented(const std::string& text) {
  std::string out = "    ";
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "    ";
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

void add_files(const InitDraft& draft, bool with_content, std::string& out) {
  std::size_t wide = 0;
  for (const auto& file : draft.files) wide = std::max(wide, words_of(file.state).size());
  for (const auto& file : draft.files) out += fmt::format("  {:<{}}  {}\n", words_of(file.state), wide, file.path);
  for (const auto& file : draft.files) {
    const bool shown = file.state == InitState::to_add || (with_content && file.state != InitState::there);
    if (shown) out += fmt::format("\n{}:\n\n{}", file.path, indented(file.text));
  }
}

void add_secrets(const InitDraft& draft, std::string& out) {
  if (draft.secrets.empty()) return;
  std::size_t wide = 0;
  for (const auto& secret : draft.secrets) wide = std::max(wide, secret.name.size());
  out += fmt::format("\nSecrets, in {}:\n", draft.secrets.front().where);
  for (const auto& secret : draft.secrets) out += fmt::format("  {:<{}}  {}\n", secret.name, wide, secret.what);
}

}  // namespace

std::string_view to_string(InitState state) {
  switch (state) {
    case InitState::to_write: return "to_write";
    case InitState::written: return "written";
    case InitState::there: return "there";
    case InitState::to_add: return "to_add";
    case InitState::conflict: return "conflict";
  }
  return "";
}

json::Value init_json(const InitDraft& draft) {
  auto files = json::Value::array();
  for (const auto& file : draft.files) {
    auto one = json::Value::object();
    one.set("path", file.path).set("state", to_string(file.state)).set("text", file.text);
    files.push(std::move(one));
  }
  auto secrets = json::Value::array();
  for (const auto& secret : draft.secrets) {
    auto one = json::Value::object();
    one.set("name", secret.name).set("where", secret.where).set("what", secret.what);
    secrets.push(std::move(one));
  }
  auto rule = json::Value::object();
  rule.set("requires", draft.rule).set("branches", draft.rule_of).set("page", draft.rule_page);
  auto notes = json::Value::array();
  for (const auto& note : draft.notes) notes.push(note);
  auto next = json::Value::array();
  for (const auto& command : draft.next) next.push(command);
  auto value = json::Value::object();
  value.set("schema", "release-action/init/1").set("kind", draft.kind).set("why", draft.why).set("ci", draft.ci);
  value.set("files", std::move(files)).set("secrets", std::move(secrets)).set("rule", std::move(rule));
  value.set("notes", std::move(notes)).set("next", std::move(next));
  return value;
}

std::string init_text(const InitDraft& draft, bool with_content) {
  std::string out =
      fmt::format("A {} on {}: {}.\n\n", draft.kind == "product" ? "product's release repository" : draft.kind,
                  draft.ci, draft.why);
  add_files(draft, with_content, out);
  add_secrets(draft, out);
  out += fmt::format("\nBranch rule: {} should require the status check `{}`.\n", draft.rule_of, draft.rule);
  if (!draft.rule_page.empty()) out += fmt::format("  {}\n", report::Untrusted{draft.rule_page}.as_line());
  if (!draft.notes.empty()) out += "\nAlso:\n";
  for (const auto& note : draft.notes) out += fmt::format("  {}\n", note);
  out += "\nNext:\n";
  for (const auto& command : draft.next) out += fmt::format("  {}\n", command);
  return out;
}

}  // namespace ra::cli
