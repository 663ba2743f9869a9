#include "base/files.hpp"
#include "base/sha256.hpp"
#include "publish/destination.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::publish {

namespace {

class Directory final : public Destination {
 public:
  explicit Directory(fs::path folder) : folder_{std::move(folder)} {}

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    std::error_code ignored;
    if (!fs::exists(folder_ / item.where, ignored)) co_return std::optional<std::string>{};
    auto digest = sha256_of_file(folder_ / item.where);
    if (!digest) co_return digest.error();
    co_return std::optional<std::string>{*std::move(digest)};
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    auto copied = ra::copy_file(item.file, folder_ / item.where);
    co_return copied;
  }

  std::string undoing(const Item& item) const override { return fmt::format("deletes {}", item.where); }

  asio::awaitable<Result<>> undo(const Item& item) override {
    auto removed = ra::remove_file(folder_ / item.where);
    co_return removed;
  }

 private:
  fs::path folder_;
};

}  // namespace

Made directory_destination(const Access& access) { return std::make_unique<Directory>(access.folder); }

}  // namespace ra::publish
