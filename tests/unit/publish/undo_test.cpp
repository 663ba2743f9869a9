#include "publish/undo.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

namespace asio = boost::asio;
using ra::Errc;
using ra::Result;
using ra::publish::Item;
using State = ra::model::Artifact::State;

namespace {

struct HeldPlace final : ra::publish::Destination {
  std::string held;  // sum of what is there
  std::string words = "hides it";
  std::set<std::string> undone;
  bool prepared = false;

  Result<std::vector<Item>> prepare(std::vector<Item> items) override {
    prepared = true;
    return items;
  }
  asio::awaitable<Result<std::optional<std::string>>> look(const Item& /*item*/) override {
    if (held.empty()) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{held};
  }
  asio::awaitable<Result<>> send(const Item& /*item*/) override { co_return Result<>{}; }
  std::string undoing(const Item& /*item*/) const override { return words; }
  asio::awaitable<Result<>> undo(const Item& item) override {
    undone.insert(item.name);
    co_return Result<>{};
  }
};

struct HeldBench {
  ra::test::TemporaryFolder folder;
  ra::Log log;
  HeldPlace place;

  ra::publish::Published undo(bool look_only) {
    if (!ra::write_file(folder.path() / "a", "a")) throw std::runtime_error("not written");
    const Item item{folder.path() / "a", "a", "there", "/a", look_only};
    std::vector<Item> items{item};
    return ra::run_coroutine(ra::publish::undo(place, std::move(items), log));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(undoing)

BOOST_AUTO_TEST_CASE(ours_is_taken_back) {
  HeldBench b;
  b.place.held = ra::sha256_of("a");

  const auto published = b.undo(false);

  BOOST_CHECK(published.artifacts[0].state == State::undone);
  BOOST_TEST(published.artifacts[0].note == "hides it");
  BOOST_TEST(b.place.undone.contains("a"));
  BOOST_TEST(b.place.prepared);
}

BOOST_AUTO_TEST_CASE(a_dry_run_says_what_it_would_do) {
  HeldBench b;
  b.place.held = ra::sha256_of("a");

  const auto published = b.undo(true);

  BOOST_CHECK(published.artifacts[0].state == State::skipped);
  BOOST_TEST(published.artifacts[0].note == "dry run: hides it");
  BOOST_TEST(b.place.undone.empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_ours_is_left_alone) {
  HeldBench b;
  b.place.held = "0000";

  const auto published = b.undo(false);

  BOOST_CHECK(published.artifacts[0].state == State::conflict);
  BOOST_TEST((published.errors.at(0).code == Errc::conflict));
  BOOST_TEST(b.place.undone.empty());
}

BOOST_AUTO_TEST_CASE(what_is_gone_is_done) {
  HeldBench b;

  const auto published = b.undo(false);

  BOOST_CHECK(published.artifacts[0].state == State::skipped);
  BOOST_TEST(published.errors.empty());
  BOOST_TEST(b.place.undone.empty());
}

BOOST_AUTO_TEST_CASE(a_place_without_a_way_back_says_so) {
  HeldBench b;
  b.place.held = ra::sha256_of("a");
  b.place.words = "";

  const auto published = b.undo(true);

  BOOST_CHECK(published.artifacts[0].state == State::present);
  BOOST_TEST(published.errors.at(0).message == "there: a cannot be taken back at there");
  BOOST_TEST((published.errors.at(0).code == Errc::config));
}

BOOST_AUTO_TEST_SUITE_END()
