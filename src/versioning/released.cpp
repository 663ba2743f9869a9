#include "versioning/released.hpp"

namespace ra::versioning {

Released::Released(std::size_t releases) : none_((releases + 63) / 64), all_(none_), given_(none_) {
  for (std::uint32_t i = 0; i < releases; ++i) add(all_, i);
}

void Released::set(std::uint32_t release, const git::Sha& commit) {
  add(starts_.try_emplace(commit, none_).first->second, release);
}

void Released::will_not_come(std::uint32_t release) { add(given_, release); }

Released::Bits Released::next(std::string_view sha, const std::vector<std::string_view>& parents) {
  Bits bits = given_;
  const auto merge = [](Bits& into, const Bits& from) {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] |= from[i];
  };
  const std::string key{sha};
  if (const auto waiting = frontier_.find(key); waiting != frontier_.end()) {
    if (!complete(waiting->second)) --open_;
    merge(bits, waiting->second);
    frontier_.erase(waiting);
  }
  if (const auto start = starts_.find(key); start != starts_.end()) merge(bits, start->second);
  for (const std::string_view parent : parents) {
    const auto [waiting, is_new] = frontier_.try_emplace(std::string{parent}, none_);
    const bool was_open = !is_new && !complete(waiting->second);
    merge(waiting->second, bits);
    const bool is_open = !complete(waiting->second);
    if (is_open && !was_open) ++open_;
    if (!is_open && was_open) --open_;
  }
  return bits;
}

}  // namespace ra::versioning
