#include "logs/shapes.hpp"

#include <algorithm>
#include <array>

// The forms are those that their makers have published: docs.github.com "About authentication to GitHub" and GitHub's
// token format, docs.npmjs.com, CircleCI's and GitLab's pages on tokens, AWS "IAM identifiers", RFC 7519, RFC 7468.
namespace ra::logs {

namespace {

constexpr std::string_view begin_mark = "-----BEGIN ";
constexpr std::string_view end_mark = "-----END ";
constexpr std::string_view key_mark = "PRIVATE KEY-----";
constexpr std::size_t longest_userinfo = 1024;

bool is_digit_or_letter(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

bool is_upper_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }

// Ends where such bytes end; nothing when there are too few of them.
template <class Is>
Found run_of(std::string_view line, std::size_t begin, std::size_t from, std::size_t least, Is is) {
  std::size_t end = from;
  while (end < line.size() && is(line[end])) ++end;
  return end - from < least ? Found{} : Found{begin, end};
}

// A token with a fixed beginning, of which the two bytes stand at `offset`.
template <class Is>
Found prefixed(std::string_view line, std::size_t at, std::string_view prefix, std::size_t offset, std::size_t least,
               Is is) {
  if (at < offset || !line.substr(at - offset).starts_with(prefix)) return {};
  return run_of(line, at - offset, at - offset + prefix.size(), least, is);
}

Found aws_key(std::string_view line, std::size_t at) {
  constexpr std::size_t digits = 16;
  const std::string_view name = at == 0 ? std::string_view{} : line.substr(at - 1, 4);
  if (name != "AKIA" && name != "ASIA") return {};
  const auto found = run_of(line, at - 1, at + 3, digits, is_upper_or_digit);
  return found.end - found.begin == digits + name.size() ? found : Found{};
}

Found github(std::string_view line, std::size_t at) {
  constexpr std::string_view kinds = "pousr";  // ghp_ gho_ ghu_ ghs_ ghr_
  if (at + 4 > line.size() || line[at + 3] != '_' || kinds.find(line[at + 2]) == std::string_view::npos) return {};
  return run_of(line, at, at + 4, 20, is_token_byte);
}

Found github_fine_grained(std::string_view line, std::size_t at) {
  return prefixed(line, at, "github_pat_", 5, 20, is_token_byte);
}

Found ci_token(std::string_view line, std::size_t at) { return prefixed(line, at, "CCIPAT_", 5, 10, is_token_byte); }

Found ci_project_token(std::string_view line, std::size_t at) {
  return prefixed(line, at, "CCIPRJ_", 5, 10, is_token_byte);
}

Found npm(std::string_view line, std::size_t at) { return prefixed(line, at, "npm_", 2, 30, is_digit_or_letter); }

Found gitlab(std::string_view line, std::size_t at) { return prefixed(line, at, "glpat-", 4, 20, is_token_byte); }

Found google(std::string_view line, std::size_t at) { return prefixed(line, at, "AIza", 1, 35, is_token_byte); }

Found slack(std::string_view line, std::size_t at) {
  constexpr std::string_view kinds = "abeoprs";
  if (at + 5 > line.size() || line[at + 2] != 'x' || line[at + 4] != '-') return {};
  if (kinds.find(line[at + 3]) == std::string_view::npos) return {};
  return run_of(line, at, at + 5, 10, is_token_byte);
}

// Three parts in base64url with dots between; the first two begin with {" in that code.
Found jwt(std::string_view line, std::size_t at) {
  if (at == 0 || line[at - 1] != 'e') return {};
  const auto head = run_of(line, at - 1, at - 1, 8, is_token_byte);
  if (head.empty() || !line.substr(head.end).starts_with(".eyJ")) return {};
  const auto body = run_of(line, at - 1, head.end + 1, 4, is_token_byte);
  if (body.empty() || body.end >= line.size() || line[body.end] != '.') return {};
  return run_of(line, at - 1, body.end + 1, 1, is_token_byte);
}

Found bearer(std::string_view line, std::size_t at) {
  const auto is_value = [](char c) {
    return is_token_byte(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
  };
  constexpr std::string_view word = "Bearer ";
  if (!line.substr(at).starts_with(word)) return {};
  auto found = run_of(line, at, at + word.size(), 16, is_value);
  if (!found.empty()) found.begin += word.size();
  return found;
}

// From here to the end of the key, which mostly comes lines later.
Found private_key(std::string_view line, std::size_t at) {
  constexpr std::size_t dashes = 4;
  if (at < dashes || !line.substr(at - dashes).starts_with(begin_mark)) return {};
  const auto name = line.find(key_mark, at);
  // "RSA ", "EC ", "ENCRYPTED ", "OPENSSH " stand before it.
  constexpr std::size_t longest_name = 24;
  if (name == std::string_view::npos || name > at - dashes + begin_mark.size() + longest_name) return {};
  const auto end = line.find(end_mark, name);
  const auto close = end == std::string_view::npos ? end : line.find(key_mark, end);
  if (close == std::string_view::npos) return {at - dashes, line.size(), true};
  return {at - dashes, close + key_mark.size()};
}

// https://user:password@host, and https://token@host; a short name alone is nobody's secret.
Found userinfo(std::string_view line, std::size_t at) {
  if (at == 0 || line[at - 1] != ':') return {};
  constexpr std::string_view ends = "/ \t'\"<>?#\\`|";
  const std::string_view rest = line.substr(at + 2, longest_userinfo);
  const auto stop = rest.substr(0, rest.find_first_of(ends));
  const auto sign = stop.rfind('@');
  if (sign == std::string_view::npos || sign == 0) return {};
  constexpr std::size_t longest_name = 16;
  const std::string_view info = stop.substr(0, sign);
  if (info.find(':') == std::string_view::npos && info.size() < longest_name) return {};
  return {at + 2, at + 2 + sign};
}

constexpr std::array<Shape, 14> all_shapes{{
    {'K', 'I', aws_key},
    {'S', 'I', aws_key},
    {'g', 'h', github},
    {'b', '_', github_fine_grained},
    {'T', '_', ci_token},
    {'J', '_', ci_project_token},
    {'m', '_', npm},
    {'t', '-', gitlab},
    {'I', 'z', google},
    {'x', 'o', slack},
    {'y', 'J', jwt},
    {'-', 'B', private_key},
    {'/', '/', userinfo},
    {'B', 'e', bearer},
}};

}  // namespace

std::span<const Shape> shapes() { return all_shapes; }

bool is_token_byte(char c) { return is_digit_or_letter(c) || c == '_' || c == '-'; }

bool ends_key(std::string_view line) {
  const auto end = line.find(end_mark);
  return end != std::string_view::npos && line.find(key_mark, end) != std::string_view::npos;
}

}  // namespace ra::logs
