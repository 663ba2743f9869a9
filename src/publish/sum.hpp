#pragma once

#include "base/hash.hpp"
#include "http/client.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace ra::publish {

// The SHA-256 of an answer, which need not fit into memory.
class Sum final : public http::BodySink {
 public:
  Result<> begin(const http::Response& /*head*/) override {
    hasher_ = std::make_unique<Hasher>(Hash::sha256);
    return {};
  }
  Result<> write(std::string_view piece) override {
    hasher_->add(piece);
    return {};
  }
  // An answer without a body begins nothing.
  std::string text() { return hasher_ ? hasher_->hex() : Hasher{Hash::sha256}.hex(); }

 private:
  std::unique_ptr<Hasher> hasher_;
};

}  // namespace ra::publish
