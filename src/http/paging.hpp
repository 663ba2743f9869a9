#pragma once

#include "base/error.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ra::http {

template <class T>
struct Page {
  std::vector<T> items;
  std::string next;  // token of the next page; empty on the last one
};

template <class T>
struct Collected {
  std::vector<T> items;
  bool complete = true;  // false: there is more, left unread by the cap or by `enough`
};

inline constexpr std::size_t most_pages = 100;

// Reads page after page, the first with an empty token, until the last one, `most` pages, or an item for which `last`
// holds; nothing is kept. True when all was read. A token that comes twice is an error: the server would lead us in
// circles.
template <class T>
boost::asio::awaitable<Result<bool>> each_item(
    std::function<boost::asio::awaitable<Result<Page<T>>>(std::string token)> fetch, std::function<bool(T&)> last,
    std::size_t most = most_pages) {
  std::set<std::string> seen;
  std::string token;
  for (std::size_t count = 0; count < most; ++count) {
    auto page = co_await fetch(token);
    if (!page) co_return std::move(page).error();
    for (std::size_t i = 0; i < page->items.size(); ++i) {
      if (last(page->items[i])) co_return i + 1 == page->items.size() && page->next.empty();
    }
    if (page->next.empty()) co_return true;
    token = std::move(page->next);
    const bool is_new = seen.insert(token).second;
    if (!is_new)
      co_return error(Errc::internal, fmt::format("the server gave the page token `{}` twice", one_line(token)));
  }
  co_return false;
}

// The same, and keeps the items; the one for which `enough` holds is the last one kept.
template <class T>
boost::asio::awaitable<Result<Collected<T>>> collect_pages(
    std::function<boost::asio::awaitable<Result<Page<T>>>(std::string token)> fetch,
    std::function<bool(const T&)> enough = {}, std::size_t most = most_pages) {
  Collected<T> all;
  std::function<bool(T&)> keep = [&](T& item) {
    all.items.push_back(std::move(item));
    return enough && enough(all.items.back());
  };
  const auto complete = co_await each_item<T>(std::move(fetch), keep, most);
  if (!complete) co_return complete.error();
  all.complete = *complete;
  co_return all;
}

}  // namespace ra::http
