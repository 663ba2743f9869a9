#include "archive/xxh64.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace ra::archive {

namespace {

static_assert(std::endian::native == std::endian::little, "words are read as the machine has them");

constexpr std::uint64_t prime3 = 0x165667B19E3779F9U;
constexpr std::uint64_t prime4 = 0x85EBCA77C2B2AE63U;
constexpr std::uint64_t prime5 = 0x27D4EB2F165667C5U;

template <class Word>
Word word_at(const char* at) {
  Word word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

}  // namespace

void Xxh64::take(const char* at) {
  for (std::uint64_t& lane : lanes_) {
    lane = std::rotl(lane + word_at<std::uint64_t>(at) * prime2, 31) * prime1;
    at += sizeof lane;
  }
}

void Xxh64::add(std::string_view bytes) {
  const auto waiting = static_cast<std::size_t>(size_ % stripe);
  size_ += bytes.size();
  if (waiting > 0) {
    const auto part = bytes.substr(0, stripe - waiting);
    std::ranges::copy(part, rest_.begin() + static_cast<std::ptrdiff_t>(waiting));
    bytes.remove_prefix(part.size());
    if (waiting + part.size() < stripe) return;
    take(rest_.data());
  }
  for (; bytes.size() >= stripe; bytes.remove_prefix(stripe)) take(bytes.data());
  std::ranges::copy(bytes, rest_.begin());
}

std::uint64_t Xxh64::value() const {
  const auto round = [](std::uint64_t word) { return std::rotl(word * prime2, 31) * prime1; };
  std::uint64_t sum = prime5;
  if (size_ >= stripe) {
    sum = std::rotl(lanes_[0], 1) + std::rotl(lanes_[1], 7) + std::rotl(lanes_[2], 12) + std::rotl(lanes_[3], 18);
    for (const std::uint64_t lane : lanes_) sum = (sum ^ round(lane)) * prime1 + prime4;
  }
  sum += size_;
  std::string_view left{rest_.data(), static_cast<std::size_t>(size_ % stripe)};
  for (; left.size() >= 8; left.remove_prefix(8))
    sum = std::rotl(sum ^ round(word_at<std::uint64_t>(left.data())), 27) * prime1 + prime4;
  if (left.size() >= 4) {
    sum = std::rotl(sum ^ (word_at<std::uint32_t>(left.data()) * prime1), 23) * prime2 + prime3;
    left.remove_prefix(4);
  }
  for (const char c : left) sum = std::rotl(sum ^ (static_cast<unsigned char>(c) * prime5), 11) * prime1;
  sum = (sum ^ (sum >> 33U)) * prime2;
  sum = (sum ^ (sum >> 29U)) * prime3;
  return sum ^ (sum >> 32U);
}

}  // namespace ra::archive
