#include "one_site.hpp"

#include "base/hash.hpp"
#include "product/wake.hpp"

using namespace ra::product;
using namespace ra::product::test;

BOOST_AUTO_TEST_SUITE(product_wake)

BOOST_AUTO_TEST_CASE(whoever_wakes_it_knows_the_secret) {
  asio::io_context io;
  ra::Wakeup wakeup{io.get_executor()};
  const ra::Secret secret{"between us"};
  Incoming one = request("POST", "/wake");
  one.body = "{\"events\":[]}";
  const auto asked = [&](const ra::Secret& by) { return wake(one, by, wakeup).status; };
  BOOST_TEST(asked({}) == 202);
  BOOST_TEST(asked(secret) == 401);
  one.headers.set(wake_signature, "sha256=" + ra::hex_of(ra::hmac_sha256("between us", one.body)));
  BOOST_TEST(asked(secret) == 202);
  one.body += " ";
  BOOST_TEST(asked(secret) == 401);
  for (const char* wrong :
       {"Bearer between them", "Bearer between", "Bearer between us all", "Bearer ", "between us"}) {
    one.headers.set("Authorization", wrong);
    BOOST_TEST(asked(secret) == 401, wrong);
  }
  one.headers.set("Authorization", "bearer between us");
  BOOST_TEST(asked(secret) == 202);
  one.headers.set("Authorization", "Bearer between us");
  BOOST_TEST(asked(secret) == 202);
  one.method = "GET";
  BOOST_TEST(asked(secret) == 405);
  one.path = "/";
  BOOST_TEST(asked(secret) == 404);
}

BOOST_AUTO_TEST_CASE(a_registry_wakes_it_by_what_was_put_in_or_taken_out_alone) {
  asio::io_context io;
  const auto told = [&](const std::string& body) {
    ra::Wakeup wakeup{io.get_executor()};
    bool heard = false;
    {
      ra::Tasks tasks{io.get_executor()};
      tasks.start(wakeup.wait(std::chrono::hours{1}), [&](std::exception_ptr) { heard = true; });
      io.restart();
      io.poll();
      Incoming one = request("POST", "/wake");
      one.body = body;
      const int status = wake(one, {}, wakeup).status;
      io.restart();
      io.poll();
      BOOST_TEST(heard == (status == 202), body);
      if (!heard) BOOST_TEST(status == 204, body);
    }
    io.restart();
    io.run();
    return heard;
  };
  const auto events = [](const std::string& list) { return R"({"events":[)" + list + "]}"; };
  const std::string pull = R"({"action":"pull","target":{"repository":"push","tag":"delete"}})";
  BOOST_TEST(!told(events(pull)));
  BOOST_TEST(!told(events(pull + R"(,{"action":"mount"},{"action":7},{},3)")));
  BOOST_TEST(told(events(pull + R"(,{"action":"push"})")));
  BOOST_TEST(told(events(R"({"action":"delete"})")));
  // Who is no registry has a reason, too.
  for (const char* other :
       {"", "woken", "[]", "{}", R"({"events":[]})", R"({"events":"pull"})", R"({"action":"pull"})"})
    BOOST_TEST(told(other), other);
  BOOST_TEST(told(events(std::string(100, '[') + std::string(100, ']'))));
}

BOOST_AUTO_TEST_SUITE_END()
