#pragma once

#include "archive/digests.hpp"
#include "base/error.hpp"

#include <string>
#include <string_view>

namespace ra::fetch {

// The sum that a file must have.
struct Expected {
  archive::Hash hash = archive::Hash::sha256;
  std::string digest;  // hexadecimal, small letters

  std::string text() const { return std::string{archive::hash_name(hash)} + ":" + digest; }
};

// "sha256:…"; which sums there are, a configuration's check knows.
Result<Expected> parse_expected(std::string_view text);

// Out of a file of sums that lies beside `name`: the line that names it, or the only one, which names nothing else.
Result<Expected> expected_of(std::string_view sums, std::string_view name);

}  // namespace ra::fetch
