#include "aws/s3_upload.hpp"
#include "base/base64.hpp"
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/sha256.hpp"
#include "publish/destination.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::publish::Item;
using ra::test::answer;

namespace {

struct S3PlaceBench {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  Item item;

  S3PlaceBench() {
    item.name = "f.zip";
    item.file = folder / item.name;
    item.destination = "bucket";
    item.where = "s3://rel/3.1.0/f.zip";
    content("content");
  }

  void content(const std::string& text) const { BOOST_TEST_REQUIRE(ra::write_file(item.file, text).has_value()); }

  std::unique_ptr<ra::publish::Destination> destination() {
    ra::publish::Access access{client, environment, clock, folder.path(), "AKID", ra::Secret{"secret"}, {}, {}, {}};
    access.settings["region"] = "eu-west-3";
    return ra::publish::make_destination("s3", access).value();
  }

  ra::Result<std::optional<std::string>> look() { return ra::run_coroutine(destination()->look(item)); }
  ra::Result<> undo() { return ra::run_coroutine(destination()->undo(item)); }
};

std::string base64_sum(const std::string& text) {
  ra::Hasher sum{ra::Hash::sha256};
  sum.add(text);
  return ra::base64_of(sum.bytes());
}

ra::http::Response with_sum(const std::string& sum) {
  auto response = answer(200);
  response.headers.set("x-amz-checksum-sha256", sum);
  return response;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(publish_s3)

BOOST_AUTO_TEST_CASE(the_sum_that_the_server_made_is_taken_and_nothing_read) {
  S3PlaceBench b;
  b.client.expect(Method::head, "https://rel.s3.eu-west-3.amazonaws.com/3.1.0/f.zip", with_sum(base64_sum("theirs")));

  BOOST_TEST(b.look().value().value() == ra::sha256_of("theirs"));
  BOOST_TEST(b.client.requests()[0].headers.get("x-amz-checksum-mode") == "ENABLED");
}

BOOST_AUTO_TEST_CASE(a_server_that_tells_none_is_read) {
  S3PlaceBench b;
  auto claimed = answer(200);
  claimed.headers.set("x-amz-meta-sha256", ra::sha256_of("content"));  // whoever sent it has said so
  b.client.expect(Method::head, "f.zip", claimed);
  b.client.expect(Method::get, "f.zip", answer(200, "something else"));

  BOOST_TEST(b.look().value().value() == ra::sha256_of("something else"));
}

BOOST_AUTO_TEST_CASE(the_sum_of_the_sums_of_our_parts_is_ours) {
  S3PlaceBench b;
  const std::string content(ra::aws::usual_part + 1, 'x');
  b.content(content);
  b.client.expect(Method::head, "f.zip", with_sum(ra::aws::composite_sum_of(b.item.file).value()));

  BOOST_TEST(b.look().value().value() == ra::sha256_of(content));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(another_sum_of_sums_proves_nothing_and_it_is_read) {
  S3PlaceBench b;
  b.client.expect(Method::head, "f.zip", with_sum(base64_sum("x") + "-2"));
  b.client.expect(Method::get, "f.zip", answer(200, "content"));

  BOOST_TEST(b.look().value().value() == ra::sha256_of("content"));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(nothing_in_a_bucket_that_is_there_is_absent) {
  S3PlaceBench b;
  b.client.expect(Method::head, "/3.1.0/f.zip", answer(404));
  b.client.expect(Method::head, "https://rel.s3.eu-west-3.amazonaws.com/", answer(200));

  BOOST_TEST(!b.look().value().has_value());
}

BOOST_AUTO_TEST_CASE(a_refusal_without_a_reason_is_asked_for_it) {
  S3PlaceBench b;
  b.client.expect(Method::head, "f.zip", answer(403));
  b.client.expect(Method::get, "f.zip", answer(403, "<Error><Code>AccessDenied</Code><Message>No.</Message></Error>"));

  const auto looked = b.look();

  BOOST_TEST((looked.error().code == Errc::unauthorized));
  BOOST_TEST(looked.error().message == "looking at s3://rel/3.1.0/f.zip: AccessDenied (No)");
}

BOOST_AUTO_TEST_CASE(what_is_ours_is_deleted) {
  S3PlaceBench b;
  b.client.expect(Method::head, "f.zip", with_sum(base64_sum("content")));
  b.client.expect(Method::delete_, "f.zip", answer(204));

  BOOST_TEST(b.undo().has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(what_is_not_ours_is_not_deleted) {
  S3PlaceBench b;
  b.client.expect(Method::head, "f.zip", with_sum(base64_sum("theirs")));

  BOOST_TEST((b.undo().error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(what_is_not_there_need_not_be_deleted) {
  S3PlaceBench b;
  b.client.expect(Method::head, "f.zip", answer(404));
  b.client.expect(Method::head, "amazonaws.com/", answer(200));

  BOOST_TEST(b.undo().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
