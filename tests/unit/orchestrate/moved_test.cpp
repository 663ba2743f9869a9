#include "orchestrate/moved.hpp"

#include "support/git_repository.hpp"
#include "support/run_coroutine.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

namespace {

ra::Result<std::string> head_of(const std::string& url, const std::string& branch) {
  ra::model::PlannedComponent component;
  component.clone_url = url;
  component.branch = branch;
  ra::Result<std::string> head = ra::error(ra::Errc::internal, "not asked");
  ra::test::run_coroutine(
      [&]() -> boost::asio::awaitable<void> { head = co_await ra::orchestrate::remote_head(component); });
  return head;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(remote_head)

BOOST_AUTO_TEST_CASE(it_is_the_commit_of_the_branch) {
  const ra::test::TemporaryFolder folder;
  const ra::test::GitRepository repository{folder.path() / "r", "3.1.x"};

  const auto head = head_of(repository.url(), "3.1.x");

  BOOST_TEST(head.value().size() == 40U);
}

BOOST_AUTO_TEST_CASE(a_branch_that_is_not_there_and_a_repository_that_is_not_there_are_errors) {
  const ra::test::TemporaryFolder folder;
  const ra::test::GitRepository repository{folder.path() / "r", "3.1.x"};

  BOOST_TEST((head_of(repository.url(), "master").error().code == ra::Errc::not_found));
  BOOST_TEST(!head_of("file://" + (folder.path() / "none").string(), "master").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
