#pragma once

#include "product/fact.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ra::product {

// What a list of products shows of one of them.
struct Listed {
  std::string digest;
  Name name;
  bool update = false;
};

// What has been read of a catalogue, in a file of this machine. Statements and products never change, so what was found
// out about them holds; only a statement with an unknown key is looked at again when other keys are trusted. It is
// there to be fast, and whatever is decided is read anew.
class Cache {
 public:
  // Empty when there is no such file, or it is of another catalogue or damaged. An empty path: nothing is kept.
  static Cache load(std::filesystem::path file, const std::string& catalog, const Trust& trust);

  // Read out of the text each time: a catalogue has many statements, and the file is smaller than what they are made
  // of.
  std::optional<Fact> find(const StatementTag& tag) const;
  bool knows(const StatementTag& tag) const { return !line_of(tag).empty(); }
  const Listed* product(const std::string& digest) const;
  void add(const Fact& fact);  // one that find() does not know
  void add(const Listed& product);

  // Writes it when something was added.
  Result<> save() const;

 private:
  // A line about a statement.
  struct Line {
    std::uint64_t key = 0;  // the beginning of the statement's digest
    std::size_t offset = 0;
    std::size_t length = 0;
  };

  void read();
  std::string_view line_of(const StatementTag& tag) const;
  std::string_view text_of(const Line& line) const { return std::string_view{text_}.substr(line.offset, line.length); }

  std::filesystem::path file_;
  std::string head_;         // of the first line: which catalogue, which keys
  std::string same_;         // the beginning of it, which tells the catalogue
  std::string text_;         // of the file
  std::vector<Line> lines_;  // those in it that hold, by key
  std::string added_;        // lines that are not in it yet
  std::unordered_map<std::string, Listed> products_;
  bool changed_ = false;
};

}  // namespace ra::product
