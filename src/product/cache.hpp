#pragma once

#include "product/fact.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>

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

  Fact* find(const StatementTag& tag);
  const Listed* product(const std::string& digest) const;
  // The same to keep, where nothing is to be saved any more: all of them twice would be too much.
  Fact take(Fact& fact);
  void add(const Fact& fact);
  void add(const Listed& product);

  // Writes it when something was added.
  Result<> save() const;

 private:
  void read(std::string_view text);

  std::filesystem::path file_;
  std::string head_;                             // the first line: which catalogue, which keys
  std::string same_;                             // the beginning of it, which tells the catalogue
  std::unordered_map<std::string, Fact> facts_;  // by the tag
  std::unordered_map<std::string, Listed> products_;
  bool changed_ = false;
  bool taken_ = false;
};

}  // namespace ra::product
