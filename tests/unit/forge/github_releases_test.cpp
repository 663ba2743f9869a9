#include "bench.hpp"

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <filesystem>

using ra::Errc;
using ra::forge::Release;
using ra::forge::ReleaseDraft;
using ra::test::answer;
using ra::test::ForgeBench;
using ra::test::json_answer;

namespace {

const std::string content = "zip";

std::string asset_of(const std::string& name, const std::string& bytes, const std::string& state = "uploaded",
                     bool digest = true) {
  return fmt::format(R"({{"id": 9, "name": "{}", "state": "{}", "size": {}, "digest": {}}})", name, state, bytes.size(),
                     digest ? "\"sha256:" + ra::sha256_of(bytes) + "\"" : "null");
}

std::string release_of(const std::string& body = "text", bool draft = false, const std::string& assets = {}) {
  return fmt::format(R"({{"id": 5, "tag_name": "1.0.0", "name": "P 1.0.0", "body": "{}", "draft": {},
      "prerelease": false, "html_url": "l", "assets": [{}],
      "upload_url": "https://ghe.example/api/uploads/repos/acme/release/releases/5/assets{{?name,label}}"}})",
                     body, draft, assets);
}

ReleaseDraft wanted() {
  ReleaseDraft draft;
  draft.tag = "1.0.0";
  draft.name = "P 1.0.0";
  draft.body = "text";
  return draft;
}

struct UploadBench : ForgeBench {
  ra::test::TemporaryFolder folder;
  Release release;

  UploadBench() {
    release.id = 5;
    release.tag = "1.0.0";
    release.upload_url = "https://ghe.example/api/uploads/repos/acme/release/releases/5/assets";
    BOOST_TEST_REQUIRE(ra::write_file(folder / "a b.zip", content).has_value());
  }

  ra::Result<ra::forge::Asset> upload() {
    return await(github()->releases().upload(release, folder / "a b.zip", "application/zip"));
  }

  void has(const std::string& asset) {
    const auto value = ra::json::parse(asset).value();
    ra::forge::Asset there;
    there.id = 9;
    there.name = value["name"].as_string();
    there.size = static_cast<std::uint64_t>(value["size"].as_int());
    there.digest = value["digest"].as_string();
    there.uploaded = value["state"].as_string() == "uploaded";
    release.assets.push_back(there);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(github_releases)

BOOST_AUTO_TEST_CASE(a_draft_is_found_in_the_list_since_it_has_no_tag_yet) {
  ForgeBench b;
  b.get("/releases/tags/1.0.0", ra::test::not_found());
  b.get("/releases?per_page=100", json_answer(200, "[" + release_of("text", true) + "]"));

  const auto release = b.await(b.github()->releases().of_tag("1.0.0")).value();
  BOOST_TEST_REQUIRE(release.has_value());
  BOOST_TEST(release->draft);
  BOOST_TEST(release->upload_url.ends_with("/assets"));
}

BOOST_AUTO_TEST_CASE(a_release_that_is_there_is_done_when_equal_and_a_conflict_when_not) {
  ForgeBench b;
  b.get("/releases/tags/1.0.0", json_answer(200, release_of("text\\r\\n")));
  b.get("/releases/tags/1.0.0", json_answer(200, release_of("other")));
  const auto github = b.github();

  BOOST_TEST(b.await(github->releases().create(wanted())).value().id == 5);
  BOOST_TEST((b.await(github->releases().create(wanted())).error().code == Errc::conflict));
  BOOST_TEST(b.client.requests().size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_list_has_drafts_of_other_tags_too) {
  ForgeBench b;
  std::string other = release_of("text", true);
  other.replace(other.find("1.0.0"), 5, "2.0.0");
  b.get("/releases/tags/1.0.0", ra::test::not_found());
  b.get("/releases?per_page=100", json_answer(200, "[" + other + "]"));

  BOOST_TEST(!b.await(b.github()->releases().of_tag("1.0.0")).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_release_that_differs_in_anything_is_another) {
  const auto made = [](const ReleaseDraft& draft) {
    ForgeBench b;
    b.get("/releases/tags/1.0.0", json_answer(200, release_of()));
    return b.await(b.github()->releases().create(draft)).has_value();
  };
  BOOST_TEST(made(wanted()));
  auto draft = wanted();
  draft.name = "Q 1.0.0";
  BOOST_TEST(!made(draft));
  draft = wanted();
  draft.draft = true;
  BOOST_TEST(!made(draft));
  draft = wanted();
  draft.prerelease = true;
  BOOST_TEST(!made(draft));
}

BOOST_AUTO_TEST_CASE(what_github_says_of_a_release_is_kept) {
  ForgeBench b;
  std::string text = release_of();
  text.replace(text.find("\"prerelease\": false"), 19, R"("prerelease": true, "immutable": true)");
  b.get("/releases/tags/1.0.0", json_answer(200, text));

  const auto release = b.await(b.github()->releases().of_tag("1.0.0")).value().value();

  BOOST_TEST(release.prerelease);
  BOOST_TEST(release.immutable);
}

BOOST_AUTO_TEST_CASE(a_new_tag_is_made_where_it_is_wanted) {
  ForgeBench b;
  b.get("/releases/tags/1.0.0", ra::test::not_found());
  b.get("/releases?", json_answer(200, "[]"));
  b.post("/releases", json_answer(201, release_of()));
  auto draft = wanted();
  draft.target = "c0ffee";

  BOOST_TEST(b.await(b.github()->releases().create(draft)).has_value());
  BOOST_TEST(b.last_body().find(R"("target_commitish":"c0ffee")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_release_that_somebody_made_meanwhile_is_compared) {
  for (const bool same : {true, false}) {
    ForgeBench b;
    b.get("/releases/tags/1.0.0", ra::test::not_found());
    b.get("/releases?", json_answer(200, "[]"));
    b.post("/releases",
           json_answer(422, R"({"message": "Validation Failed", "errors": [{"code": "already_exists"}]})"));
    b.get("/releases/tags/1.0.0", json_answer(200, release_of(same ? "text" : "other")));

    BOOST_TEST(b.await(b.github()->releases().create(wanted())).has_value() == same);
    BOOST_TEST(b.client.done());
  }
}

BOOST_AUTO_TEST_CASE(a_release_that_is_refused_says_why) {
  ForgeBench b;
  b.get("/releases/tags/1.0.0", ra::test::not_found());
  b.get("/releases?", json_answer(200, "[]"));
  b.post("/releases", json_answer(422, R"({"message": "Validation Failed", "errors": ["no such commit"]})"));
  b.get("/releases/tags/1.0.0", ra::test::not_found());
  b.get("/releases?", json_answer(200, "[]"));

  const auto e = b.await(b.github()->releases().create(wanted())).error();
  BOOST_TEST((e.code == Errc::conflict));
  BOOST_TEST(e.message.find("no such commit") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_not_sent_to_an_edit_either) {
  ForgeBench b;
  auto draft = wanted();
  draft.body = std::string(125'001, 'x');

  BOOST_TEST((b.await(b.github()->releases().edit(5, draft)).error().code == Errc::config));
  BOOST_TEST(b.client.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_lost_answer_is_looked_for) {
  ForgeBench b;
  b.get("/releases/tags/1.0.0", ra::test::not_found());
  b.get("/releases?", json_answer(200, "[]"));
  b.client.expect(ra::http::Method::post, "/releases", ra::error(Errc::uncertain, "reset"));
  b.get("/releases/tags/1.0.0", json_answer(200, release_of()));

  BOOST_TEST(b.await(b.github()->releases().create(wanted())).value().id == 5);
}

BOOST_AUTO_TEST_CASE(a_text_has_125000_characters_at_most_however_many_bytes) {
  for (const std::size_t length : {124'999U, 125'000U, 125'001U}) {
    ForgeBench b;
    b.get("/releases/tags/1.0.0", ra::test::not_found());
    b.get("/releases?", json_answer(200, "[]"));
    b.post("/releases", json_answer(201, release_of()));
    auto draft = wanted();
    draft.body.clear();
    for (std::size_t i = 0; i < length; ++i) draft.body += "é";

    const auto made = b.await(b.github()->releases().create(draft));
    BOOST_TEST(made.has_value() == (length <= 125'000U));
    if (!made) BOOST_TEST(b.client.requests().empty());
  }
}

BOOST_AUTO_TEST_CASE(a_file_goes_to_the_address_of_the_release_with_the_token) {
  UploadBench b;
  b.post("/api/uploads/repos/acme/release/releases/5/assets?name=a%20b.zip",
         json_answer(201, asset_of("a.b.zip", content)));

  BOOST_TEST(b.upload().value().name == "a.b.zip");
  const auto& request = b.client.requests().back();
  BOOST_TEST(request.body_file == b.folder / "a b.zip");
  BOOST_TEST(request.headers.get("Content-Type") == "application/zip");
  BOOST_TEST(!request.headers.get("Authorization").empty());
}

BOOST_AUTO_TEST_CASE(a_strangers_address_gets_no_token) {
  UploadBench b;
  b.release.upload_url = "https://evil.example/assets";
  b.post("https://evil.example/assets", json_answer(201, asset_of("a.b.zip", content)));

  b.upload();
  BOOST_TEST(b.client.requests().back().headers.get("Authorization").empty());
}

BOOST_AUTO_TEST_CASE(githubs_own_host_for_uploads_gets_it) {
  UploadBench b;
  b.base = "https://api.github.com";
  b.release.upload_url = "https://uploads.github.com/repos/acme/release/releases/5/assets";
  b.post("https://uploads.github.com/", json_answer(201, asset_of("a.b.zip", content)));

  b.upload();
  BOOST_TEST(!b.client.requests().back().headers.get("Authorization").empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_there_is_done_when_equal_and_a_conflict_when_not) {
  UploadBench equal;
  equal.has(asset_of("a.b.zip", content));
  BOOST_TEST(equal.upload().has_value());
  UploadBench other;
  other.has(asset_of("a.b.zip", "abc"));
  BOOST_TEST((other.upload().error().code == Errc::conflict));
  UploadBench undigested;
  undigested.has(asset_of("a.b.zip", "abc", "uploaded", false));
  BOOST_TEST(undigested.upload().has_value());
  BOOST_TEST(equal.client.requests().size() + other.client.requests().size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_stub_of_a_broken_upload_is_taken_away_and_the_file_sent_again) {
  UploadBench b;
  b.client.expect(ra::http::Method::post, "/assets?name", json_answer(502, R"({"message": "Server Error"})"));
  b.get("/releases/5/assets?", json_answer(200, "[" + asset_of("a.b.zip", "", "starter", false) + "]"));
  b.remove("/releases/assets/9", answer(204));
  b.post("/assets?name", json_answer(201, asset_of("a.b.zip", content)));

  BOOST_TEST(b.upload().has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(who_was_slower_compares) {
  UploadBench b;
  b.post("/assets?name",
         json_answer(422, R"({"message": "Validation Failed", "errors": [{"code": "already_exists"}]})"));
  b.get("/releases/5/assets?", json_answer(200, "[" + asset_of("a.b.zip", content) + "]"));

  BOOST_TEST(b.upload().has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_with_another_digest_is_a_conflict) {
  UploadBench b;
  b.post("/assets?name", json_answer(201, asset_of("a.b.zip", "cut")));

  BOOST_TEST((b.upload().error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(nothing_is_added_to_an_immutable_release) {
  UploadBench b;
  b.release.immutable = true;

  BOOST_TEST((b.upload().error().code == Errc::conflict));
  BOOST_TEST(b.client.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_file_of_two_gibibytes_is_one_byte_too_large) {
  constexpr std::uintmax_t limit = std::uintmax_t{2} << 30U;
  for (const std::uintmax_t size : {limit - 1, limit, limit + 1}) {
    UploadBench b;
    std::filesystem::resize_file(b.folder / "a b.zip", size);  // sparse
    b.upload();
    BOOST_TEST(b.client.requests().size() == (size < limit ? 1U : 0U));
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_known_by_its_name_its_label_or_the_name_that_github_made_of_it) {
  for (const std::string name : {"a b.zip", "a.b.zip"}) {
    UploadBench b;
    b.has(asset_of(name, content));
    BOOST_TEST(b.upload().has_value(), name);
    BOOST_TEST(b.client.requests().empty());
  }
  UploadBench labelled;
  labelled.has(asset_of("default.zip", content));
  labelled.release.assets[0].label = "a b.zip";
  BOOST_TEST(labelled.upload().has_value());
  BOOST_TEST(labelled.client.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_plus_in_a_name_stays) {
  UploadBench b;
  std::filesystem::rename(b.folder / "a b.zip", b.folder / "a+b c.zip");
  b.has(asset_of("a+b.c.zip", content));

  BOOST_TEST(b.await(b.github()->releases().upload(b.release, b.folder / "a+b c.zip", "application/zip")).has_value());
  BOOST_TEST(b.client.requests().empty());
}

BOOST_AUTO_TEST_CASE(without_a_digest_the_size_is_compared) {
  UploadBench b;
  b.has(asset_of("a.b.zip", "longer", "uploaded", false));

  BOOST_TEST((b.upload().error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(an_upload_that_github_calls_unfinished_is_not_done) {
  UploadBench b;
  b.post("/assets?name", json_answer(201, asset_of("a.b.zip", content, "starter")));

  BOOST_TEST((b.upload().error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_release_takes_a_thousand_files) {
  for (const std::size_t count : {998U, 999U, 1000U, 1001U}) {
    UploadBench b;
    b.release.assets.resize(count);
    b.post("/assets?name", json_answer(201, asset_of("a.b.zip", content)));

    BOOST_TEST(b.upload().has_value() == (count < 1000U));
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_sent_three_times_at_most) {
  UploadBench b;
  for (int i = 0; i < 3; ++i) {
    if (i > 0) b.get("/releases/5/assets?", json_answer(200, "[]"));
    b.post("/assets?name", json_answer(502, "{}"));
  }

  BOOST_TEST((b.upload().error().code == Errc::transient));
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_lost_answer_to_a_file_is_looked_for_and_a_refusal_is_final) {
  UploadBench lost;
  lost.client.expect(ra::http::Method::post, "/assets?name", ra::error(Errc::uncertain, "reset"));
  lost.get("/releases/5/assets?", json_answer(200, "[" + asset_of("a.b.zip", content) + "]"));
  UploadBench refused;
  refused.post("/assets?name", json_answer(403, "{}"));

  BOOST_TEST(lost.upload().has_value());
  BOOST_TEST((refused.upload().error().code == Errc::unauthorized));
  BOOST_TEST(refused.client.requests().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_stub_that_is_gone_already_is_no_error) {
  UploadBench b;
  b.has(asset_of("a.b.zip", "", "starter", false));
  b.remove("/releases/assets/9", ra::test::not_found());
  b.post("/assets?name", json_answer(201, asset_of("a.b.zip", content)));

  BOOST_TEST(b.upload().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
