#include "http/paging.hpp"

#include "support/run_coroutine.hpp"

#include <boost/test/unit_test.hpp>

#include <map>

namespace asio = boost::asio;
using ra::http::Collected;
using ra::http::Page;

namespace {

using Pages = std::map<std::string, Page<int>>;  // by their token

struct Reader {
  Pages pages;
  std::vector<std::string> asked;

  asio::awaitable<ra::Result<Page<int>>> read(std::string token) {
    asked.push_back(token);
    const auto found = pages.find(token);
    if (found == pages.end()) co_return ra::error(ra::Errc::not_found, "no such page");
    co_return found->second;
  }

  ra::Result<Collected<int>> collect(std::function<bool(const int&)> enough = {},
                                     std::size_t most = ra::http::most_pages) {
    ra::Result<Collected<int>> result = ra::error(ra::Errc::internal, "not run");
    ra::test::run_coroutine([&]() -> asio::awaitable<void> {
      std::function<asio::awaitable<ra::Result<Page<int>>>(std::string)> fetch = [this](std::string token) {
        return read(std::move(token));
      };
      result = co_await ra::http::collect_pages<int>(fetch, enough, most);
    });
    return result;
  }
};

Pages numbered(int many) {
  Pages pages;
  for (int i = 0; i < many; ++i) {
    const std::string token = i == 0 ? "" : "t" + std::to_string(i);
    pages[token] = Page<int>{{i}, i + 1 == many ? "" : "t" + std::to_string(i + 1)};
  }
  return pages;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(paging)

BOOST_AUTO_TEST_CASE(all_pages_are_collected_in_order) {
  Reader reader{{{"", {{1, 2}, "a"}}, {"a", {{}, "b"}}, {"b", {{3}, ""}}}, {}};

  const auto result = reader.collect();

  BOOST_TEST_REQUIRE(result.has_value());
  BOOST_TEST((result->items == std::vector<int>{1, 2, 3}));
  BOOST_TEST(result->complete);
  BOOST_TEST((reader.asked == std::vector<std::string>{"", "a", "b"}));
}

BOOST_AUTO_TEST_CASE(a_token_that_comes_twice_is_an_error) {
  Reader circle{{{"", {{1}, "a"}}, {"a", {{2}, "b"}}, {"b", {{3}, "a"}}}, {}};
  Reader itself{{{"", {{1}, "a"}}, {"a", {{2}, "a"}}}, {}};

  BOOST_TEST_REQUIRE(circle.collect().has_error());
  BOOST_TEST(circle.asked.size() == 3U);
  BOOST_TEST(itself.collect().error().message == "the server gave the page token `a` twice");
}

BOOST_AUTO_TEST_CASE(the_cap_ends_the_reading_and_says_that_there_is_more) {
  struct Row {
    int pages;
    bool complete;
  };
  for (const Row row : {Row{4, true}, Row{5, true}, Row{6, false}}) {
    Reader reader{numbered(row.pages), {}};

    const auto result = reader.collect({}, 5);

    BOOST_TEST_CONTEXT(row.pages << " pages") {
      BOOST_TEST_REQUIRE(result.has_value());
      BOOST_TEST(result->items.size() == static_cast<std::size_t>(std::min(row.pages, 5)));
      BOOST_TEST(result->complete == row.complete);
      BOOST_TEST(reader.asked.size() == result->items.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(the_usual_cap_is_a_hundred_pages) {
  Reader reader{numbered(101), {}};

  const auto result = reader.collect();

  BOOST_TEST(result->items.size() == 100U);
  BOOST_TEST(!result->complete);
}

BOOST_AUTO_TEST_CASE(enough_ends_the_reading_and_keeps_the_item) {
  Reader reader{{{"", {{1, 2, 3}, "a"}}, {"a", {{4}, ""}}}, {}};

  const auto second = reader.collect([](const int& i) { return i == 2; });

  BOOST_TEST((second->items == std::vector<int>{1, 2}));
  BOOST_TEST(!second->complete);
  BOOST_TEST(reader.asked.size() == 1U);

  const auto last = reader.collect([](const int& i) { return i == 4; });

  BOOST_TEST(last->items.size() == 4U);
  BOOST_TEST(last->complete);
}

BOOST_AUTO_TEST_CASE(an_error_of_a_page_is_the_error_of_all) {
  Reader reader{{{"", {{1}, "gone"}}}, {}};

  const auto result = reader.collect();

  BOOST_TEST_REQUIRE(result.has_error());
  BOOST_TEST((result.error().code == ra::Errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
