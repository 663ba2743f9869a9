#include "changelog/text.hpp"

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/untrusted.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::changelog {

namespace {

constexpr std::size_t widest = 500;

constexpr std::string_view signs = ",.;'\"()/-+=%?!";

bool is_alnum(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }
bool is_part(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// At the beginning of a line these begin a list, a heading or a rule.
bool begins_block(std::string_view word) {
  if (word.find_first_not_of("-+=") == std::string_view::npos) return true;
  const auto end = word.find_first_not_of("0123456789");
  return end != 0 && end != std::string_view::npos && end + 1 == word.size() && (word[end] == '.' || word[end] == ')');
}

// A word that Markdown and GitHub leave as it is, wherever it stands.
bool is_plain(std::string_view word, bool first) {
  if (first && begins_block(word)) return false;
  if (word == "&") return true;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (is_part(c) || signs.find(c) != std::string_view::npos) continue;
    const bool inside = i > 0 && i + 1 < word.size() && is_alnum(word[i - 1]) && is_alnum(word[i + 1]);
    if (c == '_' && inside) continue;
    if (c == ':' && i + 1 == word.size() && i > 0 && word[0] != ':') continue;  // not :emoji: and not https://
    return false;
  }
  if (word.size() < 3 || word.find_first_of("wWgG") == std::string_view::npos) return true;
  const std::string small = lower(word);  // GitHub links GH-12 and www.example.org by themselves
  return small.find("www.") == std::string::npos && small.find("gh-") == std::string::npos;
}

std::string code(std::string_view text) { return Untrusted{text}.as_code(widest); }

// Words between code, neighbours that need it in one span.
class Writer {
 public:
  void word(std::string_view word) {
    if (is_plain(word, out_.empty() && code_.empty())) {
      flush();
      add(word);
    } else {
      code_ += (code_.empty() ? "" : " ") + std::string{word};
    }
  }

  void span(std::string_view text) {
    flush();
    add(code(text));
  }

  std::string take() {
    flush();
    return std::move(out_);
  }

 private:
  void add(std::string_view text) {
    if (!out_.empty() && !text.empty()) out_ += ' ';
    out_ += text;
  }
  void flush() {
    if (!code_.empty()) add(code(code_));
    code_.clear();
  }

  std::string out_;
  std::string code_;
};

std::string encoded(std::string_view text) {
  constexpr std::string_view kept = "-._~/";
  std::string out;
  for (const char c : text) {
    if (is_alnum(c) || kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

// The repository's address without what would end the link in Markdown; "" when it is none.
std::string base_of(const std::string& repository) {
  std::string base = Url::of(repository).text();
  if (base.find_first_of("()[]*$") != std::string::npos) return {};
  while (base.ends_with('/')) base.pop_back();
  return base;
}

std::string below(const Links& links, std::string_view path) {
  if (links.repository.empty()) return {};
  // Of a long changelog it is asked for a hundred thousand times.
  thread_local std::string repository;
  thread_local std::string base;
  if (repository != links.repository) {
    repository = links.repository;
    base = base_of(repository);
  }
  return base.empty() ? base : base + "/" + std::string{path};
}

}  // namespace

std::string markdown_text(std::string_view line) {
  const bool is_clean =
      line.size() <= widest && std::ranges::all_of(line, [](char c) { return c >= 0x20 && c <= 0x7e; });
  const std::string clean = is_clean ? std::string{line} : one_line(line, widest);
  Writer writer;
  std::string_view rest = clean;
  while (!rest.empty()) {
    if (rest.front() == ' ') {
      rest.remove_prefix(1);
      continue;
    }
    // A code span of the writer's own, where it is a word: `a b`.
    const std::size_t close = rest.front() == '`' ? rest.find('`', 1) : std::string_view::npos;
    const bool span =
        close != std::string_view::npos && close > 1 && (close + 1 == rest.size() || rest[close + 1] == ' ');
    if (span) {
      writer.span(rest.substr(1, close - 1));
      rest.remove_prefix(close + 1);
      continue;
    }
    const std::size_t end = std::min(rest.find(' '), rest.size());
    writer.word(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  return writer.take();
}

std::string day(std::int64_t seconds) {
  constexpr std::int64_t latest = 253402300799;  // of the year 9999
  if (seconds <= 0 || seconds > latest) return {};
  return format_utc(WallTime{std::chrono::seconds{seconds}}).substr(0, 10);
}

std::string commit_url(const Links& links, std::string_view sha) {
  return links.repository.empty() ? std::string{} : below(links, "commit/" + encoded(sha));
}

std::string pull_request_url(const Links& links, int number) {
  return number > 0 ? below(links, "pull/" + std::to_string(number)) : std::string{};
}

std::string compare_url(const Links& links, std::string_view from, std::string_view to) {
  return below(links, "compare/" + encoded(from) + "..." + encoded(to));
}

std::string tag_url(const Links& links, std::string_view tag) { return below(links, "releases/tag/" + encoded(tag)); }

std::string linked(std::string_view text, const std::string& url) {
  return url.empty() ? std::string{text} : fmt::format("[{}]({})", text, url);
}

}  // namespace ra::changelog
