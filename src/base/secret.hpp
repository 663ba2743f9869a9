#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ra {

// A token. It has no formatter and no operator<<: the only way out is reveal(),
// whose callers are few enough to read.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_{std::move(value)} {}

  bool empty() const { return value_.empty(); }
  const std::string& reveal() const { return value_; }

 private:
  std::string value_;
};

// Takes known secrets out of text that strangers wrote (log tails, error bodies).
// Everything the program writes passes through one of these. Copies know what any of them is told later.
class Redactor {
 public:
  // Secrets under 6 characters are ignored: masking "a" would destroy every text.
  void add(const Secret& secret);

  std::string operator()(std::string text) const;

 private:
  using Needles = std::vector<std::string>;  // longest first
  std::shared_ptr<Needles> needles_ = std::make_shared<Needles>();
};

}  // namespace ra
