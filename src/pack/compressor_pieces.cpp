#include "pack/compressor_pieces.hpp"

#include "base/try.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <utility>

namespace ra::pack {

namespace {

class Pieces : public Compressor {
 public:
  Pieces(std::size_t size, unsigned threads, std::function<std::string(const std::string&)> compress, Sink sink)
      : sink_{std::move(sink)}, compress_{std::move(compress)}, size_{size}, most_{std::clamp(threads, 1U, 16U)} {}

  Result<> add(std::string_view bytes) override {
    while (!bytes.empty()) {
      if (waiting_.empty()) waiting_.reserve(size_);
      const auto part = bytes.substr(0, size_ - waiting_.size());
      waiting_ += part;
      bytes.remove_prefix(part.size());
      if (waiting_.size() == size_) RA_TRY(begin());
    }
    return {};
  }

  Result<> finish() override {
    // Nothing at all is one empty piece: an empty file is no compressed file.
    if (!waiting_.empty() || !any_) RA_TRY(begin());
    while (!working_.empty()) RA_TRY(take_first());
    return {};
  }

 private:
  Result<> begin() {
    any_ = true;
    if (working_.size() == most_) RA_TRY(take_first());
    working_.push_back(std::async(std::launch::async, compress_, std::exchange(waiting_, {})));
    return {};
  }

  Result<> take_first() {
    const std::string done = working_.front().get();
    working_.pop_front();
    return sink_(done);
  }

  Sink sink_;
  std::function<std::string(const std::string&)> compress_;
  std::size_t size_;
  std::size_t most_;
  bool any_ = false;
  std::string waiting_;
  std::deque<std::future<std::string>> working_;
};

}  // namespace

std::unique_ptr<Compressor> compressor_of_pieces(std::size_t size, unsigned threads,
                                                 std::function<std::string(const std::string&)> compress, Sink sink) {
  return std::make_unique<Pieces>(size, threads, std::move(compress), std::move(sink));
}

}  // namespace ra::pack
