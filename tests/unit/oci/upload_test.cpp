#include "registry_bench.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using namespace ra::oci::test;
using ra::Errc;
using ra::http::Method;
using ra::test::await;

namespace {

struct UploadBench : RegistryBench {
  Repository to = repository();
  const std::string bytes = "0123456789";
  const Descriptor blob = blob_of(bytes);
  const std::string query = "digest=sha256%3A" + blob.digest.substr(7);

  ra::Result<> send() { return await(to.send_blob(blob, {{}, bytes})); }
  void expect_begin(const std::string& location, const std::string& least = {}) {
    client.expect(Method::post, "/v2/a/b/blobs/uploads/",
                  reply(202, {{"Location", location}, {"OCI-Chunk-Min-Length", least}}));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(uploads, UploadBench)

BOOST_AUTO_TEST_CASE(a_blob_goes_in_one_put_to_a_relative_place_with_a_query) {
  expect_begin("/upload/1?_state=x");
  client.expect(Method::put, "https://r.example/upload/1?_state=x&" + query, reply(201));

  BOOST_TEST(send().has_value());

  BOOST_TEST(client.done());
  BOOST_TEST(client.requests().at(1).body == bytes);
}

BOOST_AUTO_TEST_CASE(an_absolute_place_without_a_query_and_one_beside_are_found) {
  expect_begin("https://r.example/u");
  client.expect(Method::put, "https://r.example/u?" + query, reply(201));
  BOOST_TEST(send().has_value());
  expect_begin("7");
  client.expect(Method::put, "https://r.example/v2/a/b/blobs/uploads/7?" + query, reply(201));
  BOOST_TEST(send().has_value());
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(a_place_over_plain_http_is_not_gone_to) {
  for (int i = 0; i < 4; ++i) {
    expect_begin("http://r.example/u");
    if (i < 3) client.expect(Method::head, "/blobs/", reply(404));
  }

  BOOST_TEST((send().error().code == Errc::unavailable));
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(what_was_cut_off_goes_on_where_it_stopped) {
  expect_begin("/u?s=1");
  client.expect(Method::put, "/u?s=1&digest=", ra::error(Errc::uncertain, "reset"));
  client.expect(Method::head, "/blobs/", reply(404));
  client.expect(Method::get, "/u?s=1", reply(204, {{"Range", "0-3"}, {"Location", "/u?s=2"}}));
  client.expect(Method::patch, "/u?s=2", reply(202, {{"Location", "/u?s=3"}}));
  client.expect(Method::put, "/u?s=3&" + query, reply(201));

  BOOST_TEST(send().has_value());

  BOOST_TEST(client.done());
  BOOST_TEST(sent(4, "Content-Range") == "4-9");
  BOOST_TEST(client.requests().at(4).body == "456789");
  BOOST_TEST(slept.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_put_whose_answer_was_lost_is_not_sent_again) {
  expect_begin("/u");
  client.expect(Method::put, "/u?digest=", ra::error(Errc::uncertain, "reset"));
  client.expect(Method::head, "/blobs/", reply(200));

  BOOST_TEST(send().has_value());
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(an_upload_that_is_gone_begins_anew) {
  expect_begin("/u?s=1");
  client.expect(Method::put, "/u?s=1", reply(503));
  client.expect(Method::head, "/blobs/", reply(404));
  client.expect(Method::get, "/u?s=1", reply(404));
  expect_begin("/u?s=2");
  client.expect(Method::put, "/u?s=2", reply(201));

  BOOST_TEST(send().has_value());
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(pieces_out_of_order_are_put_right) {
  expect_begin("/u?s=1");
  client.expect(Method::put, "/u?s=1", ra::error(Errc::uncertain, "reset"));
  client.expect(Method::head, "/blobs/", reply(404));
  client.expect(Method::get, "/u?s=1", reply(204, {{"Range", "0-7"}}));
  client.expect(Method::patch, "/u?s=1", reply(416));
  client.expect(Method::get, "/u?s=1", reply(204, {{"Range", "bytes=0-5"}}));
  client.expect(Method::patch, "/u?s=1", reply(202, {{"Location", "/u?s=4"}}));
  client.expect(Method::put, "/u?s=4", reply(201));

  BOOST_TEST(send().has_value());

  BOOST_TEST(client.done());
  BOOST_TEST(sent(6, "Content-Range") == "6-9");
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_much_at_once_goes_in_pieces_as_large_as_the_registry_wants) {
  const ra::test::TemporaryFolder folder;
  const std::string large(std::size_t{34} << 20U, 'x');
  ra::write_file(folder / "f", large).value();
  expect_begin("/u?s=1");
  client.expect(Method::put, "/u?s=1", reply(413));
  expect_begin("/u?s=2", std::to_string(20 << 20));
  client.expect(Method::patch, "/u?s=2", reply(202, {{"Location", "/u?s=3"}}));
  client.expect(Method::patch, "/u?s=3", reply(202, {{"Location", "/u?s=4"}}));
  client.expect(Method::put, "/u?s=4&digest=", reply(201));

  BOOST_TEST(await(to.send_blob(blob_of(large), {folder / "f", {}})).has_value());

  BOOST_TEST(client.done());
  BOOST_TEST(sent(3, "Content-Range") == "0-20971519");
  BOOST_TEST(sent(4, "Content-Range") == "20971520-35651583");
  BOOST_TEST(client.requests().at(4).file_from == 20971520U);
  BOOST_TEST((client.requests().at(4).file_bytes == 14680064U));
}

BOOST_AUTO_TEST_CASE(what_no_waiting_mends_is_said_at_once) {
  expect_begin("/u");
  client.expect(Method::put, "/u", reply(403, {}, R"({"errors":[{"code":"DENIED","message":"no"}]})"));

  BOOST_TEST((send().error().code == Errc::unauthorized));
  BOOST_TEST(slept.empty());
}

BOOST_AUTO_TEST_CASE(a_blob_that_is_there_is_not_mounted) {
  client.expect(Method::head, "/blobs/", reply(200));

  BOOST_TEST((await(to.take_over(blob, {"c"})).value() == Arrived::was_there));
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(a_mount_that_is_taken_is_done) {
  client.expect(Method::head, "/blobs/", reply(404));
  client.expect(Method::post, "/uploads/?mount=sha256%3A" + blob.digest.substr(7) + "&from=c%2Fd", reply(201));

  BOOST_TEST((await(to.take_over(blob, {"c/d"})).value() == Arrived::mounted));
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_CASE(a_mount_that_is_not_taken_is_cancelled_and_the_next_tried) {
  client.expect(Method::head, "/blobs/", reply(404));
  client.expect(Method::post, "from=c", reply(202, {{"Location", "/u"}}));
  client.expect(Method::delete_, "/u", reply(204));
  client.expect(Method::post, "from=d", reply(404));

  BOOST_TEST((await(to.take_over(blob, {"c", "d"})).value() == Arrived::not_yet));
  BOOST_TEST(client.done());
}

BOOST_AUTO_TEST_SUITE_END()
