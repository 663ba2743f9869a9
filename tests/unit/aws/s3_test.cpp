#include "aws/s3.hpp"

#include "aws/refusal.hpp"
#include "aws/s3_parts.hpp"
#include "aws/s3_upload.hpp"
#include "base/base64.hpp"
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <tuple>

using ra::Errc;
using ra::aws::parse_s3;
using ra::aws::part_size_of;
using ra::aws::S3;
using ra::aws::S3Options;
using ra::aws::S3Place;
using ra::aws::S3Request;
using ra::http::Method;
using ra::test::answer;

namespace {

constexpr std::uint64_t mib = 1U << 20U;

struct S3Bench {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  ra::aws::Account account{client, environment, clock, ra::aws::Credentials{"AKID", ra::Secret{"secret"}, {}, {}}};
  S3 s3{account, S3Options{"", "us-east-1"}};
  S3Place place{"rel", "a b/c"};

  ra::Result<ra::http::Response> send(Method method = Method::get) {
    S3Request request;
    request.at = place;
    request.http.method = method;
    return ra::run_coroutine(s3.send(request));
  }

  ra::Result<> upload(std::size_t size) {
    const auto file = folder / "f.zip";
    BOOST_TEST_REQUIRE(ra::write_file(file, std::string(size, 'x')).has_value());
    return ra::run_coroutine(ra::aws::upload(s3, place, file, ra::aws::S3Object{"application/zip", "public-read", ""}));
  }
};

ra::http::Response in_region(int status, const std::string& region, const std::string& body = {}) {
  auto response = answer(status, body);
  response.headers.set("x-amz-bucket-region", region);
  return response;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(s3)

BOOST_AUTO_TEST_CASE(a_place_is_a_bucket_and_a_key) {
  const auto place = parse_s3("s3://rel.example/apim/3.1.0/x.zip").value();
  BOOST_TEST(place.bucket == "rel.example");
  BOOST_TEST(place.key == "apim/3.1.0/x.zip");
  for (const char* wrong :
       {"https://rel/x", "s3:///x", "s3://rel", "s3://rel/", "s3://re l/x", "s3://../x", "s3://a?b/x"})
    BOOST_TEST(parse_s3(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(a_key_has_at_most_1024_bytes) {
  for (const std::size_t size : {1023U, 1024U, 1025U})
    BOOST_TEST(parse_s3("s3://rel/" + std::string(size, 'x')).has_value() == (size <= 1024), size);
}

BOOST_AUTO_TEST_CASE(a_bucket_of_aws_is_a_host_where_it_can_be_one) {
  const S3Bench b;
  BOOST_TEST(b.s3.url_of(S3Place{"rel", "a b/ü+"}, "") == "https://rel.s3.us-east-1.amazonaws.com/a%20b/%C3%BC%2B");
  BOOST_TEST(b.s3.url_of(S3Place{"rel.io", "x"}, "uploads=") == "https://s3.us-east-1.amazonaws.com/rel.io/x?uploads=");
}

BOOST_AUTO_TEST_CASE(another_server_has_its_buckets_in_the_path) {
  S3Bench b;
  const S3 other{b.account, S3Options{"http://127.0.0.1:8080", "us-east-1"}};
  BOOST_TEST(other.url_of(S3Place{"rel", "x"}, "") == "http://127.0.0.1:8080/rel/x");
  BOOST_TEST(other.url_of(S3Place{"rel", ""}, "uploads=") == "http://127.0.0.1:8080/rel/?uploads=");
}

BOOST_AUTO_TEST_CASE(china_has_a_domain_of_its_own) {
  S3Bench b;
  const S3 there{b.account, S3Options{"", "cn-north-1"}};
  BOOST_TEST(there.url_of(S3Place{"rel", "x"}, "") == "https://rel.s3.cn-north-1.amazonaws.com.cn/x");
}

BOOST_AUTO_TEST_CASE(a_bucket_in_another_region_is_asked_there_and_signed_for_it) {
  S3Bench b;
  b.client.expect(Method::head, "https://rel.s3.us-east-1.amazonaws.com/", in_region(301, "eu-west-3"));
  b.client.expect(Method::head, "https://rel.s3.eu-west-3.amazonaws.com/", answer(200));
  b.client.expect(Method::head, "https://rel.s3.eu-west-3.amazonaws.com/", answer(200));

  BOOST_TEST(b.send(Method::head)->status == 200);
  BOOST_TEST(b.send(Method::head)->status == 200);

  BOOST_TEST(b.client.requests()[1].headers.get("Authorization").find("/eu-west-3/s3/") != std::string::npos);
  BOOST_TEST(!b.client.requests()[0].follow);
}

BOOST_AUTO_TEST_CASE(a_region_that_is_told_in_the_text_is_learned_too) {
  S3Bench b;
  b.client.expect(Method::get, "us-east-1",
                  answer(400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region></Error>"));
  b.client.expect(Method::get, "eu-west-3", answer(200));

  BOOST_TEST(b.send()->status == 200);
}

BOOST_AUTO_TEST_CASE(a_region_that_is_none_leads_nowhere) {
  S3Bench b;
  b.client.expect(Method::get, "us-east-1", in_region(400, "evil.example/"));

  BOOST_TEST(b.send()->status == 400);
  BOOST_TEST(b.client.done());
}

// ErrorResponses of S3: more than fifteen minutes between its clock and ours; more than it takes at once.
BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_and_a_file_that_is_too_large_are_told_as_that) {
  const std::tuple<int, const char*, const char*> refusals[] = {
      {403, "RequestTimeTooSkewed", "the clock of this machine is wrong: set it"},
      {400, "EntityTooLarge", "the server takes no file of that size"}};
  for (const auto& [status, code, hint] : refusals) {
    S3Bench b;
    b.client.expect(Method::put, "a%20b/c", answer(status, fmt::format("<Error><Code>{}</Code></Error>", code)));

    const auto sent = b.upload(10);

    BOOST_TEST_REQUIRE(sent.has_error());
    BOOST_TEST((sent.error().code == ra::Errc::config));
    BOOST_TEST(sent.error().hint == hint);
  }
}

BOOST_AUTO_TEST_CASE(a_clock_that_is_wrong_is_not_tried_again_with_another_key) {
  S3Bench b;
  b.client.expect(Method::get, "us-east-1", answer(403, "<Error><Code>RequestTimeTooSkewed</Code></Error>"));

  BOOST_TEST(b.send()->status == 403);
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(who_sends_in_circles_is_left) {
  S3Bench b;
  b.client.expect(Method::get, "us-east-1", in_region(301, "eu-west-3"));
  b.client.expect(Method::get, "eu-west-3", in_region(301, "us-east-1"));

  BOOST_TEST(b.send()->status == 301);
}

BOOST_AUTO_TEST_CASE(parts_grow_where_there_would_be_more_than_ten_thousand) {
  constexpr std::uint64_t limit = 16 * mib * 10'000;
  BOOST_TEST(part_size_of(limit - 1).value() == 16 * mib);
  BOOST_TEST(part_size_of(limit).value() == 16 * mib);
  BOOST_TEST(part_size_of(limit + 1).value() == 17 * mib);
  for (const std::uint64_t size : {limit - 1, limit, limit + 1, 5 * mib * mib}) {
    const std::uint64_t part = part_size_of(size).value();
    BOOST_TEST((size + part - 1) / part <= ra::aws::most_parts, size);
    BOOST_TEST(part >= ra::aws::least_part, size);
  }
}

BOOST_AUTO_TEST_CASE(no_part_has_more_than_five_gib) {
  constexpr std::uint64_t limit = ra::aws::most_part * ra::aws::most_parts;
  BOOST_TEST(part_size_of(limit - 1).value() == ra::aws::most_part);
  BOOST_TEST(part_size_of(limit).value() == ra::aws::most_part);
  BOOST_TEST((part_size_of(limit + 1).error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(a_file_of_one_part_is_sent_at_once_with_its_sums) {
  S3Bench b;
  b.client.expect(Method::put, "https://rel.s3.us-east-1.amazonaws.com/a%20b/c", answer(200));

  BOOST_TEST(b.upload(16 * mib).has_value());

  const auto& request = b.client.requests()[0];
  const std::string content(16 * mib, 'x');
  ra::Hasher sum{ra::Hash::sha256};
  sum.add(content);
  const std::string sha256 = sum.bytes();
  BOOST_TEST(request.headers.get("x-amz-content-sha256") == ra::hex_of(sha256));
  BOOST_TEST(request.headers.get("x-amz-checksum-sha256") == ra::base64_of(sha256));
  BOOST_TEST(request.headers.get("Content-MD5").size() == 24U);
  BOOST_TEST(request.headers.get("Content-Type") == "application/zip");
  BOOST_TEST(request.headers.get("x-amz-acl") == "public-read");
  BOOST_TEST(request.headers.get("If-None-Match") == "*");
}

BOOST_AUTO_TEST_CASE(one_byte_more_makes_two_parts) {
  S3Bench b;
  auto part = answer(200);
  part.headers.set("ETag", "\"e\"");
  part.headers.set("x-amz-checksum-sha256", "c=");
  b.client.expect(Method::get, "?prefix=a%20b%2Fc&uploads=", answer(200, "<ListMultipartUploadsResult/>"));
  b.client.expect(Method::post, "/c?uploads=", answer(200, "<R><UploadId>u/1</UploadId></R>"));
  b.client.expect(Method::put, "partNumber=1&uploadId=u%2F1", part);
  b.client.expect(Method::put, "partNumber=2&uploadId=u%2F1", part);
  b.client.expect(Method::post, "?uploadId=u%2F1", answer(200, "<CompleteMultipartUploadResult/>"));

  const auto done = b.upload(16 * mib + 1);

  BOOST_TEST(done.has_value(), (done ? "" : done.error().message));
  BOOST_TEST(b.client.requests()[3].file_bytes.value() == 1U);
  BOOST_TEST(
      b.client.requests()[4].body.ends_with("<Part><PartNumber>2</PartNumber><ETag>&quot;e&quot;</ETag>"
                                            "<ChecksumSHA256>c=</ChecksumSHA256></Part></CompleteMultipartUpload>"));
}

BOOST_AUTO_TEST_CASE(what_goes_wrong_after_a_200_is_heard_and_given_up) {
  S3Bench b;
  b.client.expect(Method::get, "uploads=", answer(200, "<ListMultipartUploadsResult/>"));
  b.client.expect(Method::post, "uploads=", answer(200, "<R><UploadId>u</UploadId></R>"));
  b.client.expect(Method::put, "partNumber=1", answer(200));
  b.client.expect(Method::put, "partNumber=2", answer(200));
  b.client.expect(Method::post, "uploadId=u",
                  answer(200, "<Error><Code>SlowDown</Code><Message>Wait.</Message></Error>"));
  b.client.expect(Method::delete_, "uploadId=u", answer(204));

  const auto done = b.upload(16 * mib + 1);

  BOOST_TEST_REQUIRE(done.has_error());
  BOOST_TEST((done.error().code == Errc::unavailable));
  BOOST_TEST(done.error().message == "putting together s3://rel/a b/c: SlowDown (Wait)");
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_given_up_is_named) {
  S3Bench b;
  b.client.expect(Method::get, "uploads=", answer(403));
  b.client.expect(Method::post, "uploads=", answer(200, "<R><UploadId>u</UploadId></R>"));
  b.client.expect(Method::put, "partNumber=1", answer(403, "<Error><Code>AccessDenied</Code></Error>"));
  b.client.expect(Method::delete_, "uploadId=u", answer(403, "<Error><Code>AccessDenied</Code></Error>"));

  const auto done = b.upload(16 * mib + 1);

  BOOST_TEST((done.error().code == Errc::unauthorized));
  BOOST_TEST(
      done.error().message ==
      "sending part 1 of 2 of s3://rel/a b/c: AccessDenied; and what was begun is left over: giving up an upload "
      "to s3://rel/a b/c: AccessDenied");
}

BOOST_AUTO_TEST_CASE(a_refusal_is_one_line_with_what_to_do) {
  struct Row {
    int status;
    const char* body;
    Errc code;
    const char* message;
  };
  for (const Row& row : {
           Row{404, "<Error><Code>NoSuchBucket</Code><Message>The bucket\nis not there.</Message></Error>",
               Errc::config, "x: NoSuchBucket (The bucket is not there)"},
           Row{400, "<Error><Code>EntityTooLarge</Code></Error>", Errc::config, "x: EntityTooLarge"},
           Row{503, "<Error><Code>SlowDown</Code></Error>", Errc::unavailable, "x: SlowDown"},
           Row{403, "<Error><Code>SignatureDoesNotMatch</Code></Error>", Errc::unauthorized,
               "x: SignatureDoesNotMatch"},
           Row{412, "<Error><Code>PreconditionFailed</Code></Error>", Errc::conflict, "x: PreconditionFailed"},
           Row{403, "", Errc::unauthorized, "x: the server answers 403"},
           Row{500, "<html>oops", Errc::unavailable, "x: the server answers 500"},
           Row{418, "", Errc::config, "x: the server answers 418"},
       }) {
    const auto e = ra::aws::refused(answer(row.status, row.body), "x");
    BOOST_TEST((e.code == row.code), row.body);
    BOOST_TEST(e.message == row.message);
  }
}

BOOST_AUTO_TEST_SUITE_END()
