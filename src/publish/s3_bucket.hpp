#pragma once

#include "aws/account.hpp"
#include "aws/s3_upload.hpp"
#include "base/answer.hpp"
#include "publish/destination.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

// Amazon S3, and any server that speaks as it does, as the kinds see it that send there.
namespace ra::publish {

class S3Bucket {
 public:
  // By the settings endpoint, region, acl and storageClass.
  static Result<std::unique_ptr<S3Bucket>> open(const Access& access);

  // The SHA-256 of what is there, as the server itself has made it, else read in full. `ours` is what may be there.
  boost::asio::awaitable<Result<std::optional<std::string>>> sum(aws::S3Place at, std::filesystem::path ours);
  boost::asio::awaitable<Result<>> send(aws::S3Place to, std::filesystem::path file, std::string name);
  boost::asio::awaitable<Result<>> remove(aws::S3Place at);  // gone already is done

  // A text and its ETag; nothing when it is not there.
  struct Text {
    std::string text;
    std::string etag;
  };
  boost::asio::awaitable<Result<std::optional<Text>>> read(aws::S3Place at);

  struct Condition {
    std::string if_match;    // an ETag
    bool if_absent = false;  // both unset: whatever is there
  };
  // `no`: what is there is not what the condition says. A server that knows no conditions is asked without them.
  boost::asio::awaitable<Result<Answer>> write(aws::S3Place to, std::string bytes, Condition condition);

 private:
  S3Bucket(const Access& access, aws::S3Options options);
  boost::asio::awaitable<Result<>> find_bucket(aws::S3Place at);
  boost::asio::awaitable<Result<std::optional<std::string>>> read_sum(aws::S3Place at);

  aws::Account account_;
  aws::S3 s3_;
  aws::S3Object object_;
  std::set<std::string> seen_;  // buckets that are there
};

}  // namespace ra::publish
