#include "one_site.hpp"

#include "product/site_logs.hpp"

#include <algorithm>

using namespace ra::product;
using namespace ra::product::test;

BOOST_AUTO_TEST_SUITE(product_site_logs)

BOOST_AUTO_TEST_CASE(logs_are_plain_text_and_nothing_else_of_the_catalogue_is_given) {
  OneSite one;
  one.report("acme-ci", 'v');
  const Reply log = one.ask(request("GET", "/logs/apim@3.1.0/acme-ci"));
  BOOST_TEST(text_of(log) == "<b>the log</b>\n");
  BOOST_TEST(log.headers.get("Content-Type") == "text/plain; charset=utf-8");
  BOOST_TEST(log.headers.get("X-Content-Type-Options") == "nosniff");
  BOOST_TEST(log.headers.get("Content-Security-Policy").find("sandbox") != std::string::npos);
  const std::string details = text_of(one.ask(request("GET", "/api/products/apim@3.1.0")));
  const std::size_t at = details.find("/logs/sha256:");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string url = details.substr(at, details.find('"', at) - at);
  BOOST_TEST(holds(one.ask(request("GET", url)), "the log"));
  BOOST_TEST(one.ask(request("GET", url + "x")).status == 404);
  for (const std::string& other :
       {"/logs/" + one.product.digest + "/", "/logs/" + one.product.digest, std::string{"/logs/"},
        std::string{"/logs/apim@3.1.0/blue-1"}, std::string{"/logs/apim@3.1.0/sam"}})
    BOOST_TEST(one.ask(request("GET", other)).status == 404, other);
  BOOST_TEST(std::filesystem::is_empty(one.folder.path() / "logs"));
}

BOOST_AUTO_TEST_CASE(a_log_may_be_as_large_as_its_limit) {
  OneSite one;
  const auto claim = [&](const std::string& name, std::uint64_t size) {
    Statement report = statement(Kind::report, "acme-ci", 1);
    report.product = one.product.digest;
    report.attached.push_back({name, ra::oci::digest_of(name), size});
    const Speaker speaker{"acme-ci", key_of('v')};
    return ra::run_coroutine(one.io, say(one.reading(), report, one.product, speaker, {})).value();
  };
  for (const auto& [name, size, refused] :
       {std::tuple{"a", most_log - 1, false}, {"b", most_log, false}, {"c", most_log + 1, true}}) {
    const std::string path = "/logs/" + claim(name, size) + "/" + name;
    const Reply reply = one.ask(request("GET", path));
    BOOST_TEST(holds(reply, "it is larger than 64 MiB") == refused, name);
    BOOST_TEST((reply.status == 403) == refused, name);
    // None of them is there, and nobody shall remember that as what it was.
    BOOST_TEST(reply.headers.get("ETag") == "", name);
  }
}

BOOST_AUTO_TEST_CASE(who_has_a_log_already_gets_a_head_alone) {
  OneSite one;
  one.report("acme-ci", 'v');
  Incoming log = request("GET", "/logs/apim@3.1.0/acme-ci");
  const Reply first = one.ask(log);
  BOOST_TEST(first.headers.get("Cache-Control") == "no-cache");
  log.headers.set("If-None-Match", std::string{first.headers.get("ETag")});
  const Reply again = one.ask(log);
  BOOST_TEST(again.status == 304);
  BOOST_TEST(!again.file);
  BOOST_TEST(again.headers.get("ETag") == first.headers.get("ETag"));
  log.headers.set("If-None-Match", "\"other\"");
  BOOST_TEST(text_of(one.ask(log)) == "<b>the log</b>\n");
}

BOOST_AUTO_TEST_CASE(what_counts_for_nothing_shows_nothing) {
  OneSite one;
  const std::string good = one.report("acme-ci", 'v');
  const std::string forged = one.report("acme-ci", '1');  // by the key of somebody else
  BOOST_TEST(one.ask(request("GET", "/logs/" + good + "/output.log")).status == 200);
  const Reply reply = one.ask(request("GET", "/logs/" + forged + "/output.log"));
  BOOST_TEST(reply.status == 403);
  BOOST_TEST(holds(reply, "that statement counts for nothing"));
}

BOOST_AUTO_TEST_CASE(few_logs_are_on_their_way_at_a_time) {
  OneSite one;
  one.report("acme-ci", 'v');
  const auto get = [&](Reply& reply) -> asio::awaitable<void> {
    Incoming log = request("GET", "/logs/apim@3.1.0/acme-ci");
    reply = co_await one.site->answer(std::move(log));
  };
  one.ask(request("GET", "/"));
  one.catalog->held = true;
  std::vector<Reply> replies(6);
  ra::Tasks tasks{one.io.get_executor()};
  one.io.restart();
  for (Reply& reply : replies) {
    reply.status = 0;
    tasks.start(get(reply));
  }
  const auto refused = [](const Reply& reply) { return reply.status == 503; };
  while (one.catalog->waiting + static_cast<std::size_t>(std::ranges::count_if(replies, refused)) < 6) one.io.run_one();
  BOOST_TEST(one.catalog->waiting == 4U);
  BOOST_TEST(holds(replies.back(), "too many logs are asked for at once"));
  BOOST_TEST(replies.back().headers.get("Retry-After") == "10");
  one.catalog->held = false;
  while (tasks.count() > 0) one.io.run_one();
  BOOST_TEST(text_of(replies.front()) == "<b>the log</b>\n");
  // And then others may.
  BOOST_TEST(one.ask(request("GET", "/logs/apim@3.1.0/acme-ci"), false).status == 200);
  BOOST_TEST(std::filesystem::is_empty(one.folder.path() / "logs"));
}

BOOST_AUTO_TEST_SUITE_END()
