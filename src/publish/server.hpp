#pragma once

#include "publish/destination.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// What the kinds share that speak with a server of files. Decides nothing. Its arguments outlive the call: name them.
namespace ra::publish {

// An answer that is no good: its status as an error, with what the server said of it where that is short.
Error refusal(const std::string& doing, const std::string& where, const http::Response& answer);

class Server {
 public:
  // With a user and a password Basic, with a token Bearer.
  explicit Server(const Access& access);

  // A token goes there as it is.
  void token_header(std::string name) { token_header_ = std::move(name); }

  http::Client& client() const { return client_; }
  http::Request request(http::Method method, const std::string& url) const;

  // The SHA-256 of what is there, read in full; nothing when nothing is there. `credentials`: whether it is told who
  // asks.
  boost::asio::awaitable<Result<std::optional<std::string>>> sum(const std::string& url, bool credentials = true) const;

  // A small text and the ETag that it has; nothing when nothing is there.
  struct Text {
    std::string text;
    std::string etag;
  };
  boost::asio::awaitable<Result<std::optional<Text>>> text(const std::string& url) const;

  // Both give the status of a good answer, and of 412 too when there is a condition.
  struct Condition {
    std::string if_match;    // an ETag
    bool if_absent = false;  // RFC 9110 13.1.2
  };
  boost::asio::awaitable<Result<int>> put_text(const std::string& url, const std::string& text,
                                               const Condition& condition) const;
  boost::asio::awaitable<Result<>> put_file(const std::string& url, const std::filesystem::path& file) const;

 private:
  http::Client& client_;
  std::string basic_;
  Secret token_;
  std::string token_header_;
};

}  // namespace ra::publish
