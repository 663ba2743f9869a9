#pragma once

#include "base/error.hpp"
#include "base/hash.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::publish {

// A sum that lies beside each file of a Maven repository, and how it is called there.
struct MavenSum {
  std::string_view name;
  Hash hash;
};

// Of "md5,sha1". An error is `config`.
Result<std::vector<MavenSum>> parse_maven_sums(const std::string& text);

std::string sum_of_text(std::string_view text, Hash hash);

}  // namespace ra::publish
