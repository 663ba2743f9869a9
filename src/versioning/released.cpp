#include "versioning/released.hpp"

namespace ra::versioning {

Released::Released(std::size_t releases)
    : none_((releases + 63) / 64), all_(none_), given_(none_), frontier_{[this](const Bits& bits) {
        return !complete(bits);
      }} {
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
  if (const auto handed = frontier_.take(sha)) merge(bits, *handed);
  if (const auto start = starts_.find(sha); start != starts_.end()) merge(bits, start->second);
  for (const std::string_view parent : parents) frontier_.give(parent, bits, merge);
  return bits;
}

}  // namespace ra::versioning
