#include "http/lookup.hpp"

#include "loopback.hpp"
#include "support/run_coroutine.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace asio = boost::asio;
using ra::Errc;
using ra::http::Addresses;
using ra::http::Method;
using ra::test::Loopback;

namespace {

// A loopback server that is known as ci.example, until DNS says something else.
struct Named {
  boost::system::error_code ec;
  int asked = 0;
  std::vector<asio::ip::address> addresses{asio::ip::make_address("127.0.0.1")};
  Loopback loop;
  unsigned short port = loop.server.port();

  Named() {
    loop.options.max_idle = 0;  // every request looks up anew
    loop.options.look_up = [this](std::string host, ra::SteadyTime) { return find(std::move(host)); };
  }

  asio::awaitable<Addresses> find(std::string host) {
    ++asked;
    Addresses found;
    if (host == "ci.example") found.ec = ec;
    if (host != "ci.example") found.ec = asio::error::host_not_found;
    if (!found.ec) found.all = addresses;
    co_return found;
  }

  ra::Result<ra::http::Response> post(const std::string& host) {
    ra::http::Request request;
    request.method = Method::post;
    request.url = fmt::format("http://{}:{}/x?secret=1", host, port);
    return loop.send(request);
  }
};

Addresses look_up(const std::string& host) {
  Addresses found;
  ra::test::run_coroutine([&]() -> asio::awaitable<void> {
    const ra::SteadyTime deadline = ra::Clock{}.steady() + std::chrono::seconds{30};
    found = co_await ra::http::look_up_by_system(host, deadline);
  });
  return found;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(lookup)

BOOST_AUTO_TEST_CASE(a_host_that_does_not_exist_is_a_wrong_url_and_not_waited_for) {
  Named bench;
  bench.ec = asio::error::host_not_found;

  const auto response = bench.post("ci.example");

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::config));
  BOOST_TEST(response.error().message ==
             fmt::format("POST http://ci.example:{}/x: there is no host named ci.example", bench.loop.server.port()));
  BOOST_TEST(response.error().hint ==
             "check the host in the URL; where only a proxy knows it, name the proxy in HTTPS_PROXY");
  BOOST_TEST(bench.asked == 1);
}

BOOST_AUTO_TEST_CASE(a_lookup_that_failed_for_now_is_worth_another_try) {
  for (const boost::system::error_code ec :
       {boost::system::error_code{asio::error::host_not_found_try_again},
        boost::system::error_code{asio::error::no_recovery}, boost::system::error_code{asio::error::timed_out}}) {
    Named bench;
    bench.ec = ec;

    const auto response = bench.post("ci.example");

    BOOST_TEST_CONTEXT(ec.message()) {
      BOOST_TEST_REQUIRE(response.has_error());
      BOOST_TEST((response.error().code == Errc::transient));
      BOOST_TEST(response.error().message.find("looking up ci.example") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_host_that_was_reached_and_is_suddenly_not_found_is_worth_another_try) {
  Named bench;
  BOOST_TEST(bench.post("ci.example").has_value());
  bench.ec = asio::error::host_not_found;

  BOOST_TEST((bench.post("ci.example").error().code == Errc::transient));
  BOOST_TEST((bench.post("other.example").error().code == Errc::config));  // says nothing of other hosts

  bench.ec = {};
  BOOST_TEST(bench.post("ci.example").has_value());
}

BOOST_AUTO_TEST_CASE(a_host_that_was_found_but_never_reached_is_not_known) {
  Named bench;
  bench.loop.server.stop();
  BOOST_TEST((bench.post("ci.example").error().code == Errc::transient));  // refused
  bench.ec = asio::error::host_not_found;

  BOOST_TEST((bench.post("ci.example").error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(an_unknown_proxy_is_told_by_its_name) {
  Named bench;
  bench.loop.options.proxy.http_proxy = "http://proxy.example:3128";

  const auto response = bench.post("ci.example");

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::config));
  BOOST_TEST(response.error().message.ends_with(": there is no host named proxy.example"));
}

BOOST_AUTO_TEST_CASE(the_addresses_of_a_host_are_tried_in_turn) {
  const auto nobody = asio::ip::make_address("127.0.0.2");
  const auto somebody = asio::ip::make_address("127.0.0.1");
  Named bench;

  bench.addresses = {nobody, somebody};
  BOOST_TEST(bench.post("ci.example").has_value());
  bench.addresses = {nobody, nobody};
  BOOST_TEST((bench.post("ci.example").error().code == Errc::transient));
  bench.addresses = {};
  BOOST_TEST((bench.post("ci.example").error().code == Errc::transient));
}

BOOST_AUTO_TEST_CASE(the_system_knows_addresses_and_this_machine) {
  BOOST_TEST(look_up("127.0.0.9").all.at(0).to_string() == "127.0.0.9");
  BOOST_TEST(look_up("::1").all.at(0).to_string() == "::1");
  const Addresses local = look_up("localhost");
  BOOST_TEST_REQUIRE(!local.all.empty());
  for (const auto& address : local.all) BOOST_TEST(address.is_loopback());
}

BOOST_AUTO_TEST_SUITE_END()
