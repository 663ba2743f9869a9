#include "base/try.hpp"
#include "publish/s3_bucket.hpp"
#include "publish/store.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::publish {

namespace {

class S3Store final : public Store {
 public:
  S3Store(std::unique_ptr<S3Bucket> bucket, std::string to) : bucket_{std::move(bucket)}, to_{std::move(to)} {}

  asio::awaitable<Result<std::optional<Text>>> read(std::string path) override {
    RA_CO_TRY_ASSIGN(aws::S3Place at, place(path));
    auto text = co_await bucket_->read(std::move(at));
    RA_CO_TRY_ASSIGN(auto there, std::move(text));
    if (!there) co_return std::optional<Text>{};
    Text found;
    found.text = std::move(there->text);
    found.tag = std::move(there->etag);
    co_return std::optional<Text>{std::move(found)};
  }

  asio::awaitable<Result<std::optional<std::string>>> sum(std::string path, fs::path ours) override {
    RA_CO_TRY_ASSIGN(aws::S3Place at, place(path));
    auto there = co_await bucket_->sum(std::move(at), std::move(ours));
    co_return there;
  }

  asio::awaitable<Result<>> send(std::string path, fs::path file) override {
    RA_CO_TRY_ASSIGN(aws::S3Place to, place(path));
    auto sent = co_await bucket_->send(std::move(to), std::move(file), path);
    co_return sent;
  }

  asio::awaitable<Result<>> write(std::string path, std::string bytes) override {
    RA_CO_TRY_ASSIGN(aws::S3Place to, place(path));
    S3Bucket::Condition always;
    const auto written = co_await bucket_->write(std::move(to), std::move(bytes), std::move(always));
    if (!written) co_return written.error();
    co_return Result<>{};
  }

  asio::awaitable<Result<Answer>> replace(std::string path, std::string bytes, std::optional<Text> seen) override {
    RA_CO_TRY_ASSIGN(aws::S3Place to, place(path));
    S3Bucket::Condition condition;
    condition.if_absent = !seen;
    if (seen) condition.if_match = seen->tag;
    auto written = co_await bucket_->write(std::move(to), std::move(bytes), std::move(condition));
    co_return written;
  }

  asio::awaitable<Result<>> remove(std::string path) override {
    RA_CO_TRY_ASSIGN(aws::S3Place at, place(path));
    auto removed = co_await bucket_->remove(std::move(at));
    co_return removed;
  }

  asio::awaitable<Result<std::unique_ptr<Hold>>> hold() override { co_return std::unique_ptr<Hold>{}; }

  std::string address(const std::string& path) const override { return fmt::format("{}/{}", to_, path); }

  std::optional<std::int64_t> written_at(const std::string& /*path*/) const override { return std::nullopt; }

 private:
  Result<aws::S3Place> place(const std::string& path) const { return aws::parse_s3(address(path)); }

  std::unique_ptr<S3Bucket> bucket_;
  std::string to_;
};

}  // namespace

Opened s3_store(const Access& access, const std::string& to) {
  std::string folder = to;
  while (folder.ends_with('/')) folder.pop_back();
  RA_TRY_ASSIGN(auto bucket, S3Bucket::open(access));
  return std::make_unique<S3Store>(std::move(bucket), std::move(folder));
}

}  // namespace ra::publish
