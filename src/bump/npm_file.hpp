#pragma once

#include "base/error.hpp"
#include "base/json.hpp"
#include "bump/place.hpp"

#include <string>
#include <string_view>

namespace ra::bump {

// A JSON file of npm, and where its strings stand. A byte order mark is left out of what is read, as npm does.
class NpmFile {
 public:
  static Result<NpmFile> parse(const std::string& file, std::string_view text, std::size_t most);

  const std::string& file() const { return file_; }
  const json::Value& root() const { return root_; }
  Span inside(const json::Value& string) const;  // between its quotes
  Error wrong(const json::Value& value, std::string_view message, std::string hint = {}) const;

  // A member of an object that may be said once: JavaScript takes the last of two, others the first.
  Result<const json::Value*> once(const json::Value& object, std::string_view key) const;  // nullptr for none

 private:
  std::string file_;
  std::string_view text_;
  std::size_t skipped_ = 0;
  json::Value root_;
};

}  // namespace ra::bump
