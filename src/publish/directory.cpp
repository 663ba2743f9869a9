#include "base/files.hpp"
#include "base/sha256.hpp"
#include "publish/destination.hpp"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::publish {

namespace {

class Directory final : public Destination {
 public:
  explicit Directory(fs::path folder) : folder_{std::move(folder)} {}

  asio::awaitable<Result<std::optional<std::string>>> look(const std::string& where) override {
    std::error_code ignored;
    if (!fs::exists(folder_ / where, ignored)) co_return std::optional<std::string>{};
    auto digest = sha256_of_file(folder_ / where);
    if (!digest) co_return digest.error();
    co_return std::optional<std::string>{*std::move(digest)};
  }

  asio::awaitable<Result<>> send(const fs::path& file, const std::string& where) override {
    auto copied = ra::copy_file(file, folder_ / where);
    co_return copied;
  }

 private:
  fs::path folder_;
};

}  // namespace

std::unique_ptr<Destination> directory_destination(const Access& access) {
  return std::make_unique<Directory>(access.folder);
}

}  // namespace ra::publish
