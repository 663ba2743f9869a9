// The same of our versions: pairs "a b" on stdin; on each line whether a is one, the order of both, and a's next three.
#include "versioning/next_version.hpp"

#include <iostream>
#include <string>

namespace {

using ra::model::Version;

std::string next(const Version& version, ra::model::Bump bump) {
  return ra::versioning::bumped(version, bump, ra::model::ZeroMajor::major).text();
}

}  // namespace

int main() {
  std::string a;
  std::string b;
  while (std::cin >> a >> b) {
    const auto x = Version::parse_with_build(a);
    const auto y = Version::parse_with_build(b);
    if (!x || !y) {
      std::cout << (x ? "valid" : "none") << '\n';
      continue;
    }
    const auto order = *x <=> *y;
    std::cout << (order < 0 ? -1 : order > 0 ? 1 : 0);
    for (const auto bump : {ra::model::Bump::patch, ra::model::Bump::minor, ra::model::Bump::major})
      std::cout << ' ' << next(*x, bump);
    std::cout << '\n';
  }
}
