// Out of real git: which commits decide.
#include "versioning/reading.hpp"

#include "base/coroutine.hpp"
#include "git/repository.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::versioning;

namespace {

struct Clone {
  ra::test::TemporaryFolder folder;
  ra::test::GitRepository repository{folder.path() / "x", "main"};

  void git(const std::string& arguments) const {
    ra::test::shell("git -C '" + repository.path().string() + "' -c user.name=t -c user.email=t@localhost " +
                    arguments);
  }

  void commit(const std::string& message) const { git("commit -q --allow-empty -m '" + message + "'"); }

  // "from → to because of so many commits", of what is checked out.
  std::string next() const {
    Question question;
    question.directory = repository.path().string();
    question.branch = "main";
    question.repository = "x";
    ra::git::Repository clone{question.directory, "origin"};
    question.commit = ra::run_coroutine(clone.head()).value();
    const auto reading = ra::run_coroutine(read_all(question)).value();
    const auto planned = make_release_plan(reading.components, reading.subjects, question.config).value();
    const auto& one = planned.components.at(0);
    return one.from + " → " + one.to + " (" + std::to_string(one.commits.size()) + ")";
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reading)

BOOST_AUTO_TEST_CASE(what_came_after_the_last_release_decides) {
  const Clone clone;
  clone.commit("feat: before");
  clone.git("tag v1.0.0");
  clone.commit("fix: after");

  BOOST_TEST(clone.next() == "1.0.0 → 1.0.1 (1)");
}

BOOST_AUTO_TEST_CASE(a_higher_release_that_this_history_does_not_hold_is_not_gone_on_from) {
  const Clone clone;
  clone.git("tag v1.0.0");
  clone.git("checkout -q -b other");
  clone.commit("feat: elsewhere");
  clone.git("tag v2.0.0");
  clone.git("checkout -q main");
  clone.commit("feat: here");
  clone.commit("fix: here");

  BOOST_TEST(clone.next() == "1.0.0 → 1.1.0 (2)");
}

BOOST_AUTO_TEST_CASE(what_only_a_release_elsewhere_has_taken_in_is_still_to_be_released_here) {
  const Clone clone;
  clone.git("tag v1.0.0");
  clone.commit("feat: here and there");
  clone.git("checkout -q -b other");
  clone.git("tag v1.1.0");
  clone.commit("feat: elsewhere");
  clone.git("tag v1.2.0");
  clone.git("checkout -q main");
  clone.commit("fix: here");

  BOOST_TEST(clone.next() == "1.1.0 → 1.1.1 (1)");
}

BOOST_AUTO_TEST_SUITE_END()
