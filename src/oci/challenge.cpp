#include "oci/challenge.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <vector>

namespace ra::oci {

namespace {

constexpr std::size_t most_header = 16384;

bool is_token(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') ||
         std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

// Takes its parts off the front, one at a time.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  bool done() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == ',' || rest_.front() == '\t'))
      rest_.remove_prefix(1);
    return rest_.empty();
  }

  std::string word() {
    const auto end = std::ranges::find_if_not(rest_, is_token);
    std::string word{rest_.begin(), end};
    rest_.remove_prefix(word.size());
    return word;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string value() {
    if (!take('"')) return word();
    std::string text;
    while (!rest_.empty() && !take('"')) {
      if (rest_.front() == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    return text;
  }

  void skip() {
    if (!rest_.empty()) rest_.remove_prefix(1);
  }

 private:
  std::string_view rest_;
};

}  // namespace

std::string Challenge::get(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

std::optional<Challenge> parse_challenge(std::string_view header) {
  std::vector<Challenge> all;
  Reader reader{header.substr(0, most_header)};
  while (!reader.done()) {
    const std::string word = lower(reader.word());
    if (word.empty()) {
      reader.skip();
    } else if (!reader.take('=')) {
      all.push_back({word, {}});
    } else if (!all.empty()) {
      all.back().parameters.emplace(word, reader.value());
    }
  }
  for (const char* scheme : {"bearer", "basic"}) {
    const auto found = std::ranges::find(all, scheme, &Challenge::scheme);
    if (found != all.end() && (found->scheme == "basic" || !found->get("realm").empty())) return *found;
  }
  return std::nullopt;
}

}  // namespace ra::oci
