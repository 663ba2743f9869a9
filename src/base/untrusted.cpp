#include "base/untrusted.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra {

namespace {

constexpr std::size_t longest_log_line = 500;
constexpr std::size_t longest_harmless = 400;
constexpr std::size_t longest_url = 2000;

bool is_alnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

std::size_t longest_run(std::string_view text, char wanted) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == wanted ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// "1. " and "2) " at the beginning of a line begin a list in Markdown.
bool begins_list(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789");
  return end != 0 && end != std::string_view::npos && (text[end] == '.' || text[end] == ')') &&
         (end + 1 == text.size() || text[end + 1] == ' ');
}

// A line with its indent; tabs are four columns.
std::string indented_line(std::string_view text, std::size_t width) {
  std::size_t indent = 0;
  std::size_t at = 0;
  for (; at < text.size() && (text[at] == ' ' || text[at] == '\t'); ++at) indent += text[at] == '\t' ? 4U : 1U;
  const std::string rest = one_line(text.substr(at), width);
  return rest.empty() ? rest : std::string(std::min<std::size_t>(indent, 40), ' ') + rest;
}

}  // namespace

bool Untrusted::empty() const { return one_line(raw_, most).empty(); }

bool Untrusted::harmless() const {
  constexpr std::string_view punctuation = " ,.;:'()/-+=";
  const auto inside = [&](std::size_t i) {
    return i > 0 && i + 1 < raw_.size() && is_alnum(raw_[i - 1]) && is_alnum(raw_[i + 1]);
  };
  if (raw_.empty() || raw_.size() > longest_harmless || !(is_alnum(raw_.front()) || raw_.front() == '(')) return false;
  if (begins_list(raw_)) return false;
  for (std::size_t i = 0; i < raw_.size(); ++i) {
    const char c = raw_[i];
    if (is_alnum(c) || (c == '_' && inside(i))) continue;
    if (punctuation.find(c) == std::string_view::npos) return false;
    if (c == ':' && i + 1 < raw_.size() && raw_[i + 1] != ' ') return false;  // :emoji:, https://
    if (c == ' ' && i > 0 && raw_[i - 1] == ' ') return false;                // two spaces are shown as one
  }
  const std::string small = lower(raw_);  // GitHub links GH-12 and www.example.org by themselves
  return small.find("www.") == std::string::npos && small.find("gh-") == std::string::npos;
}

std::string Untrusted::as_code(std::size_t width) const {
  const std::string text = one_line(raw_, width);
  if (text.empty()) return {};
  const std::string fence(longest_run(text, '`') + 1, '`');
  const bool pad = text.front() == '`' || text.back() == '`';
  return pad ? fence + " " + text + " " + fence : fence + text + fence;
}

std::string Untrusted::as_cell() const {
  // In GitHub's tables \| is a literal | even inside a code span, whatever stands before it.
  std::string out;
  for (const char c : as_code()) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}

std::string Untrusted::as_html(std::size_t width) const { return escape_html(as_line(width)); }

std::string Untrusted::as_line(std::size_t width) const { return indented_line(raw_, width); }

std::string as_fence(std::span<const Untrusted> lines) {
  std::string body;
  for (const auto& line : lines) body += line.as_line(longest_log_line) + "\n";
  const std::string fence(std::max<std::size_t>(3, longest_run(body, '`') + 1), '`');
  return fence + "text\n" + body + fence + "\n";
}

Untrusted log_line(std::string_view text) {
  while (text.ends_with('\r') || text.ends_with('\n')) text.remove_suffix(1);
  const auto overwritten = text.rfind('\r');
  return Untrusted{overwritten == std::string_view::npos ? text : text.substr(overwritten + 1)};
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

Url Url::of(std::string_view text) {
  constexpr std::string_view kept = "-._~:/?#[]@!$&*+,;=%";
  const std::string scheme = lower(text.substr(0, 8));
  const bool known = scheme.starts_with("http://") || scheme.starts_with("https://") || scheme.starts_with("file://");
  const auto host = text.find("://");
  if (!known || host + 3 >= text.size() || text.size() > longest_url) return {};
  Url url;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return {};
    if (is_alnum(c) || kept.find(c) != std::string_view::npos) {
      url.text_ += c;
    } else {
      url.text_ += fmt::format("%{:02X}", byte);
    }
  }
  return url;
}

}  // namespace ra
