#include "testresult/recent.hpp"

#include <algorithm>
#include <utility>

namespace ra::testresult {

namespace {

constexpr std::size_t first_size = 256;

}  // namespace

const std::uint64_t* Recent::slot(const Table& table, std::uint64_t key) {
  if (table.slots.empty()) return nullptr;
  const std::size_t mask = table.slots.size() - 1;
  for (std::size_t i = (key >> 3U) & mask;; i = (i + 1) & mask) {
    const std::uint64_t there = table.slots[i];
    if (there == 0 || (there & ~value_bits) == (key & ~value_bits)) return &table.slots[i];
  }
}

std::uint64_t* Recent::slot(Table& table, std::uint64_t key) {
  return const_cast<std::uint64_t*>(slot(static_cast<const Table&>(table), key));
}

std::uint8_t Recent::find(std::uint64_t key) const {
  for (const Table* table : {&now_, &before_}) {
    const auto* at = slot(*table, key);
    if (at != nullptr && *at != 0) return static_cast<std::uint8_t>(*at & value_bits);
  }
  return 0;
}

void Recent::set(std::uint64_t key, std::uint8_t value) {
  if (now_.used >= generation) {
    std::swap(before_, now_);
    std::ranges::fill(now_.slots, 0);
    now_.used = 0;
  }
  if (now_.used * 2 >= now_.slots.size()) grow(now_);
  std::uint64_t* const at = slot(now_, key);
  if (*at == 0) ++now_.used;
  *at = (key & ~value_bits) | value;
}

void Recent::grow(Table& table) {
  Table larger;
  larger.slots.resize(std::max(first_size, table.slots.size() * 2));
  for (const std::uint64_t entry : table.slots) {
    if (entry != 0) *slot(larger, entry) = entry;
  }
  larger.used = table.used;
  table = std::move(larger);
}

void Recent::clear() {
  for (Table* const table : {&now_, &before_}) {
    if (table->used == 0) continue;
    // Small suites after a large one must not pay for its table each time.
    if (table->slots.size() > first_size && table->used * 16 < table->slots.size()) table->slots.clear();
    std::ranges::fill(table->slots, 0);
    table->used = 0;
  }
}

}  // namespace ra::testresult
