#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace ra::archive {

// Bytes that do not change and that several threads may hold; they go with the last holder.
class Piece {
 public:
  Piece() = default;
  static Piece copy_of(std::string_view bytes);

  std::string_view view() const { return {memory_.get(), size_}; }
  std::size_t size() const { return size_; }
  // Some of it, which holds all of it.
  Piece part(std::size_t offset, std::size_t size) const {
    Piece one = *this;
    one.memory_ = std::shared_ptr<const char>{memory_, memory_.get() + offset};
    one.size_ = size;
    return one;
  }

 private:
  friend class Buffer;
  std::shared_ptr<const char> memory_;
  std::size_t size_ = 0;
};

// Memory to be filled, which then becomes a piece.
class Buffer {
 public:
  char* data() { return memory_.get(); }
  std::size_t capacity() const { return capacity_; }
  Piece piece(std::size_t size) &&;

 private:
  friend class Memory;
  std::shared_ptr<char> memory_;
  std::size_t capacity_ = 0;
};

// Large buffers, used again and again: the allocator would keep what was freed in pieces that nothing fits into.
// Any thread may take one, and it may outlive the Memory, of which copies are the same.
class Memory {
 public:
  Memory();

  Buffer take(std::size_t size);
  // What a buffer of that size takes of the machine's memory.
  static std::size_t cost(std::size_t size);

 private:
  struct Kept;
  std::shared_ptr<Kept> kept_;
};

}  // namespace ra::archive
