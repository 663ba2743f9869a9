#include "publish/trail.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace ra::publish;

// That what is outdated goes, and nothing else, from real repositories: publish_yum_test.py and publish_apt_test.py.
namespace {

// "kept: new now; outdated: old", each revision a letter a file.
std::string pruned(std::vector<std::string> trail, const std::string& current, const std::string& next,
                   std::size_t keep = usual_keep) {
  const auto paths_of = [](const std::string& letters) {
    Paths files;
    for (const char letter : letters) files.insert(std::string{letter});
    return files;
  };
  Trail before;
  for (const std::string& one : trail) before.revisions.push_back(paths_of(one));
  const Pruned after = prune(before, paths_of(current), paths_of(next), keep);
  std::string text;
  for (const Paths& files : after.trail.revisions) text += fmt::format("{} ", fmt::join(files, ""));
  return fmt::format("{}- {}", text, fmt::join(after.outdated, ""));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trails)

BOOST_AUTO_TEST_CASE(the_newest_stays_and_the_one_before_it) {
  BOOST_TEST(pruned({}, "", "a") == "a - ");
  BOOST_TEST(pruned({"a"}, "a", "b") == "b a - ");
  BOOST_TEST(pruned({"b", "a"}, "b", "c") == "c b - a");
}

BOOST_AUTO_TEST_CASE(as_many_stay_as_are_asked_for) {
  BOOST_TEST(pruned({"c", "b", "a"}, "c", "d", 2) == "d c - ab");
  BOOST_TEST(pruned({"c", "b", "a"}, "c", "d", 3) == "d c b - a");
  BOOST_TEST(pruned({"c", "b", "a"}, "c", "d", 4) == "d c b a - ");
}

BOOST_AUTO_TEST_CASE(what_one_that_stays_names_too_is_not_outdated) {
  BOOST_TEST(pruned({"bx", "ax"}, "bx", "cx") == "cx bx - a");
  BOOST_TEST(pruned({"by", "ax"}, "by", "cx") == "cx by - a");
}

BOOST_AUTO_TEST_CASE(what_comes_back_stays) {
  BOOST_TEST(pruned({"b", "a"}, "b", "a") == "a b - ");
  BOOST_TEST(pruned({"c", "b", "a"}, "c", "a") == "a c - b");
}

BOOST_AUTO_TEST_CASE(what_another_is_about_to_write_stays_until_it_is_old) {
  // `n` stands before what people read: its run goes on, or was killed.
  BOOST_TEST(pruned({"n", "b", "a"}, "b", "c") == "c b n - a");
  BOOST_TEST(pruned({"c", "b", "n"}, "c", "d") == "d c - bn");
  // And so it is when another tool has written in between.
  BOOST_TEST(pruned({"n", "a"}, "z", "c") == "c z n - a");
}

BOOST_AUTO_TEST_CASE(the_same_once_more_changes_nothing) {
  BOOST_TEST(pruned({"b", "a"}, "a", "b") == "b a - ");
  BOOST_TEST(pruned({"b", "a"}, "b", "b") == "b - a");
}

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  Trail trail;
  trail.revisions = {{"repodata/b", "repodata/c"}, {"repodata/a"}};

  const Trail read = parse_trail(trail_text(trail));

  BOOST_TEST((read.revisions == trail.revisions));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_names_nothing) {
  for (const char* text : {"", "[", "{}", "[[\"a\"]]", R"({"type": "other", "revisions": [["a"]]})"})
    BOOST_TEST(parse_trail(text).revisions.empty(), text);
}

BOOST_AUTO_TEST_CASE(how_many_stay_has_its_limits) {
  std::size_t keep = 0;
  BOOST_TEST(read_keep("", keep));
  BOOST_TEST(keep == 2);
  BOOST_TEST(read_keep("all", keep));
  BOOST_TEST(keep == 0);
  for (const char* text : {"2", "99", "100"}) BOOST_TEST(read_keep(text, keep), text);
  for (const char* text : {"-1", "0", "1", "101", "2x", "x", "99999999999999999999"})
    BOOST_TEST(!read_keep(text, keep), text);
}

BOOST_AUTO_TEST_SUITE_END()
