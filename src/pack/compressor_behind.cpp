#include "pack/compressor_behind.hpp"

#include "base/try.hpp"

#include <future>
#include <string>
#include <utility>

namespace ra::pack {

namespace {

constexpr std::size_t piece_size = std::size_t{2} << 20U;

class Behind : public Compressor {
 public:
  explicit Behind(std::unique_ptr<Compressor> inner) : inner_{std::move(inner)} {}
  Behind(const Behind&) = delete;
  Behind& operator=(const Behind&) = delete;
  ~Behind() override {
    if (working_.valid()) working_.wait();
  }

  Result<> add(std::string_view bytes) override {
    while (!bytes.empty()) {
      if (waiting_.empty()) waiting_.reserve(piece_size);
      const auto part = bytes.substr(0, piece_size - waiting_.size());
      waiting_ += part;
      bytes.remove_prefix(part.size());
      if (waiting_.size() == piece_size) RA_TRY(hand_over());
    }
    return {};
  }

  Result<> finish() override {
    RA_TRY(hand_over());
    RA_TRY(working_.get());
    return inner_->finish();
  }

 private:
  Result<> hand_over() {
    if (working_.valid()) RA_TRY(working_.get());
    working_ =
        std::async(std::launch::async, [this, piece = std::exchange(waiting_, {})] { return inner_->add(piece); });
    return {};
  }

  std::unique_ptr<Compressor> inner_;
  std::string waiting_;
  std::future<Result<>> working_;
};

}  // namespace

std::unique_ptr<Compressor> compressor_behind(std::unique_ptr<Compressor> inner) {
  return std::make_unique<Behind>(std::move(inner));
}

}  // namespace ra::pack
