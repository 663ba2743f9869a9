#include "attest/documents.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace ra::attest {

namespace {

// The identifiers of spdx.org/licenses that packages of the JVM, npm, Cargo and Linux mostly have. One that is missing
// is given as a name, which is less exact and not wrong.
constexpr std::array<std::string_view, 36> known_licences{"0BSD",
                                                          "AGPL-3.0-only",
                                                          "AGPL-3.0-or-later",
                                                          "Apache-1.1",
                                                          "Apache-2.0",
                                                          "Artistic-2.0",
                                                          "BSD-2-Clause",
                                                          "BSD-3-Clause",
                                                          "BSL-1.0",
                                                          "CC-BY-4.0",
                                                          "CC0-1.0",
                                                          "CDDL-1.0",
                                                          "CDDL-1.1",
                                                          "CPL-1.0",
                                                          "EPL-1.0",
                                                          "EPL-2.0",
                                                          "EUPL-1.2",
                                                          "GPL-2.0-only",
                                                          "GPL-2.0-or-later",
                                                          "GPL-3.0-only",
                                                          "GPL-3.0-or-later",
                                                          "ISC",
                                                          "LGPL-2.1-only",
                                                          "LGPL-2.1-or-later",
                                                          "LGPL-3.0-only",
                                                          "LGPL-3.0-or-later",
                                                          "MIT",
                                                          "MIT-0",
                                                          "MPL-1.1",
                                                          "MPL-2.0",
                                                          "MS-PL",
                                                          "OFL-1.1",
                                                          "PostgreSQL",
                                                          "Unicode-DFS-2016",
                                                          "Unlicense",
                                                          "Zlib"};

constexpr std::array<std::string_view, 3> known_exceptions{"Classpath-exception-2.0", "LLVM-exception",
                                                           "GCC-exception-3.1"};

bool is_one_of(const auto& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

}  // namespace

bool is_licence_expression(std::string_view text) {
  bool wants_licence = true;
  bool wants_exception = false;
  for (const std::string_view word : split(text, ' ')) {
    if (word == "AND" || word == "OR" || word == "WITH") {
      if (wants_licence || wants_exception) return false;
      wants_exception = word == "WITH";
      wants_licence = !wants_exception;
      continue;
    }
    if (!wants_licence && !wants_exception) return false;
    if (!(wants_exception ? is_one_of(known_exceptions, word) : is_one_of(known_licences, word))) return false;
    wants_licence = wants_exception = false;
  }
  return !wants_licence && !wants_exception;
}

std::vector<Placed> placed(const std::vector<Component>& parts) {
  const auto same = [](const Component& c) { return std::tie(c.kind, c.purl, c.group, c.name, c.version, c.sha256); };
  std::map<decltype(same(parts.front())), std::size_t> at;
  std::vector<Placed> all;
  for (const Component& part : parts) {
    const auto [found, is_new] = at.emplace(same(part), all.size());
    if (is_new) all.push_back({part, {}});
    all[found->second].paths.push_back(part.path);
  }
  return all;
}

}  // namespace ra::attest
