// Texts of strangers in reports. The first byte says what is made of the rest: a document, a whole run, the mark of a
// comment, or an annotation.
#include "base/runner_lines.hpp"
#include "base/text.hpp"
#include "cli/workflow_commands.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/page.hpp"
#include "fuzz/promises.hpp"
#include "fuzz/strangers_run.hpp"
#include "report/mark.hpp"
#include "report/markdown.hpp"
#include "report/render.hpp"
#include "report/terminal.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace ra::fuzz {

namespace {

using namespace report;

// A document, and what a reader must see of it.
struct Wanted {
  Document document;
  std::vector<std::string> code;
  std::vector<std::string> plain;
  std::set<std::string> links;
};

enum class Where { text, cell, summary };

Piece piece(Input& input, Where where, Wanted& wanted) {
  constexpr std::array<std::string_view, 8> ours{"a ", " — ", "*x*", "<b>", "[x](y) ", "|", "`", "&amp;\\ "};
  const std::size_t kind = input.below(3);
  if (kind == 0) return words(std::string{ours.at(input.below(ours.size()))}, input.flag());
  const std::string theirs = input.text();
  Piece made = kind == 1 ? code(theirs) : plain(theirs);
  if (input.flag()) made = at_length(std::move(made));
  if (input.flag()) {
    const Url url = Url::of(input.text());
    if (!url.empty()) wanted.links.insert(url.text());
    made = linked(std::move(made), url);
  }
  const std::string seen = one_line(theirs, where == Where::cell ? Untrusted::most : made.most);
  if (seen.empty() || where == Where::summary) return made;
  const bool as_code = kind == 1 || !Untrusted{theirs}.harmless();
  (as_code ? wanted.code : wanted.plain).push_back(seen);
  return made;
}

Line line_of(Input& input, Where where, Wanted& wanted) {
  Line line(input.below(5));
  for (auto& one : line) one = piece(input, where, wanted);
  return line;
}

Table table(Input& input, Wanted& wanted) {
  Table made;
  made.columns.resize(1 + input.below(3));
  for (auto& column : made.columns) column.title = "Column";
  made.rows.resize(input.below(4));
  for (auto& row : made.rows) {
    row.resize(made.columns.size());
    for (auto& cell : row) cell = line_of(input, Where::cell, wanted);
  }
  return made;
}

Code log(Input& input, Wanted& wanted) {
  Code made;
  std::string seen;
  for (std::size_t i = input.below(6); i > 0; --i) {
    made.lines.push_back(log_line(input.text()));
    seen += made.lines.back().as_line(500) + "\n";
  }
  wanted.code.push_back(std::move(seen));
  return made;
}

Block block(Input& input, int depth, Wanted& wanted) {
  switch (input.below(depth > 2 ? 6 : 7)) {
    case 0: return Block{Paragraph{line_of(input, Where::text, wanted), input.flag()}};
    case 1: return Block{Heading{1 + static_cast<int>(input.below(6)), line_of(input, Where::text, wanted)}};
    case 2: {
      List list;
      list.items.resize(input.below(4));
      for (auto& item : list.items) item = line_of(input, Where::text, wanted);
      return Block{std::move(list)};
    }
    case 3: return Block{table(input, wanted)};
    case 4: return Block{log(input, wanted)};
    case 5: {
      const std::string key = input.text();
      return Block{Marker{"tests", Untrusted{key}, json::dump(json::Value{input.text()})}};
    }
    default: {
      Fold fold;
      fold.open = input.flag();
      fold.summary = line_of(input, Where::summary, wanted);
      for (std::size_t i = input.below(4); i > 0; --i) fold.children.push_back(block(input, depth + 1, wanted));
      return Block{std::move(fold)};
    }
  }
}

void hold_document(Input& input) {
  Wanted wanted;
  while (!input.empty()) wanted.document.blocks.push_back(block(input, 0, wanted));
  const std::string page = render_markdown(wanted.document);
  const Gfm gfm = hold_markdown(page, [&](const std::string& url) { return wanted.links.contains(url); });
  if (has_gfm()) {
    std::string all;
    for (const auto& one : gfm.code) all += one + "\n";
    hold(gfm.code == wanted.code, "code is shown as it was given, and nothing else is code", page + "\n---\n" + all);
    for (const auto& text : wanted.plain) {
      hold(gfm.text.find(text) != std::string::npos, "what is harmless is shown as it is", text);
    }
  }
  hold_terminal(render_terminal(wanted.document, TerminalStyle{}));
}

// The tags of a page of HTML; where a link leads is for strangers to choose.
std::vector<std::string> bones_of(const std::string& html) {
  auto tags = tags_of(html);
  for (auto& tag : tags) {
    const auto at = tag.find("href=\"");
    if (at != std::string::npos && tag.find("href=\"#") == std::string::npos) tag.erase(at, tag.find('"', at + 6) - at);
  }
  return tags;
}

void hold_run(Input& input) {
  const model::Run run = strangers_run(input);
  Mark mark;
  mark.kind = "orchestration";
  mark.key = "o/r#1:" + run.edition;
  mark.run = 42;
  mark.sha = run.sha;
  const std::string text = markdown_within(run, comment_budget);
  hold(text.size() <= comment_budget, "a comment is within its budget");
  const std::string page = marked(text, mark);
  const auto is_ours = [](const std::string& url) { return url.starts_with(our_site); };
  const Gfm gfm = hold_markdown(page, is_ours);
  hold(gfm.text.find("**") == std::string::npos, "bold is bold", page);
  const auto found = find_mark(page, mark.kind, mark.key);
  hold(found && found->run == 42 && found->hash == hash_of(text), "the mark of a comment is ours", page);
  hold_markdown(markdown_within(run, 3000), is_ours);

  hold_terminal(terminal(run, TerminalStyle{}));
  const std::string whole = html(run);
  hold(is_utf8(whole), "report.html is UTF-8");
  hold(bones_of(whole) == bones_of(html(tamed(run))), "no tag of report.html is a stranger's", whole);

  const std::string dumped = json::dump(to_json(run));
  const auto parsed = json::parse(dumped);
  hold(parsed.has_value(), "report.json is JSON", dumped);
  const auto again = run_from_json(*parsed);
  hold(again.has_value() && json::dump(to_json(*again)) == dumped, "report.json says all of a run", dumped);
  const std::string safe = cli::json_without_commands(dumped);
  hold(!has_command(safe) && json::dump(*json::parse(safe)) == dumped, "JSON for a runner is the same without commands",
       safe);
}

void hold_mark(Input& input) {
  Mark mark;
  mark.kind = "tests";
  mark.run = static_cast<std::int64_t>(input.below(256));
  mark.attempt = static_cast<std::int64_t>(input.below(256));
  mark.key = input.text();
  mark.sha = input.text();
  const std::string text{input.rest()};
  const std::string comment = marked(text, mark);
  const auto found = find_mark(comment, mark.kind, mark.key);
  hold(found.has_value(), "a mark is found by its key", comment);
  hold(found->run == mark.run && found->attempt == mark.attempt && found->hash == hash_of(text), "a mark is ours",
       comment);
  hold(found->sha == mark.sha || !is_utf8(mark.sha), "a mark keeps its commit", comment);
}

std::string unescaped(std::string text) {
  for (const auto& [code, c] : {std::pair{"%0D", "\r"}, {"%0A", "\n"}, {"%3A", ":"}, {"%2C", ","}, {"%25", "%"}}) {
    for (auto at = text.find(code); at != std::string::npos; at = text.find(code, at + 1)) text.replace(at, 3, c);
  }
  return text;
}

void hold_annotation(Input& input) {
  cli::Annotation annotation;
  annotation.line = input.below(256);
  annotation.file = input.text();
  annotation.title = input.text();
  annotation.message = std::string{input.rest()};
  const std::string command = cli::error_command(annotation);
  hold(command.starts_with("::error") && command.ends_with('\n'), "an annotation is a command", command);
  const std::string_view inside = std::string_view{command}.substr(2, command.size() - 3);
  hold(inside.find_first_of("\r\n") == std::string_view::npos, "an annotation is one line", command);
  hold(command.find("##[") == std::string::npos, "an annotation holds no other command", command);
  const auto data = inside.find("::");
  hold(data != std::string_view::npos, "an annotation has a message", command);
  std::string wanted = annotation.message;
  for (auto at = wanted.find("##["); at != std::string::npos; at = wanted.find("##[")) wanted.insert(at + 2, " ");
  hold(unescaped(std::string{inside.substr(data + 2)}) == wanted, "an annotation keeps its message", command);
  hold(!has_command(without_commands(annotation.message)), "no command is left", annotation.message);
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra::fuzz;
  Input input{data, size};
  switch (input.below(4)) {
    case 0: hold_document(input); break;
    case 1: hold_run(input); break;
    case 2: hold_mark(input); break;
    default: hold_annotation(input); break;
  }
  return 0;
}
