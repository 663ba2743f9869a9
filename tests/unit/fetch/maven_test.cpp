#include "fetch_bench.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::sha256_of;
using ra::fetch::MavenSource;
using ra::test::answer;
using ra::test::FetchBench;

namespace {

struct MavenBench : FetchBench {
  std::vector<MavenSource> sources{{"https://one/m2/", {}}, {"https://two/m2", {}}};

  ra::Result<ra::fetch::Fetched> fetch(const std::string& coordinates) {
    const auto parsed = ra::fetch::parse_coordinates(coordinates).value();
    ra::fetch::Wanted as;
    as.expected = wanted("content").expected;
    return ra::run_coroutine(fetch_maven(fetcher, sources, parsed, as));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(maven)

BOOST_AUTO_TEST_CASE(repositories_are_asked_in_their_order) {
  MavenBench b;
  b.sources[1].headers.set("Authorization", "Basic eA==");
  b.get("https://one/m2/g/h/a/1.0.0/a-1.0.0.zip", answer(404));
  b.get("https://two/m2/g/h/a/1.0.0/a-1.0.0.zip", answer(200, "content"));

  BOOST_TEST(b.fetch("g.h:a:1.0.0:zip").has_value());
  BOOST_TEST(b.request(0).headers.get("Authorization") == "");
  BOOST_TEST(b.request(1).headers.get("Authorization") == "Basic eA==");
}

BOOST_AUTO_TEST_CASE(one_that_fails_is_not_passed_over) {
  MavenBench b;
  b.get("https://one/", answer(500));

  BOOST_TEST((b.fetch("g:a:1.0.0").error().code == Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(what_none_has_is_not_found) {
  MavenBench b;
  b.get("https://one/", answer(404));
  b.get("https://two/", answer(404));

  const auto fetched = b.fetch("g:a:1.0.0");

  BOOST_TEST((fetched.error().code == Errc::not_found));
  BOOST_TEST(fetched.error().message.find("2 repositories") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_a_snapshot_its_newest_deployment_is_fetched) {
  MavenBench b;
  b.get("https://one/m2/g/a/1.0.0-SNAPSHOT/maven-metadata.xml",
        answer(200,
               "<metadata><versioning><snapshotVersions><snapshotVersion><extension>zip</extension>"
               "<value>1.0.0-20260101.120000-3</value></snapshotVersion></snapshotVersions></versioning></metadata>"));
  b.get("https://one/m2/g/a/1.0.0-SNAPSHOT/a-1.0.0-20260101.120000-3.zip", answer(200, "content"));

  BOOST_TEST(b.fetch("g:a:1.0.0-SNAPSHOT:zip").has_value());
}

BOOST_AUTO_TEST_CASE(without_a_repository_it_says_how_to_name_one) {
  MavenBench b;
  b.sources.clear();

  BOOST_TEST((b.fetch("g:a:1.0.0").error().code == Errc::config));
}

BOOST_AUTO_TEST_SUITE_END()
