#include "git/tree.hpp"

#include "sandbox.hpp"

#include <fstream>

using namespace ra::test;
using ra::git::read_tree;

namespace {

std::string commit_all(const std::filesystem::path& clone) {
  git(clone, {"add", "-A"});
  git(clone, {"-c", "commit.gpgsign=false", "commit", "-q", "-m", "all"});
  return git(clone, {"rev-parse", "HEAD"});
}

bool everything(std::string_view) { return true; }

}  // namespace

BOOST_AUTO_TEST_SUITE(trees)

BOOST_AUTO_TEST_CASE(files_that_are_wanted_are_read_and_the_others_listed) {
  const Sandbox box;
  std::filesystem::create_directories(box.clone / "a");
  write(box.clone / "a/pom.xml", "<project/>\n");
  write(box.clone / "b.txt", "b");
  const std::string commit = commit_all(box.clone);

  const auto tree =
      await(read_tree(box.clone, commit, [](std::string_view path) { return path.ends_with("pom.xml"); }));

  BOOST_REQUIRE(tree);
  BOOST_TEST(tree->files.size() == 1U);
  BOOST_TEST(tree->files.at("a/pom.xml") == "<project/>\n");
  BOOST_TEST((std::ranges::find(tree->paths, "b.txt") != tree->paths.end()));
}

BOOST_AUTO_TEST_CASE(bytes_and_names_of_any_kind_come_as_they_are) {
  const Sandbox box;
  const std::string bytes{"\0\n\xff blob 5\n", 11};
  write(box.clone / "new\nline \xc3\xa4", bytes);
  write(box.clone / "empty", "");
  const std::string commit = commit_all(box.clone);

  const auto tree = await(read_tree(box.clone, commit, everything));

  BOOST_REQUIRE(tree);
  BOOST_TEST(tree->files.at("new\nline \xc3\xa4") == bytes);
  BOOST_TEST(tree->files.at("empty") == "");
}

BOOST_AUTO_TEST_CASE(links_are_left_out) {
  const Sandbox box;
  write(box.clone / "real", "x");
  std::filesystem::create_symlink("/etc/passwd", box.clone / "link");
  const std::string commit = commit_all(box.clone);

  const auto tree = await(read_tree(box.clone, commit, everything));

  BOOST_REQUIRE(tree);
  BOOST_TEST(!tree->files.contains("link"));
  BOOST_TEST((std::ranges::find(tree->paths, "link") == tree->paths.end()));
}

BOOST_AUTO_TEST_CASE(the_work_tree_is_not_looked_at) {
  const Sandbox box;
  write(box.clone / "file", "committed");
  const std::string commit = commit_all(box.clone);
  write(box.clone / "file", "changed");
  write(box.clone / "new", "new");

  const auto tree = await(read_tree(box.clone, commit, everything));

  BOOST_REQUIRE(tree);
  BOOST_TEST(tree->files.at("file") == "committed");
  BOOST_TEST(!tree->files.contains("new"));
}

BOOST_AUTO_TEST_SUITE_END()
