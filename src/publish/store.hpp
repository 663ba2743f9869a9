#pragma once

#include "base/answer.hpp"
#include "publish/destination.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ra::publish {

// Files by their paths below one place: a folder, a bucket, a server that takes files by PUT. The packages of a
// repository lie in it, and its metadata. Decides nothing.
class Store {
 public:
  virtual ~Store() = default;

  struct Text {
    std::string text;
    std::string tag;  // by which the place knows whether it is still the same
  };
  virtual boost::asio::awaitable<Result<std::optional<Text>>> read(std::string path) = 0;  // nothing: it is not there

  // SHA-256 of what is there; `ours` is what may be there.
  virtual boost::asio::awaitable<Result<std::optional<std::string>>> sum(std::string path,
                                                                         std::filesystem::path ours) = 0;
  virtual boost::asio::awaitable<Result<>> send(std::string path, std::filesystem::path file) = 0;  // where nothing is

  virtual boost::asio::awaitable<Result<>> write(std::string path, std::string bytes) = 0;  // whatever is there

  // Only where it is still as it was seen; `no` when somebody else was quicker. A place that cannot compare writes.
  virtual boost::asio::awaitable<Result<Answer>> replace(std::string path, std::string bytes,
                                                         std::optional<Text> seen) = 0;

  virtual boost::asio::awaitable<Result<>> remove(std::string path) = 0;  // gone already is done

  // As long as it lives, others of us wait who want to hold the place. Nothing where a place cannot do that.
  class Hold {
   public:
    virtual ~Hold() = default;
  };
  virtual boost::asio::awaitable<Result<std::unique_ptr<Hold>>> hold() = 0;

  virtual std::string address(const std::string& path) const = 0;
  // When it was written, in seconds, where a place keeps that and others compare it.
  virtual std::optional<std::int64_t> written_at(const std::string& path) const = 0;
};

using Opened = Result<std::unique_ptr<Store>>;
Opened folder_store(const Access& access, const std::string& to);
Opened http_store(const Access& access, const std::string& to);
Opened s3_store(const Access& access, const std::string& to);

// By how it is written: s3://bucket/folder, https://…, a path.
Opened open_store(const Access& access, const std::string& to);

}  // namespace ra::publish
