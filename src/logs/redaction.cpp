#include "logs/redaction.hpp"

#include "base/runner_lines.hpp"
#include "http/url.hpp"

#include <algorithm>
#include <utility>

namespace ra::logs {

namespace {

constexpr std::size_t shortest_value = 6;
constexpr std::size_t all_pairs = std::size_t{1} << 16U;
constexpr std::size_t bits = 64;
constexpr std::string_view mask = "***";
// Longer than any token that has a known form; a JSON web token may be longer, and is masked to its end all the same.
constexpr std::size_t longest_token = 4096;

std::size_t pair_of(char first, char second) {
  return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U | static_cast<unsigned char>(second);
}

// How often a byte comes in logs, roughly: words in small letters, then the rest.
int weight(char c) {
  if (c == ' ' || c == 'e' || c == 't' || c == 'a' || c == 'o' || c == 'i' || c == 'n' || c == 'r' || c == 's')
    return 8;
  if (c >= 'a' && c <= 'z') return 5;
  if (c == '.' || c == '/' || c == '-' || c == ':' || c == '0' || c == '1') return 4;
  return 1;
}

std::size_t rarest_pair(std::string_view text) {
  std::size_t best = 0;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (weight(text[i]) + weight(text[i + 1]) < weight(text[best]) + weight(text[best + 1])) best = i;
  }
  return best;
}

}  // namespace

Redaction::Redaction() : marks_(all_pairs / bits), longest_{longest_token} {
  for (const auto& shape : shapes()) mark(shape.first, shape.second);
}

void Redaction::mark(char first, char second) {
  const std::size_t pair = pair_of(first, second);
  marks_[pair / bits] |= std::uint64_t{1} << (pair % bits);
}

void Redaction::add(const Secret& secret) {
  add_value(secret.reveal());
  add_value(http::percent_encode(secret.reveal()));
  for (auto& line : secret_lines(secret.reveal())) add_value(std::move(line));
}

void Redaction::add_value(std::string text) {
  if (text.size() < shortest_value) return;
  if (std::ranges::find(values_, text, &Value::text) != values_.end()) return;
  const std::size_t offset = rarest_pair(text);
  mark(text[offset], text[offset + 1]);
  longest_value_ = std::max(longest_value_, text.size());
  longest_ = std::max(longest_, text.size());
  values_.push_back({std::move(text), offset});
}

Found Redaction::look(std::string_view line, std::size_t at) const {
  Found best;
  for (const auto& value : values_) {
    if (value.text[value.offset] != line[at] || value.text[value.offset + 1] != line[at + 1] || at < value.offset)
      continue;
    const std::size_t begin = at - value.offset;
    if (line.substr(begin, value.text.size()) != value.text) continue;
    if (begin + value.text.size() > best.end) best = {begin, begin + value.text.size()};
  }
  for (const auto& shape : shapes()) {
    if (shape.first != line[at] || shape.second != line[at + 1]) continue;
    const Found found = shape.find(line, at);
    if (!found.empty() && found.end > best.end) best = found;
  }
  return best;
}

Found Redaction::next(std::string_view line, std::size_t from) const {
  if (line.size() < 2) return {};
  const std::uint64_t* marks = marks_.data();
  for (std::size_t at = from; at + 1 < line.size(); ++at) {
    const std::size_t pair = pair_of(line[at], line[at + 1]);
    if ((marks[pair / bits] >> (pair % bits) & 1U) == 0) continue;
    Found found = look(line, at);
    if (found.empty() || found.end <= from) continue;
    // A longer one may have begun before it and show itself only later.
    const std::size_t last = std::min(line.size() - 1, found.end + longest_value_);
    for (std::size_t later = at + 1; later < last; ++later) {
      const Found other = look(line, later);
      if (other.empty() || other.begin >= found.end) continue;
      found = {std::min(found.begin, other.begin), std::max(found.end, other.end), found.opens || other.opens};
    }
    found.begin = std::max(found.begin, from);
    return found;
  }
  return {};
}

// The last `keep` bytes stay where nothing in them is part of a secret that begins before.
std::size_t Masking::copy(std::string_view text, std::size_t keep, std::string& out) {
  std::size_t done = 0;
  const std::size_t cut = text.size() > keep ? text.size() - keep : 0;
  for (Found found = redaction_->next(text, 0); !found.empty() && (keep == 0 || found.begin < cut);
       found = redaction_->next(text, done)) {
    out += text.substr(done, found.begin - done);
    out += mask;
    done = found.end;
    in_key_ |= found.opens;
    in_token_ = keep > 0 && done == text.size();
  }
  const std::size_t end = keep == 0 ? text.size() : std::max(done, cut);
  out += text.substr(done, end - done);
  return end;
}

void Masking::line(std::string_view text, std::string& out) {
  if (in_key_) {
    if (ends_key(text)) in_key_ = false;
    out += mask;
    return;
  }
  if (std::exchange(in_token_, false)) {
    while (!text.empty() && (is_token_byte(text.front()) || text.front() == '.')) text.remove_prefix(1);
  }
  copy(text, 0, out);
}

std::size_t Masking::part(std::string_view text, std::string& out) {
  if (in_key_) return text.size();
  std::size_t skipped = 0;
  if (in_token_) {
    while (skipped < text.size() && (is_token_byte(text[skipped]) || text[skipped] == '.')) ++skipped;
    if (skipped == text.size()) return skipped;
    in_token_ = false;
  }
  return skipped + copy(text.substr(skipped), redaction_->longest(), out);
}

}  // namespace ra::logs
