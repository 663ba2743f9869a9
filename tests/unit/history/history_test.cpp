#include "history/history.hpp"

#include "repository.hpp"

using namespace ra::history;
using ra::test::await;
using ra::test::History;
using Owners = std::vector<std::uint32_t>;

namespace {

Owners owner(const Folders& folders, std::string_view path) {
  Owners owners;
  folders.add_owner(path, owners);
  return owners;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(histories)

BOOST_AUTO_TEST_CASE(the_deepest_folder_owns_a_path) {
  const Folders folders{{"", "a", "a/b/", "./c"}};

  BOOST_TEST(owner(folders, "x.txt") == (Owners{0}));
  BOOST_TEST(owner(folders, "a/x.txt") == (Owners{1}));
  BOOST_TEST(owner(folders, "a/b/c/x.txt") == (Owners{2}));
  BOOST_TEST(owner(folders, "ab/x.txt") == (Owners{0}));
  BOOST_TEST(owner(folders, "c/x.txt") == (Owners{3}));
  BOOST_TEST(owner(folders, "c") == (Owners{3}));
}

BOOST_AUTO_TEST_CASE(without_a_root_a_path_may_have_no_owner) {
  const Folders folders{{"a"}};

  BOOST_TEST(owner(folders, "x.txt").empty());
  BOOST_TEST(owner(Folders{{"."}}, "x.txt") == (Owners{0}));
}

BOOST_AUTO_TEST_CASE(owners_are_told_once) {
  const Folders folders{{"a", "b"}};
  Owners owners;
  for (const char* path : {"a/1", "a/2", "b/1", "a/3"}) folders.add_owner(path, owners);

  BOOST_TEST(owners == (Owners{0, 1}));
}

BOOST_AUTO_TEST_CASE(entries_come_newest_first) {
  History history;
  history.commit("feat: a");
  history.commit("fix: b");
  const ra::git::LogRequest request;

  const auto entries = await(read_history(history.directory(), request, nullptr)).value();

  BOOST_TEST_REQUIRE(entries.size() == 2U);
  BOOST_TEST(entries[0].title == "fix: b");
  BOOST_TEST(entries[1].title == "feat: a");
  BOOST_TEST(entries[0].parents.at(0) == entries[1].sha);
  BOOST_TEST(entries[0].author_email == "a@example.org");
  BOOST_TEST(entries[0].committed_at == 1700000002);
}

BOOST_AUTO_TEST_SUITE_END()
