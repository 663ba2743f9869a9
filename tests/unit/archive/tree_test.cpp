#include "archive/tree.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace ra::archive;

namespace {

std::vector<std::string> names_of(const Tree& tree) {
  std::vector<std::string> names;
  for (const Entry& entry : tree.entries()) names.push_back(entry.name);
  return names;
}

Entry empty_file(const std::string& name) { return content_entry(name, ""); }

std::string refusal(std::vector<Entry> entries) {
  const auto tree = Tree::of(std::move(entries));
  return tree ? "" : tree.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_tree)

BOOST_AUTO_TEST_CASE(entries_are_sorted_by_the_bytes_of_their_names) {
  const auto tree = Tree::of(
      {empty_file("b"), empty_file("é"), empty_file("a/x"), folder_entry("a"), empty_file("a-b"), empty_file("B")});

  BOOST_TEST(names_of(tree.value()) == (std::vector<std::string>{"B", "a", "a-b", "a/x", "b", "é"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(parents_are_added_once_when_asked_for) {
  const auto tree = Tree::of({empty_file("a/b/c"), empty_file("a/b/d"), folder_entry("a/e")}, Tree::Parents::added);

  BOOST_TEST(names_of(tree.value()) == (std::vector<std::string>{"a", "a/b", "a/b/c", "a/b/d", "a/e"}),
             boost::test_tools::per_element());
  BOOST_TEST((tree->entries()[0].kind == Kind::folder));
  BOOST_TEST(tree->entries()[0].mode == 0755U);
}

BOOST_AUTO_TEST_CASE(parents_are_left_out_when_they_are_not_asked_for) {
  BOOST_TEST(Tree::of({empty_file("a/b")}).value().entries().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_name_that_is_there_twice_is_refused) {
  BOOST_TEST(refusal({empty_file("a/b"), empty_file("c"), empty_file("a/b")}) == "\"a/b\" is there twice");
  BOOST_TEST(refusal({folder_entry("a"), empty_file("a")}) == "\"a\" is there twice");
}

BOOST_AUTO_TEST_CASE(what_lies_in_a_file_or_a_link_is_refused) {
  BOOST_TEST(refusal({empty_file("a"), empty_file("a-b"), empty_file("a/b/c")}) ==
             "\"a/b/c\" lies in \"a\", which is not a folder");
  BOOST_TEST(refusal({symlink_entry("a", "b"), empty_file("a/c")}) == "\"a/c\" lies in \"a\", which is not a folder");
}

BOOST_AUTO_TEST_CASE(a_name_that_leads_out_is_an_error_that_names_it) {
  const auto tree = Tree::of({empty_file("../x")});

  BOOST_TEST((tree.error().code == ra::Errc::config));
  BOOST_TEST(tree.error().message == "\"../x\" leads out of its folder");
}

BOOST_AUTO_TEST_CASE(a_name_may_be_as_long_as_a_zip_can_say) {
  for (const auto& [length, taken] : {std::pair{65'533U, true}, {65'534U, true}, {65'535U, false}, {65'536U, false}}) {
    BOOST_TEST(Tree::of({empty_file(std::string(length, 'a'))}).has_value() == taken, length);
  }
}

BOOST_AUTO_TEST_CASE(a_link_to_nothing_is_refused) {
  BOOST_TEST(refusal({symlink_entry("a", "")}) == "\"a\" is a link to nothing");
}

BOOST_AUTO_TEST_SUITE_END()
