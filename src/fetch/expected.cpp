#include "fetch/expected.hpp"

#include "archive/checksums.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <array>

namespace ra::fetch {

using archive::Hash;

Result<Expected> parse_expected(std::string_view text) {
  for (const Hash hash : {Hash::md5, Hash::sha1, Hash::sha256, Hash::sha512}) {
    const std::string begin = std::string{archive::hash_name(hash)} + ":";
    if (text.starts_with(begin)) return Expected{hash, std::string{text.substr(begin.size())}};
  }
  return error(Errc::config, fmt::format("`{}` is no sum", one_line(text, 100)), "sha256: and its 64 digits");
}

Result<Expected> expected_of(std::string_view sums, std::string_view name) {
  RA_TRY_ASSIGN(const auto all, archive::parse_checksums(sums));
  for (const auto& one : all) {
    const bool names_it = one.name.substr(one.name.rfind('/') + 1) == name;  // npos + 1: the whole
    if (names_it || (one.name.empty() && all.size() == 1)) return Expected{one.hash, one.digest};
  }
  return error(Errc::config, fmt::format("it has no sum of {}", one_line(name, 200)));
}

}  // namespace ra::fetch
