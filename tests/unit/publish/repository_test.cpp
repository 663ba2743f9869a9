#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/part_file.hpp"
#include "base/sha256.hpp"
#include "publish/store.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using ra::Answer;
using ra::Errc;
using ra::http::Method;
using ra::publish::Store;
using ra::test::answer;

// Whole repositories, by the tools that read them: tests/blackbox/publish_yum_test.py and publish_apt_test.py.
namespace {

struct StoreBench {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  std::unique_ptr<Store> store;

  explicit StoreBench(const std::string& to) {
    ra::publish::Access access{client, environment, clock, folder.path(), "AKID", ra::Secret{"secret"}, {}, {}, {}};
    access.settings["region"] = "eu-west-3";
    access.settings["acl"] = "public-read";
    access.patience = std::chrono::seconds{1};
    access.sleep = clock.sleep();
    store = ra::publish::open_store(access, to).value();
  }

  ra::Result<Answer> replace(std::optional<Store::Text> seen) {
    return ra::run_coroutine(store->replace("InRelease", "new", std::move(seen)));
  }
  const ra::http::Headers& sent(std::size_t request) const { return client.requests()[request].headers; }
};

Store::Text seen_as(const std::string& tag) {
  Store::Text text;
  text.text = "old";
  text.tag = tag;
  return text;
}

ra::http::Response refused(int status, const std::string& code) {
  return answer(status, "<Error><Code>" + code + "</Code></Error>");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(publish_repositories)

BOOST_AUTO_TEST_CASE(s3_is_told_to_replace_only_what_was_seen) {
  StoreBench b{"s3://rel/debian/"};
  b.client.expect(Method::put, "https://rel.s3.eu-west-3.amazonaws.com/debian/InRelease", answer(200));

  BOOST_TEST((b.replace(seen_as("\"e1\"")).value() == Answer::yes));
  BOOST_TEST(b.sent(0).get("If-Match") == "\"e1\"");
  BOOST_TEST(b.sent(0).get("If-None-Match").empty());
  BOOST_TEST(b.sent(0).get("x-amz-acl") == "public-read");
}

BOOST_AUTO_TEST_CASE(where_nothing_was_nothing_may_be) {
  StoreBench b{"s3://rel/debian"};
  b.client.expect(Method::put, "/debian/InRelease", answer(200));

  BOOST_TEST((b.replace(std::nullopt).value() == Answer::yes));
  BOOST_TEST(b.sent(0).get("If-None-Match") == "*");
}

BOOST_AUTO_TEST_CASE(who_was_too_late_is_told_so) {
  for (const auto& late :
       {refused(412, "PreconditionFailed"), refused(409, "ConditionalRequestConflict"), refused(404, "NoSuchKey")}) {
    StoreBench b{"s3://rel/debian"};
    b.client.expect(Method::put, "/debian/InRelease", late);

    BOOST_TEST((b.replace(seen_as("\"e1\"")).value() == Answer::no));
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_knows_no_conditions_is_asked_without) {
  StoreBench b{"s3://rel/debian"};
  b.client.expect(Method::put, "/debian/InRelease", refused(501, "NotImplemented"));
  b.client.expect(Method::put, "/debian/InRelease", answer(200));

  BOOST_TEST((b.replace(seen_as("\"e1\"")).value() == Answer::yes));
  BOOST_TEST(b.sent(1).get("If-Match").empty());
}

BOOST_AUTO_TEST_CASE(a_bucket_that_is_not_there_is_an_error) {
  StoreBench b{"s3://rel/debian"};
  b.client.expect(Method::put, "/debian/InRelease", refused(404, "NoSuchBucket"));

  BOOST_TEST((b.replace(seen_as("\"e1\"")).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_server_of_files_is_told_to_replace_only_what_was_seen) {
  StoreBench b{"https://files.example/debian"};
  b.client.expect(Method::put, "https://files.example/debian/InRelease", answer(412));
  b.client.expect(Method::put, "https://files.example/debian/InRelease", answer(204));

  BOOST_TEST((b.replace(seen_as("\"e1\"")).value() == Answer::no));
  BOOST_TEST(b.sent(0).get("If-Match") == "\"e1\"");
  // A weak one would never match.
  BOOST_TEST((b.replace(seen_as("W/\"e1\"")).value() == Answer::yes));
  BOOST_TEST(b.sent(1).get("If-Match").empty());
}

BOOST_AUTO_TEST_CASE(paths_are_encoded_for_servers) {
  StoreBench b{"https://files.example/debian"};

  BOOST_TEST(b.store->address("pool/x_1~rc+1.deb") == "https://files.example/debian/pool/x_1~rc%2B1.deb");
}

BOOST_AUTO_TEST_CASE(a_folder_that_another_holds_is_waited_for_as_long_as_patience_allows) {
  StoreBench b{"repository"};
  auto other = ra::PartFile::open(b.folder / "repository/.release-action.lock");
  BOOST_TEST_REQUIRE(other.has_value());

  const auto refused_hold = ra::run_coroutine(b.store->hold());

  BOOST_REQUIRE(!refused_hold);
  BOOST_TEST((refused_hold.error().code == Errc::unavailable));
  BOOST_TEST(refused_hold.error().message.find("another run is writing to") != std::string::npos);
  { const ra::PartFile gone = std::move(*other); }
  BOOST_TEST(ra::run_coroutine(b.store->hold()).has_value());
}

BOOST_AUTO_TEST_CASE(a_folder_says_what_is_there) {
  StoreBench b{"repository"};
  BOOST_TEST(!ra::run_coroutine(b.store->read("a")).value().has_value());
  BOOST_TEST(!ra::run_coroutine(b.store->sum("a", "")).value().has_value());
  BOOST_TEST(!b.store->written_at("a").has_value());

  BOOST_TEST(ra::run_coroutine(b.store->write("a", "text")).has_value());

  BOOST_TEST(ra::run_coroutine(b.store->read("a")).value()->text == "text");
  BOOST_TEST(ra::run_coroutine(b.store->sum("a", "")).value().value() == ra::sha256_of("text"));
  BOOST_TEST(b.store->written_at("a").has_value());
  BOOST_TEST(ra::run_coroutine(b.store->remove("a")).has_value());
  BOOST_TEST(ra::run_coroutine(b.store->remove("a")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
