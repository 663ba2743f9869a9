#include "base/text.hpp"
#include "history/conventional.hpp"
#include "history/entry_text.hpp"
#include "history/history.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace ra::history {

namespace {

constexpr std::size_t most_footers = 100;  // of a commit
constexpr std::size_t most_changes = 200;  // of a squashed commit
constexpr std::size_t most_reverts = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "#12)" → 12; 0 for what is no number or none that anybody has.
int number_of(std::string_view digits) {
  int number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return ec == std::errc{} && end == digits.data() + digits.size() && number > 0 ? number : 0;
}

// Takes " (#12)" off the end.
int take_pull_request(std::string_view& title) {
  if (!title.ends_with(')')) return 0;
  const std::size_t open = title.rfind(" (#");
  if (open == std::string_view::npos) return 0;
  const int number = number_of(title.substr(open + 3, title.size() - open - 4));
  if (number > 0) title = trim(title.substr(0, open));
  return number;
}

int leading_number(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  return number_of(text.substr(0, end));
}

bool is_sha_prefix(std::string_view text) {
  return text.size() >= 7 && text.size() <= 64 &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

void add_reverted(std::string_view text, std::vector<std::string>& reverts) {
  if (!text.empty() && reverts.size() < most_reverts) reverts.push_back(line_of(text));
}

// "This reverts commit <sha>." of git, as often as it is there ("git revert A B" of several into one).
void find_reverted_shas(std::string_view message, std::vector<std::string>& reverts) {
  constexpr std::string_view phrase = "This reverts commit ";
  for (std::size_t at = message.find(phrase); at != std::string_view::npos; at = message.find(phrase, at)) {
    at += phrase.size();
    std::size_t end = at;
    while (end < message.size() && (is_digit(message[end]) || (message[end] >= 'a' && message[end] <= 'f'))) ++end;
    if (is_sha_prefix(message.substr(at, end - at))) add_reverted(message.substr(at, end - at), reverts);
  }
}

// "Reverts org/repository#12" of GitHub.
void find_reverted_pull_request(std::string_view message, std::vector<std::string>& reverts) {
  constexpr std::string_view phrase = "\nReverts ";
  const std::size_t at = message.find(phrase);
  if (at == std::string_view::npos) return;
  const std::string_view rest = message.substr(at + phrase.size());
  const std::string_view word = rest.substr(0, std::min(rest.find_first_of(" \r\n"), rest.size()));
  const std::size_t hash = word.rfind('#');
  if (hash == std::string_view::npos) return;
  const int number = leading_number(word.substr(hash + 1));
  if (number > 0) add_reverted("#" + std::to_string(number), reverts);
}

// Refs: 676104e, a215868
void find_refs(const Message& message, std::vector<std::string>& reverts) {
  for (const FooterView& footer : message.footers) {
    if (!is_same_token(footer.token, "refs")) continue;
    std::string_view value = footer.value;
    while (!value.empty()) {
      const std::size_t end = std::min(value.find_first_of(" ,\t\r\n"), value.size());
      if (is_sha_prefix(value.substr(0, end))) add_reverted(value.substr(0, end), reverts);
      value.remove_prefix(std::min(end + 1, value.size()));
    }
  }
}

// What stands inside `Revert "…"`; nothing for another title.
std::optional<std::string_view> quoted_after(std::string_view title, std::string_view word) {
  if (!title.starts_with(word) || !title.substr(word.size()).starts_with(" \"")) return std::nullopt;
  const std::size_t begin = word.size() + 2;
  if (title.size() <= begin + 1 || !title.ends_with('"')) return std::nullopt;
  return title.substr(begin, title.size() - begin - 1);
}

Change change_of(const Header& header) {
  Change change;
  change.type = lower(at_most(header.type, 100));
  change.scope = line_of(header.scope);
  change.description = line_of(header.description);
  change.breaking = header.bang;
  return change;
}

Change change_of(std::string_view title) {
  if (const auto header = parse_header(title)) return change_of(*header);
  Change change;
  change.description = line_of(title);
  return change;
}

// A revert that git or GitHub wrote; `title` without its pull request's number. What has been taken back twice is there
// again, and is shown as what it is.
std::optional<Change> reverting_change(std::string_view title, const Message& message, std::string_view text,
                                       Entry& entry) {
  const auto reverted = quoted_after(title, "Revert");
  const auto again = reverted ? std::nullopt : quoted_after(title, "Reapply");
  if (!reverted && !again) return std::nullopt;
  find_reverted_shas(text, entry.reverts);
  if (entry.reverts.empty()) find_refs(message, entry.reverts);
  if (entry.reverts.empty()) {
    find_reverted_pull_request(text, entry.reverts);
    if (reverted) add_reverted(*reverted, entry.reverts);
    if (again) add_reverted("Revert \"" + std::string{*again} + "\"", entry.reverts);
  }
  std::string_view back = again ? *again : std::string_view{};
  if (reverted) back = quoted_after(*reverted, "Revert").value_or(std::string_view{});
  if (!back.empty()) {
    take_pull_request(back);
    return change_of(back);
  }
  std::string_view what = *reverted;
  take_pull_request(what);
  Change change;
  change.type = "revert";
  change.description = line_of(what);
  return change;
}

void add_texts(const Message& message, EntryParts parts, Change& change) {
  change.breaking = change.breaking || message.breaking();
  change.breaking_note = text_of(message.breaking_note());
  if (parts == EntryParts::titles) return;
  change.body = text_of(message.body);
  for (const FooterView& footer : message.footers) {
    if (change.footers.size() == most_footers) return;
    change.footers.push_back({line_of(footer.token), text_of(footer.value)});
  }
}

// GitHub's list of the commits that it squashed: "* feat: a", each at the beginning of a line.
std::vector<Change> listed_changes(std::string_view text) {
  std::vector<Change> changes;
  for (std::size_t at = 0; at < text.size() && changes.size() < most_changes;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = trim(text.substr(at, end - at));
    at = end + 1;
    if (!line.starts_with("* ")) continue;
    line = trim(line.substr(2));
    take_pull_request(line);
    if (const auto header = parse_header(line)) changes.push_back(change_of(*header));
  }
  return changes;
}

struct Merge {
  int pull_request = 0;
  std::string_view title;  // of the pull request, where it is told
};

std::string_view first_line(std::string_view text) {
  text = trim(text);
  return trim(text.substr(0, std::min(text.find('\n'), text.size())));
}

// The titles that git and the forges give to merges.
std::optional<Merge> merge_of(std::string_view title, std::string_view after_title) {
  constexpr std::array<std::string_view, 4> plain = {"Merge branch ", "Merge branches ",
                                                     "Merge remote-tracking branch ", "Merge tag "};
  constexpr std::string_view of_github = "Merge pull request #";
  constexpr std::string_view of_bitbucket = "(pull request #";
  constexpr std::string_view of_gitlab = "See merge request ";
  Merge merge;
  if (title.starts_with(of_github)) {
    merge = {leading_number(title.substr(of_github.size())), first_line(after_title)};
    return merge;
  }
  if (title.starts_with("Merged in ") && title.ends_with(')')) {
    const std::size_t at = title.rfind(of_bitbucket);
    if (at == std::string_view::npos) return std::nullopt;
    merge = {leading_number(title.substr(at + of_bitbucket.size())), first_line(after_title)};
    return merge;
  }
  if (std::ranges::none_of(plain, [&](std::string_view p) { return title.starts_with(p); })) return std::nullopt;
  const std::size_t at = after_title.find(of_gitlab);
  if (at == std::string_view::npos) return merge;
  const std::string_view reference = first_line(after_title.substr(at + of_gitlab.size()));
  const std::size_t mark = reference.rfind('!');
  if (mark != std::string_view::npos) merge.pull_request = leading_number(reference.substr(mark + 1));
  merge.title = first_line(after_title);
  if (merge.title.starts_with(of_gitlab)) merge.title = {};
  return merge;
}

void read_footers(const Message& message, Entry& entry) {
  for (const FooterView& footer : message.footers) {
    if (is_same_token(footer.token, "release-as")) entry.release_as = line_of(footer.value);
    if (!is_same_token(footer.token, "co-authored-by")) continue;
    std::string who = line_of(footer.value.substr(0, std::min(footer.value.find('\n'), footer.value.size())));
    const bool known = std::ranges::find(entry.co_authors, who) != entry.co_authors.end();
    if (!who.empty() && !known && entry.co_authors.size() < most_footers) entry.co_authors.push_back(std::move(who));
  }
}

// The title speaks for a squashed commit, if it follows the convention; else the list does. What breaks is never lost.
void add_squashed(std::string_view text, Entry& entry) {
  if (entry.pull_request == 0 || text.find("* ") == std::string_view::npos) return;
  std::vector<Change> listed = listed_changes(text);
  if (listed.empty()) return;
  Change& own = entry.changes.front();
  if (!own.type.empty()) {
    const auto breaks = std::ranges::find_if(listed, &Change::breaking);
    if (own.breaking || breaks == listed.end()) return;
    own.breaking = true;
    own.breaking_note = breaks->description;
    return;
  }
  if (own.breaking) {
    listed.front().breaking = true;
    listed.front().breaking_note = own.breaking_note;
  }
  entry.changes = std::move(listed);
}

}  // namespace

Entry entry_of(const git::Commit& commit, EntryParts parts) {
  thread_local Message message;  // its memory is used again
  parse_message(commit.message, message);
  Entry entry;
  entry.sha = commit.sha;
  entry.parents.assign(commit.parents.begin(), commit.parents.end());
  entry.author_name = line_of(commit.author_name);
  entry.author_email = line_of(commit.author_email);
  entry.committed_at = commit.committed_at;
  entry.title = line_of(message.title);
  read_footers(message, entry);

  const std::string_view text = trim(commit.message);
  const std::string_view after_title = text.substr(std::min(text.find('\n'), text.size()));
  if (const auto merge = merge_of(message.title, after_title)) {
    entry.pull_request = merge->pull_request;
    std::string_view title = merge->title;
    take_pull_request(title);
    if (const auto header = parse_header(title)) {
      entry.changes.push_back(change_of(*header));
      add_texts(message, parts, entry.changes.back());
      entry.changes.back().body = {};
    } else if (commit.parents.size() < 2) {
      // Squashed under the words of a merge: there are no other commits that speak for it.
      entry.changes.push_back(change_of(title.empty() ? message.title : title));
    }
    return entry;
  }
  std::string_view title = message.title;
  entry.pull_request = take_pull_request(title);
  auto change = reverting_change(title, message, text, entry);
  if (!change) {
    // A merge that has words of its own only says something when they follow the convention: its commits speak.
    if (commit.parents.size() > 1 && !message.header) return entry;
    change = change_of(title);
    if (change->type == "revert") {
      find_reverted_shas(text, entry.reverts);
      if (entry.reverts.empty()) find_refs(message, entry.reverts);
      if (entry.reverts.empty()) add_reverted(change->description, entry.reverts);
    }
  }
  add_texts(message, parts, *change);
  entry.changes.push_back(*std::move(change));
  add_squashed(after_title, entry);
  return entry;
}

}  // namespace ra::history
