#pragma once

#include "base/secret.hpp"
#include "logs/shapes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ra::logs {

// Takes secrets out of logs: values that are known, and what looks like a token. Many of them in one pass: a table of
// two bytes says where something may begin, and only there is looked closer.
class Redaction {
 public:
  Redaction();

  // And each of its lines. Under 6 characters it is ignored: masking "a" would destroy every text.
  void add(const Secret& secret);

  std::size_t longest() const { return longest_; }

  // The first secret that begins at `from` or later.
  Found next(std::string_view line, std::size_t from) const;

 private:
  struct Value {
    std::string text;
    std::size_t offset = 0;  // of the two bytes by which it is found
  };

  void mark(char first, char second);
  void add_value(std::string text);
  Found look(std::string_view line, std::size_t at) const;

  std::vector<std::uint64_t> marks_;  // a bit for each two bytes
  std::vector<Value> values_;
  std::size_t longest_value_ = 0;
  std::size_t longest_ = 0;
};

// One log, line by line: what a secret does that is longer than a line.
class Masking {
 public:
  explicit Masking(const Redaction& redaction) : redaction_{&redaction} {}

  // Adds the line to `out` without its secrets.
  void line(std::string_view text, std::string& out);

  // The same for the beginning of a line that is too long to be looked at whole: how many bytes were taken. The rest
  // comes again with what follows it.
  std::size_t part(std::string_view text, std::string& out);

 private:
  std::size_t copy(std::string_view text, std::size_t keep, std::string& out);

  const Redaction* redaction_;
  bool in_key_ = false;    // of several lines
  bool in_token_ = false;  // cut in the middle of one
};

}  // namespace ra::logs
