#include "base/files.hpp"
#include "base/part_file.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "publish/store.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::publish {

namespace {

constexpr std::uint64_t most_folder_text = std::uint64_t{1} << 30U;
constexpr Duration between_tries = std::chrono::milliseconds{50};
constexpr const char* lock_name = ".release-action.lock";

class FolderHold final : public Store::Hold {
 public:
  explicit FolderHold(PartFile file) : file_{std::move(file)} {}

 private:
  PartFile file_;
};

class FolderStore final : public Store {
 public:
  FolderStore(const Access& access, fs::path folder)
      : folder_{std::move(folder)}, clock_{access.clock}, patience_{access.patience}, sleep_{access.sleep} {}

  asio::awaitable<Result<std::optional<Text>>> read(std::string path) override {
    auto text = read_file(folder_ / path, most_folder_text);
    if (!text && text.error().code == Errc::not_found) co_return std::optional<Text>{};
    if (!text) co_return text.error();
    Text there;
    there.text = *std::move(text);
    co_return std::optional<Text>{std::move(there)};
  }

  asio::awaitable<Result<std::optional<std::string>>> sum(std::string path, fs::path /*ours*/) override {
    std::error_code ignored;
    if (!fs::exists(folder_ / path, ignored)) co_return std::optional<std::string>{};
    auto digest = sha256_of_file(folder_ / path);
    if (!digest) co_return digest.error();
    co_return std::optional<std::string>{*std::move(digest)};
  }

  asio::awaitable<Result<>> send(std::string path, fs::path file) override {
    auto copied = ra::copy_file(file, folder_ / path);
    co_return copied;
  }

  asio::awaitable<Result<>> write(std::string path, std::string bytes) override {
    auto written = write_file(folder_ / path, bytes);
    co_return written;
  }

  // Who holds the folder is alone with it, but for other tools.
  asio::awaitable<Result<Answer>> replace(std::string path, std::string bytes, std::optional<Text> /*seen*/) override {
    RA_CO_TRY(write_file(folder_ / path, bytes));
    co_return Answer::yes;
  }

  asio::awaitable<Result<>> remove(std::string path) override {
    auto removed = remove_file(folder_ / path);
    co_return removed;
  }

  asio::awaitable<Result<std::unique_ptr<Hold>>> hold() override {
    const SteadyTime end = clock_.steady() + patience_;
    for (;;) {
      auto locked = PartFile::open(folder_ / lock_name);
      if (locked) co_return std::unique_ptr<Hold>{std::make_unique<FolderHold>(*std::move(locked))};
      if (locked.error().code != Errc::conflict) co_return locked.error();
      if (clock_.steady() >= end)
        co_return error(Errc::unavailable, fmt::format("another run is writing to {}", folder_.string()),
                        "wait for its end, or give `ci.patience` more time");
      co_await sleep_(between_tries);
    }
  }

  std::string address(const std::string& path) const override { return (folder_ / path).string(); }

  std::optional<std::int64_t> written_at(const std::string& path) const override {
    std::error_code ec;
    const auto time = fs::last_write_time(folder_ / path, ec);
    if (ec) return std::nullopt;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
    return seconds.time_since_epoch().count();
  }

 private:
  fs::path folder_;
  const Clock& clock_;
  Duration patience_;
  http::Sleep sleep_;
};

}  // namespace

Opened folder_store(const Access& access, const std::string& to) {
  return std::make_unique<FolderStore>(access, access.folder / to);
}

}  // namespace ra::publish
