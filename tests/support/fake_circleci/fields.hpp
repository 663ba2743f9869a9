#pragma once

#include "base/json.hpp"
#include "base/time.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace ra::test::fake {

// The first thing wrong with a scenario; later ones are not kept.
struct Problem {
  std::string what;

  void report(const std::string& where, const std::string& why) {
    if (what.empty()) what = where + ": " + why;
  }
};

// Reads the members of one object. An absent one gives the default; a wrong kind and, at the end,
// every member that nobody asked for is reported, so that a typing error cannot make a test say nothing.
class Fields {
 public:
  Fields(const json::Value& value, std::string where, Problem& problem);
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields();

  const std::string& where() const { return where_; }
  std::string place(std::string_view key) const { return where_ + "." + std::string{key}; }
  Problem& problem() const { return problem_; }

  const json::Value* find(std::string_view key, json::Kind kind);
  const json::Value* find_any(std::string_view key);
  std::string text(std::string_view key, std::string otherwise = {});
  bool flag(std::string_view key, bool otherwise);
  std::int64_t whole(std::string_view key, std::int64_t otherwise);
  double real(std::string_view key, double otherwise);
  std::optional<Duration> time(std::string_view key, double speed);
  std::vector<std::string> texts(std::string_view key);

 private:
  const json::Value& value_;
  std::string where_;
  Problem& problem_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace ra::test::fake
