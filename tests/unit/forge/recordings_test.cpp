#include "bench.hpp"

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>

// What github.com itself answered once (tests/fixtures/github): that it is read as it comes.

using ra::Errc;
using ra::forge::State;

namespace {

struct Recorded {
  std::string method;
  std::string url;
  ra::http::Response response;
  bool used = false;
};

// Each recorded answer once, for its method and address. We ask for longer pages and give files no label.
class RecordingClient final : public ra::http::Client {
 public:
  explicit RecordingClient(const std::string& scenario) {
    const auto text = ra::read_file(std::string{RA_FIXTURES} + "/github/" + scenario + ".json", 1U << 20U).value();
    const auto exchanges = ra::json::parse(text).value();
    for (const auto& exchange : exchanges.items()) {
      Recorded one;
      one.method = exchange["method"].as_string();
      one.url = plain(exchange["url"].as_string());
      one.response.status = static_cast<int>(exchange["status"].as_int());
      for (const auto& [name, at, value] : exchange["headers"].members()) {
        one.response.headers.set(name, value.as_string());
      }
      const auto& body = exchange["response"];
      one.response.body = body.is_string() ? body.as_string() : ra::json::dump(body);
      recorded_.push_back(one);
    }
  }

  boost::asio::awaitable<ra::Result<ra::http::Response>> send(const ra::http::Request& request) override {
    requests.push_back(request);
    for (auto& one : recorded_) {
      if (one.used || one.method != to_string(request.method) || one.url != plain(request.url)) continue;
      one.used = true;
      co_return one.response;
    }
    co_return ra::test::json_answer(404, R"({"message": "Not Found"})");
  }

  std::vector<ra::http::Request> requests;

 private:
  static std::string plain(const std::string& url) {
    static const std::regex ours{"([?&])per_page=100|&label=test"};
    return std::regex_replace(url, ours, "");
  }

  std::vector<Recorded> recorded_;
};

struct RecordingBench {
  RecordingClient client;
  std::string repository;
  ra::test::GithubBench bench;  // for its clock, options and await()
  std::unique_ptr<ra::forge::Forge> github;
  ra::github::Api api;

  explicit RecordingBench(const std::string& scenario, const std::string& name = {})
      : client{scenario},
        repository{"octokit-fixture-org/" + (name.empty() ? scenario : name)},
        github{ra::forge::make_github(client, repository, options(), bench.clock.sleep(), bench.clock).value()},
        api{client, options(), bench.clock.sleep(), bench.clock} {}

  ra::github::ApiOptions options() const {
    ra::github::ApiOptions options;
    options.token = ra::Secret{"0000000000000000000000000000000000000001"};
    return options;
  }

  std::string path(const std::string& rest) const { return "/repos/" + repository + rest; }
};

const std::string sha_1 = "0000000000000000000000000000000000000001";
const std::string sha_2 = "0000000000000000000000000000000000000002";

}  // namespace

BOOST_AUTO_TEST_SUITE(recordings)

BOOST_AUTO_TEST_CASE(pages_are_followed_to_addresses_of_another_shape) {
  RecordingBench b{"paginate-issues"};

  const auto issues = b.bench.await(b.api.list(b.path("/issues?per_page=3"), "issues")).value();

  BOOST_TEST(issues.size() == 13U);
  BOOST_TEST(b.client.requests.back().url.find("/repositories/1000/issues?per_page=3&page=5") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_renamed_repository_is_found_for_reading_and_for_writing) {
  RecordingBench b{"rename-repository"};
  auto body = ra::json::Value::object();
  body.set("name", "rename-repository-newname");
  BOOST_TEST(b.bench.await(b.api.write(ra::http::Method::patch, b.path(""), body, "rename")).has_value());

  const auto read = b.bench.await(b.api.get(b.path(""), "repository")).value();
  BOOST_TEST(read["name"].as_string() == "rename-repository-newname");

  body.set("description", "test description");
  const auto written = b.bench.await(b.api.write(ra::http::Method::patch, b.path(""), body, "describe")).value();
  BOOST_TEST(written["description"].as_string() == "test description");
  BOOST_TEST(b.client.requests.back().body == ra::json::dump(body));
  BOOST_TEST((b.client.requests.back().method == ra::http::Method::patch));
}

BOOST_AUTO_TEST_CASE(what_was_not_accepted_says_why) {
  RecordingBench b{"errors"};
  auto body = ra::json::Value::object();

  const auto e = b.bench.await(b.api.write(ra::http::Method::post, b.path("/labels"), body, "label foo")).error();

  BOOST_TEST((e.code == Errc::conflict));
  BOOST_TEST(e.message.find("color invalid") != std::string::npos, e.message);
}

BOOST_AUTO_TEST_CASE(a_file_is_uploaded_to_the_release_of_a_tag) {
  RecordingBench b{"release-assets"};
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "test-upload.txt", "Hello, world!\n").has_value());

  const auto release = b.bench.await(b.github->releases().of_tag("v1.0.0")).value();
  BOOST_TEST_REQUIRE(release.has_value());
  const auto asset =
      b.bench.await(b.github->releases().upload(*release, folder / "test-upload.txt", "text/plain")).value();

  BOOST_TEST(asset.uploaded);
  BOOST_TEST(asset.size == 14U);
  BOOST_TEST(!b.client.requests.back().headers.get("Authorization").empty());
}

BOOST_AUTO_TEST_CASE(a_file_that_another_upload_brought_there_is_compared) {
  RecordingBench b{"release-assets-conflict"};
  const ra::test::TemporaryFolder folder;
  BOOST_TEST_REQUIRE(ra::write_file(folder / "test-upload.txt", "Hello, world!\n").has_value());
  auto release = b.bench.await(b.github->releases().of_tag("v1.0.0")).value().value();
  release.assets.clear();  // as it looked before the other upload

  BOOST_TEST(b.bench.await(b.github->releases().upload(release, folder / "test-upload.txt", "text/plain")).has_value());
  BOOST_TEST(b.client.requests.back().url.find("/releases/1000/assets") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_ref_is_made) {
  RecordingBench b{"git-refs"};

  BOOST_TEST(b.bench.await(b.github->refs().create("refs/heads/test", sha_2)).has_value());
}

BOOST_AUTO_TEST_CASE(statuses_are_set_and_the_newest_is_read) {
  RecordingBench b{"create-status"};
  ra::forge::Status status;
  status.context = "default";
  BOOST_TEST(b.bench.await(b.github->statuses().set(sha_1, status)).has_value());
  BOOST_TEST(b.bench.await(b.github->statuses().set(sha_1, status)).has_value());

  const auto statuses = b.bench.await(b.github->statuses().of(sha_1)).value();

  BOOST_TEST(!statuses.empty());
  for (const auto& one : statuses) BOOST_TEST(one.description.starts_with("create-status"));
}

BOOST_AUTO_TEST_CASE(labels_are_added) {
  RecordingBench b{"add-labels-to-issue"};

  BOOST_TEST(b.bench.await(b.github->pulls().add_labels(1, {"Foo", "bAr", "baZ"})).has_value());
  BOOST_TEST(b.client.requests.back().body == R"({"labels":["Foo","bAr","baZ"]})");
}

BOOST_AUTO_TEST_CASE(a_repository_tells_the_rights_of_a_persons_token) {
  RecordingBench b{"get-repository", "hello-world"};

  const auto rights = b.bench.await(b.github->access().token()).value();

  BOOST_TEST(rights.can_push.has_value());
  BOOST_TEST(!rights.default_branch.empty());
}

BOOST_AUTO_TEST_SUITE_END()
