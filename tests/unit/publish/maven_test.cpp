#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "publish/destination.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::Result;
using ra::http::Method;
using ra::publish::Item;
using ra::test::answer;

namespace {

const std::string metadata_url = "/org/demo/full/maven-metadata.xml";

struct MavenBench {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::Environment environment;
  ra::test::FakeClock clock;
  Item item;

  MavenBench() {
    if (!ra::write_file(folder.path() / "full.pom", "<project/>")) throw std::runtime_error("not written");
    item = Item{folder.path() / "full.pom", "full.pom", "there", "https://example.org/m2", false};
  }

  // Of a pom alone, with one sum: nothing but the metadata is left to be done.
  Result<> finish() {
    const ra::publish::Access access{
        client, environment,  clock,        folder.path(),
        "",     ra::Secret{}, ra::Secret{}, {{"coordinates", "org.demo:full:2.0.0"}, {"checksums", "sha1"}},
        {}};
    auto destination = ra::publish::make_destination("maven", access).value();
    const auto items = destination->prepare({item}).value();
    return ra::run_coroutine(destination->finish(items));
  }

  static std::string pom_sum() {
    ra::Hasher hasher{ra::Hash::sha1};
    hasher.add("<project/>");
    return hasher.hex();
  }

  static std::string metadata(const std::string& versions) {
    return "<metadata><versioning><versions>" + versions + "</versions></versioning></metadata>";
  }
};

ra::http::Response tagged(std::string text, const std::string& etag) {
  auto response = answer(200, std::move(text));
  response.headers.set("ETag", etag);
  return response;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(maven_destination)

BOOST_AUTO_TEST_CASE(metadata_that_changed_meanwhile_is_read_again) {
  MavenBench b;
  b.client.expect(Method::get, "full-2.0.0.pom.sha1", answer(200, MavenBench::pom_sum()));
  b.client.expect(Method::get, metadata_url, tagged(MavenBench::metadata("<version>1.0.0</version>"), "\"a\""));
  b.client.expect(Method::put, metadata_url, answer(412));
  b.client.expect(Method::get, metadata_url,
                  tagged(MavenBench::metadata("<version>1.0.0</version><version>1.1.0</version>"), "\"b\""));
  b.client.expect(Method::put, metadata_url, answer(204));
  const std::string merged =
      MavenBench::metadata("<version>1.0.0</version><version>1.1.0</version><version>2.0.0</version>");
  b.client.expect(Method::get, metadata_url, tagged(merged, "\"c\""));
  b.client.expect(Method::get, metadata_url + ".sha1", answer(404));
  b.client.expect(Method::put, metadata_url + ".sha1", answer(201));

  const Result<> finished = b.finish();

  BOOST_TEST(finished.has_value());
  BOOST_TEST(b.client.done());
  const auto& sent = b.client.requests();
  BOOST_TEST(sent[2].headers.get("If-Match") == "\"a\"");
  BOOST_TEST(sent[4].headers.get("If-Match") == "\"b\"");
  BOOST_TEST(sent[4].body.find("<version>1.1.0</version>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_first_metadata_does_not_overwrite_that_of_somebody_who_was_faster) {
  MavenBench b;
  b.client.expect(Method::get, "full-2.0.0.pom.sha1", answer(200, MavenBench::pom_sum()));
  b.client.expect(Method::get, metadata_url, answer(404));
  b.client.expect(Method::put, metadata_url, answer(500));

  const Result<> finished = b.finish();

  BOOST_TEST((finished.error().code == Errc::unavailable));
  BOOST_TEST(b.client.requests()[2].headers.get("If-None-Match") == "*");
}

BOOST_AUTO_TEST_CASE(a_weak_tag_is_no_condition) {
  MavenBench b;
  b.client.expect(Method::get, "full-2.0.0.pom.sha1", answer(200, MavenBench::pom_sum()));
  b.client.expect(Method::get, metadata_url, tagged(MavenBench::metadata(""), "W/\"a\""));
  b.client.expect(Method::put, metadata_url, answer(500));

  const Result<> finished = b.finish();

  BOOST_TEST(!finished.has_value());
  BOOST_TEST(b.client.requests()[2].headers.get("If-Match") == "");
}

BOOST_AUTO_TEST_CASE(metadata_that_keeps_nothing_is_told_after_some_rounds) {
  MavenBench b;
  b.client.expect(Method::get, "full-2.0.0.pom.sha1", answer(200, MavenBench::pom_sum()));
  for (int i = 0; i < 6; ++i) {
    b.client.expect(Method::get, metadata_url, answer(200, MavenBench::metadata("")));
    b.client.expect(Method::put, metadata_url, answer(204));
  }

  const Result<> finished = b.finish();

  BOOST_TEST((finished.error().code == Errc::unavailable));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_sum_that_says_something_else_is_a_conflict) {
  MavenBench b;
  b.client.expect(Method::get, "full-2.0.0.pom.sha1", answer(200, "0000"));

  const Result<> finished = b.finish();

  BOOST_TEST((finished.error().code == Errc::conflict));
}

BOOST_AUTO_TEST_SUITE_END()
