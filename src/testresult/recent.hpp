#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ra::testresult {

// The tests that were seen not long ago, with how they went, in bounded memory: at least the last 32,768 of a suite.
// Reruns follow their test closely (Surefire, Gradle, pytest), so that nothing more needs to be remembered.
class Recent {
 public:
  static constexpr std::size_t generation = std::size_t{1}
                                            << 15U;  // two tables of 512 KiB: more than a core's cache is slow

  // Where the value of this key is; 0 when it was not seen.
  std::uint8_t find(std::uint64_t key) const;
  void set(std::uint64_t key, std::uint8_t value);  // 1 to 7
  void clear();                                     // cheap when little was seen

 private:
  static constexpr std::uint64_t value_bits = 7;
  struct Table {
    std::vector<std::uint64_t> slots;
    std::size_t used = 0;
  };
  static std::uint64_t* slot(Table& table, std::uint64_t key);
  static const std::uint64_t* slot(const Table& table, std::uint64_t key);
  static void grow(Table& table);

  Table now_;
  Table before_;
};

}  // namespace ra::testresult
