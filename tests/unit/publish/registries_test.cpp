#include "archive/tar_writer.hpp"
#include "archive/workers.hpp"
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "publish/destination.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using ra::Errc;
using ra::Result;
using ra::http::Method;
using ra::publish::Item;
using ra::test::answer;
using ra::test::json_answer;

namespace {

// One packed file and a registry that is a script.
struct UndoBench {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::Environment environment;
  ra::test::FakeClock clock;
  std::unique_ptr<ra::publish::Destination> destination;
  Item item;

  UndoBench(const std::string& kind, const std::string& file, const std::string& member, const std::string& content,
            const std::string& to) {
    ra::archive::Workers workers{1};
    const auto tree = ra::archive::Tree::of({ra::archive::content_entry(member, content)}).value();
    if (!ra::archive::make_tar(tree, folder.path() / file, {}, workers)) throw std::runtime_error("not written");
    ra::publish::Access access{client, environment, clock, folder.path(), "", ra::Secret{}, ra::Secret{"s3cr3t-token"},
                               {},     {}};
    access.patience = std::chrono::minutes{1};
    access.sleep = clock.sleep();
    destination = ra::publish::make_destination(kind, access).value();
    item = Item{folder.path() / file, file, "there", to, false};
    const auto prepared = destination->prepare({item});
    if (!prepared) throw std::runtime_error(prepared.error().message);
  }

  Result<> undo() { return ra::run_coroutine(destination->undo(item)); }
};

struct CrateBench : UndoBench {
  CrateBench()
      : UndoBench("crates", "demo-1.0.0.crate", "demo-1.0.0/Cargo.toml",
                  "[package]\nname = \"demo\"\nversion = \"1.0.0\"\n", "sparse+https://index.example/") {
    client.expect(Method::get, "https://index.example/config.json",
                  json_answer(200, R"({"api":"https://api.example"})"));
  }
};

struct NpmBench : UndoBench {
  NpmBench()
      : UndoBench("npm", "demo.tgz", "package/package.json", R"({"name":"@a/demo","version":"1.0.0"})",
                  "https://npm.example/") {}
};

constexpr const char* packument =
    R"({"_rev":"3-x","name":"@a/demo","versions":{"0.9.0":{"x":1},"1.0.0":{"dist":{"shasum":"aa"}}}})";

}  // namespace

BOOST_AUTO_TEST_SUITE(registries)

BOOST_AUTO_TEST_CASE(a_crate_is_yanked) {
  CrateBench b;
  b.client.expect(Method::delete_, "https://api.example/api/v1/crates/demo/1.0.0/yank",
                  json_answer(200, R"({"ok":true})"));

  BOOST_TEST(b.undo().has_value());
  BOOST_TEST(b.client.requests()[1].headers.get("Authorization") == "s3cr3t-token");
  BOOST_TEST(b.destination->undoing(b.item) == "yanks demo 1.0.0: nobody new gets it, and who has it keeps it");
}

BOOST_AUTO_TEST_CASE(errors_in_a_good_answer_to_a_yank_are_errors) {
  CrateBench b;
  b.client.expect(Method::delete_, "/yank", json_answer(200, R"({"errors":[{"detail":"must be an owner"}]})"));

  const Result<> undone = b.undo();

  BOOST_TEST(undone.error().message == "demo is not yanked: must be an owner");
}

BOOST_AUTO_TEST_CASE(a_crate_is_waited_for_in_the_index_and_not_for_ever) {
  CrateBench b;
  b.client.expect(Method::put, "https://api.example/api/v1/crates/new", json_answer(200, "{}"));
  const std::string line = R"({"name":"demo","vers":"1.0.0","cksum":"aa"})";
  b.client.expect(Method::get, "/de/mo/demo", answer(404));
  b.client.expect(Method::get, "/de/mo/demo", answer(404));
  b.client.expect(Method::get, "/de/mo/demo", answer(200, line));
  const auto sent = ra::run_coroutine(b.destination->send(b.item));
  BOOST_TEST(sent.has_value());
  BOOST_TEST((b.clock.slept() == std::vector<ra::Duration>{ra::Duration{250}, ra::Duration{500}}));

  CrateBench never;
  never.client.expect(Method::put, "/api/v1/crates/new", json_answer(200, "{}"));
  for (int i = 0; i < 12; ++i) never.client.expect(Method::get, "/de/mo/demo", answer(404));

  const auto waited = ra::run_coroutine(never.destination->send(never.item));

  BOOST_TEST((waited.error().code == Errc::unavailable));
  BOOST_TEST((never.clock.slept_in_all() == ra::Duration{std::chrono::minutes{1}}));
  // 250 ms, twice that, …, and never longer than 10 s.
  BOOST_TEST((std::ranges::max(never.clock.slept()) == ra::Duration{std::chrono::seconds{10}}));
}

BOOST_AUTO_TEST_CASE(errors_in_a_good_answer_to_a_crate_are_errors_unless_it_is_there_already) {
  CrateBench b;
  b.client.expect(Method::put, "/api/v1/crates/new", json_answer(200, R"({"errors":[{"detail":"no license"}]})"));
  BOOST_TEST(ra::run_coroutine(b.destination->send(b.item)).error().message == "demo is refused: no license");

  CrateBench there;
  there.client.expect(Method::put, "/new", json_answer(200, R"({"errors":[{"detail":"it was uploaded already"}]})"));
  there.client.expect(Method::get, "/de/mo/demo", answer(200, R"({"name":"demo","vers":"1.0.0","cksum":"aa"})"));
  BOOST_TEST(ra::run_coroutine(there.destination->send(there.item)).has_value());
}

BOOST_AUTO_TEST_CASE(a_crate_is_not_sent_before_what_it_needs_is_in_the_index) {
  UndoBench b{"crates", "demo-1.0.0.crate", "demo-1.0.0/Cargo.toml",
              "[package]\nname = \"demo\"\nversion = \"1.0.0\"\n[dependencies]\nbase = \"1\"\n",
              "sparse+https://index.example/"};
  ra::archive::Workers workers{1};
  const std::string content = "[package]\nname = \"base\"\nversion = \"1.0.0\"\n";
  const auto tree = ra::archive::Tree::of({ra::archive::content_entry("base-1.0.0/Cargo.toml", content)}).value();
  Item base = b.item;
  base.name = "base-1.0.0.crate";
  base.file = b.folder.path() / base.name;
  BOOST_REQUIRE(ra::archive::make_tar(tree, base.file, {}, workers).has_value());
  const auto ordered = b.destination->prepare({b.item, base});
  BOOST_REQUIRE(ordered.has_value());
  BOOST_TEST(ordered->front().name == base.name);

  BOOST_TEST(ra::run_coroutine(b.destination->send(b.item)).error().message == "demo needs base, which is not there");

  // Once it was seen there it may follow.
  b.client.expect(Method::get, "https://index.example/config.json",
                  json_answer(200, R"({"api":"https://api.example"})"));
  b.client.expect(Method::get, "/ba/se/base", answer(200, R"({"name":"base","vers":"1.0.0","cksum":"aa"})"));
  BOOST_TEST(ra::run_coroutine(b.destination->look(base)).value().has_value());
  b.client.expect(Method::put, "/api/v1/crates/new", json_answer(200, "{}"));
  b.client.expect(Method::get, "/de/mo/demo", answer(200, R"({"name":"demo","vers":"1.0.0","cksum":"aa"})"));
  BOOST_TEST(ra::run_coroutine(b.destination->send(b.item)).has_value());
}

BOOST_AUTO_TEST_CASE(a_version_of_npm_is_deprecated_and_the_others_stay_as_they_are) {
  NpmBench b;
  b.client.expect(Method::get, "https://npm.example/@a%2fdemo", json_answer(200, packument));
  b.client.expect(Method::put, "https://npm.example/@a%2fdemo", json_answer(201, "{}"));

  BOOST_TEST(b.undo().has_value());
  const auto sent = ra::json::parse(b.client.requests()[1].body).value();
  BOOST_TEST(sent["versions"]["1.0.0"]["deprecated"].as_string() == "this release was taken back");
  BOOST_TEST(sent["versions"]["1.0.0"]["dist"]["shasum"].as_string() == "aa");
  BOOST_TEST(sent["versions"]["0.9.0"].find("deprecated") == nullptr);
  BOOST_TEST(sent["_rev"].as_string() == "3-x");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_not_deprecated) {
  for (const auto& there : {answer(404), json_answer(200, R"({"versions":{"0.9.0":{"x":1}}})")}) {
    NpmBench b;
    b.client.expect(Method::get, "/@a%2fdemo", there);

    const Result<> undone = b.undo();

    BOOST_TEST(undone.error().message == "@a/demo 1.0.0 is not there");
    BOOST_TEST((undone.error().code == Errc::not_found));
  }
}

BOOST_AUTO_TEST_CASE(what_is_deprecated_already_is_done) {
  NpmBench b;
  b.client.expect(Method::get, "/@a%2fdemo", json_answer(200, R"({"versions":{"1.0.0":{"deprecated":"old"}}})"));

  BOOST_TEST(b.undo().has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_tarball_of_another_host_is_read_without_the_token) {
  NpmBench b;
  b.client.expect(Method::get, "/@a%2fdemo",
                  json_answer(200, R"({"versions":{"1.0.0":{"dist":{"tarball":"https://cdn.example/x.tgz"}}}})"));
  b.client.expect(Method::get, "https://cdn.example/x.tgz", answer(404));

  const auto there = ra::run_coroutine(b.destination->look(b.item));

  BOOST_TEST((there.error().code == Errc::unavailable));
  BOOST_TEST(b.client.requests()[0].headers.get("Authorization") == "Bearer s3cr3t-token");
  BOOST_TEST(b.client.requests()[1].headers.get("Authorization") == "");
}

BOOST_AUTO_TEST_SUITE_END()
