#include "base/sha256.hpp"
#include "base/try.hpp"
#include "publish/destination.hpp"
#include "publish/s3_bucket.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::publish {

namespace {

class S3Objects final : public Destination {
 public:
  explicit S3Objects(std::unique_ptr<S3Bucket> bucket) : bucket_{std::move(bucket)} {}

  std::size_t at_once() const override { return usually_at_once; }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    RA_CO_TRY_ASSIGN(aws::S3Place at, aws::parse_s3(item.where));
    auto there = co_await bucket_->sum(std::move(at), item.file);
    co_return there;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    RA_CO_TRY_ASSIGN(aws::S3Place to, aws::parse_s3(item.where));
    auto sent = co_await bucket_->send(std::move(to), item.file, item.name);
    co_return sent;
  }

  std::string undoing(const Item& item) const override {
    return fmt::format("deletes {} as long as its content is ours", item.where);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    RA_CO_TRY_ASSIGN(const std::string ours, sha256_of_file(item.file));
    auto there = co_await look(item);
    if (!there) co_return there.error();
    if (!*there) co_return Result<>{};
    if (**there != ours)
      co_return error(Errc::conflict,
                      fmt::format("{} has other content: sha256:{}, ours is sha256:{}", item.where, **there, ours),
                      "it is not deleted: it is not what was published from here");
    RA_CO_TRY_ASSIGN(aws::S3Place at, aws::parse_s3(item.where));
    auto removed = co_await bucket_->remove(std::move(at));
    co_return removed;
  }

 private:
  std::unique_ptr<S3Bucket> bucket_;
};

}  // namespace

Made s3_destination(const Access& access) {
  RA_TRY_ASSIGN(auto bucket, S3Bucket::open(access));
  return std::make_unique<S3Objects>(std::move(bucket));
}

}  // namespace ra::publish
