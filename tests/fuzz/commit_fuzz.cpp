// Commit messages, names and changelogs as strangers may write them, and git's output cut anywhere.
#include "base/json.hpp"
#include "base/text.hpp"
#include "changelog/changelog.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/input.hpp"
#include "fuzz/page.hpp"
#include "fuzz/promises.hpp"
#include "git/log_reader.hpp"
#include "history/history.hpp"
#include "history/releases.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ra::fuzz {

namespace {

constexpr std::size_t longest_line = 500;
constexpr std::size_t longest_text = 4 * 16 * 1024;

void hold_short(const std::string& text, std::string_view what) {
  hold_line(text, what);
  hold(text.size() <= longest_line, "a line has at most 500 bytes", text);
}

history::Entry read_entry(const std::string& message, const std::string& name, bool merge) {
  const std::string sha(40, 'a');
  git::Commit commit;
  commit.sha = sha;
  commit.parents = {sha};
  if (merge) commit.parents.emplace_back(sha);
  commit.author_name = name;
  commit.author_email = name;
  commit.message = message;
  history::Entry entry = history::entry_of(commit);
  hold_short(entry.title, "a title");
  hold_short(entry.author_name, "an author");
  hold_short(entry.release_as, "a version to release as");
  hold(merge || !entry.changes.empty(), "a commit is a change at least");
  for (const auto& reverted : entry.reverts) hold_short(reverted, "what is reverted");
  for (const auto& who : entry.co_authors) hold_short(who, "a co-author");
  for (const auto& change : entry.changes) {
    hold_short(change.type, "a type");
    hold_short(change.scope, "a scope");
    hold_short(change.description, "a description");
    hold(change.body.size() <= longest_text, "a body is bounded");
    hold(change.footers.size() <= 100, "footers are bounded");
  }
  return entry;
}

// Each line of ours is a heading, an item, a note below it, an address or one of the few words between.
void hold_lines(const std::string& text) {
  bool item = false;
  for (const std::string_view line : lines(text)) {
    const bool begins = line.starts_with("- ");
    const bool note = item && line.starts_with("  ") && !line.starts_with("   ");
    hold(line.empty() || begins || note || line.starts_with("## ") || line.starts_with("### ") ||
             line.starts_with("[Unreleased]: https://"),
         "a line of a changelog is one of its own", line);
    item = begins;
  }
}

void hold_log(const std::string& message, std::size_t piece) {
  std::string text;
  for (const char* sha : {"aa", "bb"}) {
    text += '\0' + std::string{sha} + '\0' + "cc dd" + '\0' + "A" + '\0' + "a@b" + '\0' + "17" + '\0';
    text += message.substr(0, message.find('\0'));
    text += '\0';
  }
  int seen = 0;
  const std::function<Result<>(const git::Commit&)> each = [&](const git::Commit& commit) -> Result<> {
    ++seen;
    hold(commit.message == message.substr(0, message.find('\0')), "a message comes as it is", commit.message);
    hold(commit.parents.size() == 2, "with its parents");
    return {};
  };
  git::LogReader reader{false, each};
  for (std::size_t at = 0; at < text.size(); at += piece) {
    hold(reader.feed(std::string_view{text}.substr(at, piece)).has_value(), "the log is read");
  }
  hold(reader.finish().has_value() && seen == 2, "to its end");
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  Input input{data, size};
  const std::size_t piece = 1 + input.below(64);
  const bool merge = input.flag();
  const std::string name = input.text();
  const std::string message = input.text();
  const std::string file = input.text();
  const std::string form{input.rest()};

  hold_log(message, piece);
  changelog::Section section;
  section.previous_tag = name;
  section.entries = {read_entry(message, name, merge), read_entry("Revert \"" + message, name, false)};
  section.entries = history::without_reverted(std::move(section.entries));
  changelog::Style style;
  style.links.repository = "https://github.com/org/repo";

  hold_lines(changelog::keep_a_changelog({section}, style));
  const IsOurs is_ours = [](const std::string& url) { return url.starts_with("https://github.com/org/repo/"); };
  hold_markdown(changelog::keep_a_changelog({section}, style), is_ours);
  hold_markdown(changelog::github_notes({section}, style), is_ours);
  hold(json::parse(changelog::json_text({section}, style)).has_value(), "the JSON is JSON");
  const auto custom = changelog::from_template(form, {section}, style);
  if (!custom) hold_line(custom.error().message, "an error of a template");

  const auto once = changelog::insert(file, section, style);
  hold(once.has_value(), "a section can be inserted into anything");
  const auto twice = changelog::insert(*once, section, style);
  hold(*twice == *once, "what has been inserted is not inserted again", *once);

  const auto releases = history::releases_of({{name, name}, {message, name}}, "v{version}");
  hold(releases.has_value(), "tags are versions or none");
  static_cast<void>(history::releases_of({}, name));
  return 0;
}
