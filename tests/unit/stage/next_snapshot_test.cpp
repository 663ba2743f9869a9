#include "stage/next_snapshot.hpp"

#include "fork_bench.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>

using ra::Result;
using ra::model::Bump;
using namespace ra::stage;

namespace {

std::string pom_of(const std::string& version) {
  return "<project><groupId>g</groupId><artifactId>a</artifactId><version>" + version + "</version></project>\n";
}

// A fork whose tip is a release of one Maven package and of one of npm.
struct ReleasedFork : ra::test::ForkBench {
  explicit ReleasedFork(const std::string& version = "1.2.3") {
    config.versioning.next_snapshot = Bump::minor;
    context.branch = "main";
    context.who = {"A", "a@localhost"};
    context.released.resize(2);
    context.released[0].kind = ra::bump::Kind::maven;
    context.released[0].name = "g:a";
    context.released[1].kind = ra::bump::Kind::npm;
    context.released[1].name = "b";
    context.tip = commit({{"pom.xml", pom_of(version)}, {"package.json", R"({"name": "b", "version": "1.2.3"})"}});
  }

  ra::git::Sha next() {
    std::optional<Result<ra::git::Sha>> result;
    const auto main = [&]() -> boost::asio::awaitable<void> { result = co_await with_next_snapshot(context); };
    ra::test::run_coroutine(main);
    return result->value();
  }

  // What the next commit says.
  std::string file(const std::string& path) {
    const ra::git::Sha commit = next();
    std::optional<Result<std::string>> result;
    const auto main = [&]() -> boost::asio::awaitable<void> { result = co_await repository.read(commit, path); };
    ra::test::run_coroutine(main);
    return result->value();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(next_snapshot)

BOOST_AUTO_TEST_CASE(without_being_asked_for_nothing_is_added) {
  ReleasedFork fork;
  fork.config.versioning.next_snapshot = Bump::none;

  BOOST_TEST(fork.next() == fork.context.tip);
}

BOOST_AUTO_TEST_CASE(maven_goes_on_and_others_stay) {
  ReleasedFork fork;

  BOOST_TEST(fork.file("pom.xml") == pom_of("1.3.0-SNAPSHOT"));
  BOOST_TEST(fork.file("package.json") == R"({"name": "b", "version": "1.2.3"})");
  fork.config.versioning.next_snapshot = Bump::patch;
  BOOST_TEST(fork.file("pom.xml") == pom_of("1.2.4-SNAPSHOT"));
}

BOOST_AUTO_TEST_CASE(done_twice_it_is_the_same_commit_and_the_tip_stays) {
  ReleasedFork fork;
  const ra::git::Sha tip = fork.context.tip;

  BOOST_TEST(fork.next() == fork.next());
  BOOST_TEST(fork.next() != tip);
  BOOST_TEST(fork.context.tip == tip);
}

BOOST_AUTO_TEST_CASE(a_line_of_one_minor_version_goes_on_with_a_patch) {
  ReleasedFork fork;
  fork.context.branch = "1.2.x";
  BOOST_TEST(fork.file("pom.xml") == pom_of("1.2.4-SNAPSHOT"));

  fork.context.branch = "1.x";
  BOOST_TEST(fork.file("pom.xml") == pom_of("1.3.0-SNAPSHOT"));
}

BOOST_AUTO_TEST_CASE(what_was_not_released_or_is_a_prerelease_stays) {
  ReleasedFork prerelease{"1.2.3-rc.1"};
  BOOST_TEST(prerelease.next() == prerelease.context.tip);

  ReleasedFork another;
  another.context.released[0].name = "g:other";
  BOOST_TEST(another.next() == another.context.tip);
}

BOOST_AUTO_TEST_SUITE_END()
