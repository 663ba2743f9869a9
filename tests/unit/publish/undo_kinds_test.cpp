// What undo() of the other kinds does.
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "publish/destination.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::http::Method;
using ra::publish::Item;
using ra::test::json_answer;

namespace {

constexpr const char* distributions = R"({"rpm":[{"index_name":"el","versions":[{"id":140,"index_name":"7"}]}]})";

struct ServerUndo {
  ra::test::TemporaryFolder folder;
  ra::test::ScriptedClient client;
  ra::test::FakeClock clock;
  ra::Environment environment;
  Item item;

  explicit ServerUndo(const std::string& where) {
    item.name = "a-1-1.noarch.rpm";
    item.file = folder / item.name;
    item.where = where;
    BOOST_TEST_REQUIRE(ra::write_file(item.file, "content").has_value());
  }

  std::unique_ptr<ra::publish::Destination> destination(const std::string& kind) {
    ra::publish::Access access{client, environment, clock, folder.path(), "", {}, ra::Secret{"the-token"}, {}, {}};
    access.settings = {{"tag", "3.1.0"}, {"distribution", "el/7"}};
    return ra::publish::make_destination(kind, access).value();
  }

  ra::Result<> undo(const std::string& kind) {
    const auto place = destination(kind);
    return ra::run_coroutine(place->undo(item));
  }

  void list_packages(const std::string& sum) {
    client.expect(Method::get, "/api/v1/distributions.json", json_answer(200, distributions));
    client.expect(
        Method::get, "/packages.json?per_page=250&page=1",
        json_answer(
            200, fmt::format(R"([{{"filename":"a-1-1.noarch.rpm","distro_version":"el/7","sha256sum":"{}"}}])", sum)));
    client.expect(Method::get, "&page=2", json_answer(200, "[]"));
  }
};

std::string release(bool draft, bool immutable) {
  return fmt::format(R"({{"id":7,"tag_name":"3.1.0","draft":{},"immutable":{},"assets":[]}})", draft, immutable);
}

const char* const cloud = "https://packagecloud.io/api/v1/repos/u/r";

}  // namespace

BOOST_AUTO_TEST_SUITE(undo)

BOOST_AUTO_TEST_CASE(a_release_becomes_a_draft_again) {
  ServerUndo b{"acme/release"};
  b.client.expect(Method::get, "/repos/acme/release/releases/tags/3.1.0", json_answer(200, release(false, false)));
  b.client.expect(Method::patch, "/repos/acme/release/releases/7", json_answer(200, release(true, false)));

  BOOST_TEST(b.undo("github-release").has_value());
  BOOST_TEST(b.client.requests()[1].body.find("\"draft\":true") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_draft_is_left_alone) {
  ServerUndo b{"acme/release"};
  b.client.expect(Method::get, "/tags/3.1.0", json_answer(404, "{}"));
  b.client.expect(Method::get, "/releases?", json_answer(200, "[" + release(true, false) + "]"));

  BOOST_TEST(b.undo("github-release").has_value());
}

BOOST_AUTO_TEST_CASE(an_immutable_release_cannot_be_undone) {
  ServerUndo b{"acme/release"};
  b.client.expect(Method::get, "/tags/3.1.0", json_answer(200, release(false, true)));

  BOOST_TEST((b.undo("github-release").error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(a_package_of_ours_is_yanked) {
  ServerUndo b{cloud};
  b.list_packages(ra::sha256_of("content"));
  b.client.expect(Method::delete_, "/repos/u/r/el/7/a-1-1.noarch.rpm", json_answer(200, "{}"));

  BOOST_TEST(b.undo("packagecloud").has_value());
  BOOST_TEST(b.client.done());
}

BOOST_AUTO_TEST_CASE(a_package_of_others_is_not_yanked) {
  ServerUndo b{cloud};
  b.list_packages(ra::sha256_of("theirs"));

  BOOST_TEST((b.undo("packagecloud").error().code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(what_it_would_do_is_a_sentence) {
  ServerUndo b{cloud};
  BOOST_TEST(b.destination("packagecloud")->undoing(b.item) ==
             "yanks a-1-1.noarch.rpm from el/7: who has installed it keeps it");
}

BOOST_AUTO_TEST_SUITE_END()
