#include "archive/piece.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace ra::archive {

namespace {

constexpr std::size_t smallest = std::size_t{64} << 10U;  // below, the allocator does well
constexpr std::size_t largest = std::size_t{8} << 20U;    // above, nothing comes often
constexpr std::size_t most_kept = std::size_t{12} << 20U;

char* map(std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc{};
  return static_cast<char*>(memory);
}

}  // namespace

Piece Piece::copy_of(std::string_view bytes) {
  const std::shared_ptr<char> memory{new char[bytes.size() + 1], std::default_delete<char[]>{}};
  std::ranges::copy(bytes, memory.get());
  Piece piece;
  piece.memory_ = memory;
  piece.size_ = bytes.size();
  return piece;
}

Piece Buffer::piece(std::size_t size) && {
  Piece piece;
  piece.memory_ = std::move(memory_);
  piece.size_ = size;
  return piece;
}

struct Memory::Kept {
  std::mutex mutex;
  std::map<std::size_t, std::vector<char*>> free;
  std::size_t bytes = 0;

  Kept() = default;
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() {
    for (const auto& [size, all] : free) {
      for (char* memory : all) ::munmap(memory, size);
    }
  }

  char* take(std::size_t size) {
    const std::scoped_lock lock{mutex};
    const auto found = free.find(size);
    if (found == free.end() || found->second.empty()) return nullptr;
    char* memory = found->second.back();
    found->second.pop_back();
    bytes -= size;
    return memory;
  }

  void give_back(char* memory, std::size_t size) {
    const std::scoped_lock lock{mutex};
    if (bytes + size > most_kept) {
      ::munmap(memory, size);
      return;
    }
    free[size].push_back(memory);
    bytes += size;
  }
};

Memory::Memory() : kept_{std::make_shared<Kept>()} {}

std::size_t Memory::cost(std::size_t size) { return size < smallest || size > largest ? size : std::bit_ceil(size); }

Buffer Memory::take(std::size_t size) {
  Buffer buffer;
  buffer.capacity_ = cost(size);
  if (size < smallest) {
    buffer.memory_ = std::shared_ptr<char>{new char[size + 1], std::default_delete<char[]>{}};
    return buffer;
  }
  const std::size_t capacity = buffer.capacity_;
  char* memory = kept_->take(capacity);
  if (memory == nullptr) memory = map(capacity);
  const auto give_back = [kept = kept_, capacity](char* given) { kept->give_back(given, capacity); };
  buffer.memory_ = std::shared_ptr<char>{memory, give_back};
  return buffer;
}

}  // namespace ra::archive
