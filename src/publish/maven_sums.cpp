#include "publish/maven_sums.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::publish {

namespace {

constexpr std::array<MavenSum, 4> known_sums{
    {{"md5", Hash::md5}, {"sha1", Hash::sha1}, {"sha256", Hash::sha256}, {"sha512", Hash::sha512}}};

}  // namespace

Result<std::vector<MavenSum>> parse_maven_sums(const std::string& text) {
  std::vector<MavenSum> chosen;
  for (const std::string_view word : split(text, ',')) {
    const auto* const found = std::ranges::find(known_sums, trim(word), &MavenSum::name);
    if (found == known_sums.end())
      return error(Errc::config, fmt::format("`checksums`: there is no `{}`", one_line(word, 40)),
                   "some of md5,sha1,sha256,sha512");
    chosen.push_back(*found);
  }
  return chosen;
}

std::string sum_of_text(std::string_view text, Hash hash) {
  Hasher hasher{hash};
  hasher.add(text);
  return hasher.hex();
}

}  // namespace ra::publish
