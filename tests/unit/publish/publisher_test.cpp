#include "publish/publisher.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/sha256.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>

namespace asio = boost::asio;
using ra::Errc;
using ra::error;
using ra::Result;
using ra::publish::Item;
using State = ra::model::Artifact::State;

namespace {

// A place that may lose its answers, its files, or change them.
struct Place final : ra::publish::Destination {
  std::map<std::string, std::string> held;  // where → sum
  std::string becomes;                      // what arrives instead
  bool loses = false;
  std::optional<Errc> answers;  // to what is sent
  std::string skips;
  int sent = 0;
  int finished = 0;

  std::string skipping(const Item& /*item*/) const override { return skips; }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    const auto found = held.find(item.where);
    if (found == held.end()) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{found->second};
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    ++sent;
    if (!loses) held[item.where] = becomes.empty() ? ra::sha256_of_file(item.file).value() : becomes;
    if (answers) co_return error(*answers, "no answer");
    co_return Result<>{};
  }

  asio::awaitable<Result<>> finish(const std::vector<Item>& /*items*/) override {
    ++finished;
    co_return Result<>{};
  }
};

struct Bench {
  ra::test::TemporaryFolder folder;
  ra::Log log;
  Place place;

  Item item(const std::string& name) const {
    if (!ra::write_file(folder.path() / name, name)) throw std::runtime_error("not written");
    return Item{folder.path() / name, name, "there", "/" + name, false};
  }

  ra::publish::Published publish(std::vector<Item> items) {
    return ra::run_coroutine(ra::publish::publish(place, std::move(items), log));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(publisher)

BOOST_AUTO_TEST_CASE(one_whole_is_made_of_all_of_them_or_of_none) {
  Bench b;
  b.place.held["/a"] = "other";
  b.publish({b.item("a"), b.item("b")});
  BOOST_TEST(b.place.finished == 0);
  Item looked = b.item("b");
  looked.look_only = true;
  b.publish({looked});
  BOOST_TEST(b.place.finished == 0);

  b.publish({b.item("b"), b.item("c")});

  BOOST_TEST(b.place.finished == 1);
}

BOOST_AUTO_TEST_CASE(what_is_there_already_is_not_sent) {
  Bench b;
  b.place.held["/a"] = ra::sha256_of("a");

  const auto published = b.publish({b.item("a"), b.item("b")});

  BOOST_CHECK(published.artifacts[0].state == State::present);
  BOOST_CHECK(published.artifacts[1].state == State::uploaded);
  BOOST_TEST(b.place.sent == 1);
  BOOST_TEST(published.errors.empty());
}

// Each send takes as many turns of the loop as it says.
struct Wide final : ra::publish::Destination {
  std::size_t wide = 3;
  std::size_t now = 0;
  std::size_t most = 0;
  std::map<std::string, std::string> held;
  std::vector<std::string> arrived;

  std::size_t at_once() const override { return wide; }
  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    const auto found = held.find(item.name);
    if (found == held.end()) co_return std::optional<std::string>{};
    co_return std::optional<std::string>{found->second};
  }
  asio::awaitable<Result<>> send(const Item& item) override {
    most = std::max(most, ++now);
    const int turns = 10 - std::stoi(item.name);
    for (int i = 0; i < turns; ++i) co_await asio::post(asio::use_awaitable);
    --now;
    if (item.name == "4") co_return error(Errc::unavailable, "no answer");
    arrived.push_back(item.name);
    held[item.name] = ra::sha256_of_file(item.file).value();
    co_return Result<>{};
  }
};

BOOST_AUTO_TEST_CASE(items_side_by_side_are_told_in_their_order) {
  Bench b;
  Wide place;
  std::vector<Item> items;
  for (int i = 1; i <= 7; ++i) items.push_back(b.item(std::to_string(i)));

  const auto published = ra::run_coroutine(ra::publish::publish(place, std::move(items), b.log));

  BOOST_TEST(place.most == 3U);
  BOOST_TEST(place.arrived.front() == "3");
  BOOST_TEST_REQUIRE(published.artifacts.size() == 7U);
  for (std::size_t i = 0; i < 7; ++i) BOOST_TEST(published.artifacts[i].name == std::to_string(i + 1));
  BOOST_CHECK(published.artifacts[3].state == State::skipped);
  BOOST_CHECK(published.artifacts[6].state == State::uploaded);
  BOOST_TEST_REQUIRE(published.errors.size() == 1U);
  BOOST_TEST(published.errors[0].message == "there: no answer");
}

BOOST_AUTO_TEST_CASE(what_arrived_without_an_answer_is_done) {
  Bench b;
  b.place.answers = Errc::uncertain;

  const auto published = b.publish({b.item("a")});

  BOOST_CHECK(published.artifacts[0].state == State::uploaded);
  BOOST_TEST(published.errors.empty());
}

BOOST_AUTO_TEST_CASE(what_is_lost_with_a_good_answer_is_an_error) {
  Bench b;
  b.place.loses = true;

  const auto published = b.publish({b.item("a")});

  BOOST_TEST_REQUIRE(published.errors.size() == 1U);
  BOOST_TEST(published.errors[0].message == "there: there took a and does not have it");
}

BOOST_AUTO_TEST_CASE(what_was_changed_on_its_way_is_a_conflict) {
  Bench b;
  b.place.becomes = "0000";

  const auto published = b.publish({b.item("a")});

  BOOST_CHECK(published.artifacts[0].state == State::conflict);
  BOOST_TEST_REQUIRE(published.errors.size() == 1U);
  BOOST_TEST((published.errors[0].code == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(one_that_fails_keeps_no_other_from_being_sent) {
  Bench b;
  b.place.held["/a"] = "0000";

  const auto published = b.publish({b.item("a"), b.item("b")});

  BOOST_CHECK(published.artifacts[1].state == State::uploaded);
  BOOST_TEST(published.errors.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_a_place_does_not_take_is_skipped_with_the_reason) {
  Bench b;
  b.place.skips = "no place for it";

  const auto published = b.publish({b.item("a")});

  BOOST_CHECK(published.artifacts[0].state == State::skipped);
  BOOST_TEST(published.artifacts[0].note == "no place for it");
  BOOST_TEST(b.place.sent == 0);
  BOOST_TEST(published.errors.empty());
}

BOOST_AUTO_TEST_CASE(who_only_looks_sends_nothing) {
  Bench b;
  Item item = b.item("a");
  item.look_only = true;

  const auto published = b.publish({item});

  BOOST_CHECK(published.artifacts[0].state == State::skipped);
  BOOST_TEST(b.place.sent == 0);
}

BOOST_AUTO_TEST_SUITE_END()
