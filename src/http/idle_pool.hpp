#pragma once

#include "base/time.hpp"

#include <algorithm>
#include <list>
#include <memory>
#include <string>
#include <string_view>

namespace ra::http {

// Connections that wait for their next request, by where they lead. Bounded in number and age:
// the one that waited longest goes first, the one that was used last is taken first.
// Holds them only; whether one is still good the taker finds out.
template <class T>
class IdlePool {
 public:
  IdlePool(std::size_t most, Duration most_time) : most_{most}, most_time_{most_time} {}

  // Null when there is none.
  std::unique_ptr<T> take(std::string_view key, SteadyTime now) {
    std::erase_if(idle_, [&](const Entry& entry) { return now - entry.since > most_time_; });
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const Entry& entry) { return entry.key == key; });
    if (found == idle_.rend()) return nullptr;
    auto taken = std::move(found->value);
    idle_.erase(std::next(found).base());
    return taken;
  }

  void give(std::string key, std::unique_ptr<T> value, SteadyTime now) {
    idle_.push_back(Entry{std::move(key), std::move(value), now});
    if (idle_.size() > most_) idle_.pop_front();
  }

  std::size_t size() const { return idle_.size(); }

 private:
  struct Entry {
    std::string key;
    std::unique_ptr<T> value;
    SteadyTime since;
  };

  std::size_t most_;
  Duration most_time_;
  std::list<Entry> idle_;  // oldest first
};

}  // namespace ra::http
