#include "bump/glob.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

using ra::bump::names_folder;

namespace {

struct Glob {
  const char* pattern;
  const char* path;
  bool matches;
};
std::ostream& operator<<(std::ostream& out, const Glob& g) { return out << g.pattern << " of " << g.path; }

const std::vector<Glob> globs{
    {"crates/*", "crates/a", true},
    {"crates/*", "crates/a/b", false},
    {"crates/*", "crates", false},
    {"./crates/*/", "crates/a", true},
    {"crates/**", "crates/a/b", true},
    {"**/x", "x", true},
    {"**/x", "a/b/x", true},
    {"a/**/x", "a/x", true},
    {"a-*-c", "a-b-b-c", true},
    {"a-*-c", "a-b", false},
    {"a?", "ab", true},
    {"a?", "a", false},
    {"a[b-d]", "ac", true},
    {"a[!b-d]", "ac", false},
    {"a[^b-d]", "ae", true},
    {"a[", "a[", true},
    {"{apps,packages}/*", "packages/a", true},
    {"{apps,packages}/*", "crates/a", false},
    {"a{b,c{d,e}}", "ace", true},
    {"a{b", "a{b", true},
    {"*", "a", true},
    {"*", "", false},
    {"**", "", true},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(globs_of_workspaces)

BOOST_DATA_TEST_CASE(a_pattern_names_folders, globs) {
  BOOST_TEST(names_folder(sample.pattern, sample.path) == sample.matches);
}

BOOST_AUTO_TEST_CASE(a_hostile_pattern_takes_no_time) {
  std::string stars;
  std::string braces;
  std::string deep;
  for (int i = 0; i < 50; ++i) {
    stars += "*a";
    braces += "{a,b}";
    deep += "**/a/";
  }
  const std::string path(5'000, 'a');
  std::string parts;
  for (int i = 0; i < 1'000; ++i) parts += "a/";

  BOOST_TEST(!names_folder(stars + "b", path));
  BOOST_TEST(!names_folder(braces, path));
  BOOST_TEST(!names_folder(deep + "b", parts));
}

BOOST_AUTO_TEST_SUITE_END()
