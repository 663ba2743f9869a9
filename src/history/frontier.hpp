#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace ra::history {

// Found by a view of the sha, so that asking makes no string.
struct ShaHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view sha) const { return std::hash<std::string_view>{}(sha); }
};
template <class Value>
using ByShas = std::unordered_map<std::string, Value, ShaHash, std::equal_to<>>;

// What commits hand on to their parents, as they come one by one, children first: which releases hold them, and the
// like. What it keeps is the frontier, the parents that have not come yet, however long the history is.
template <class Value>
class Frontier {
 public:
  // `is_open`: may commits with this value still tell something new?
  explicit Frontier(std::function<bool(const Value&)> is_open) : is_open_{std::move(is_open)} {}

  // The commit has come: what its children have handed on, nothing for one that was not waited for.
  std::optional<Value> take(std::string_view sha) {
    const auto waiting = waiting_.find(sha);
    if (waiting == waiting_.end()) return std::nullopt;
    std::optional<Value> value{std::move(waiting->second)};
    if (is_open_(*value)) --open_;
    waiting_.erase(waiting);
    return value;
  }

  // To a parent; `join(there, value)` where another child has handed something on already.
  template <class Join>
  void give(std::string_view parent, const Value& value, const Join& join) {
    const auto waiting = waiting_.find(parent);
    if (waiting == waiting_.end()) {
      waiting_.emplace(parent, value);
      if (is_open_(value)) ++open_;
      return;
    }
    if (is_open_(waiting->second)) --open_;
    join(waiting->second, value);
    if (is_open_(waiting->second)) ++open_;
  }

  std::size_t open() const { return open_; }
  bool empty() const { return waiting_.empty(); }

 private:
  std::function<bool(const Value&)> is_open_;
  ByShas<Value> waiting_;
  std::size_t open_ = 0;
};

}  // namespace ra::history
