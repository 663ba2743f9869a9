#include "parties.hpp"
#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/tasks.hpp"
#include "product/site.hpp"
#include "product/wake.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;
using ra::http::Incoming;
using ra::http::Reply;

namespace {

Incoming request(const std::string& method, const std::string& path, const std::string& host = "127.0.0.1:8787") {
  Incoming one;
  one.method = method;
  one.path = path;
  one.host = host;
  return one;
}

Incoming deciding(const std::string& path, const std::string& body = "{}") {
  Incoming one = request("POST", path);
  one.headers.set("Content-Type", "application/json; charset=utf-8");
  one.headers.set("Authorization", "Bearer the token");
  one.headers.set("Origin", "http://127.0.0.1:8787");
  one.body = body;
  return one;
}

SiteGuard guard_of(const std::string& listen, const std::string& url = "") {
  SiteGuard guard = site_guard(ra::http::parse_endpoint(listen).value(), url);
  guard.token = ra::Secret{"the token"};
  return guard;
}

int status(const std::optional<Reply>& refused) { return refused ? refused->status : 0; }

// A site over a catalogue in a folder, which has one version in it.
struct OneSite {
  explicit OneSite(bool with_token = true) {
    BOOST_REQUIRE(ra::write_file(folder.path() / "deployment.yml", "replicas: 2\n"));
    BOOST_REQUIRE(ra::write_file(folder.path() / "output.log", "<b>the log</b>\n"));
    const Draft draft{{"apim", "3.1.0"}, false, "- new", folder.path() / "deployment.yml", {}};
    auto made = make_product(draft).value();
    product = made.upload.manifest.descriptor();
    const Speaker acme{"acme", key_of('a')};
    BOOST_REQUIRE(ra::run_coroutine(io, publish(reading(), std::move(made), acme, noon, false)));
    SiteOptions options;
    options.guard = guard_of("127.0.0.1:8787");
    if (with_token) options.speaker = Speaker{"sam", key_of('s')};
    if (!with_token) options.guard.token = {};
    options.dry_run = false;
    options.wake_secret = ra::Secret{"wake"};
    options.folder = folder.path() / "logs";
    options.redact = [](std::string text) { return text; };
    site = std::make_unique<Site>(io.get_executor(), reading(), std::move(options), clock);
  }

  Reading reading() { return {*catalog, trust, log, {}}; }

  void report(const std::string& ci, char seed, bool ok = true) {
    Statement one = statement(Kind::report, ci, 1, ok);
    one.product = product.digest;
    const Speaker speaker{ci, key_of(seed)};
    const std::vector<Attachment> files{{"output.log", folder.path() / "output.log"}};
    BOOST_REQUIRE(ra::run_coroutine(io, say(*catalog, one, product, speaker, files)));
  }

  // Reads once, and then asks.
  Reply ask(Incoming one, bool read = true) {
    std::optional<Reply> reply;
    ra::run_coroutine(io, asked(std::move(one), read, reply));
    return *std::move(reply);
  }
  boost::asio::awaitable<void> asked(Incoming one, bool read, std::optional<Reply>& reply) {
    ra::Tasks tasks{io.get_executor()};
    if (read) tasks.start(keep());
    ra::Wakeup wakeup{io.get_executor()};
    for (bool ready = !read; !ready;) {
      co_await wakeup.wait(ra::Duration{1});
      Incoming state = request("GET", "/api/state");
      const Reply told = co_await site->answer(std::move(state));
      ready = told.body->find("\"read\":") != std::string::npos;
    }
    reply = co_await site->answer(std::move(one));
  }
  boost::asio::awaitable<void> keep() {
    const auto none = co_await site->keep_reading();
    static_cast<void>(none);
  }

  ra::test::TemporaryFolder folder;
  boost::asio::io_context io{1};
  ra::Clock clock;
  ra::Log log;
  Trust trust = everybody();
  std::unique_ptr<Catalog> catalog = folder_catalog(folder.path() / "catalog");
  ra::oci::Descriptor product;
  std::unique_ptr<Site> site;
};

std::string text_of(const Reply& reply) {
  if (reply.body) return *reply.body;
  std::string all;
  while (reply.file) {
    const auto piece = reply.file->next().value();
    if (piece.empty()) break;
    all += piece;
  }
  return all;
}

bool holds(const Reply& reply, const std::string& part) { return text_of(reply).find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(product_site)

BOOST_AUTO_TEST_CASE(on_this_machine_it_is_known_by_its_own_names_alone) {
  const SiteGuard guard = guard_of("127.0.0.1:8787", "https://Products.example/");
  for (const char* host : {"127.0.0.1:8787", "localhost:8787", "[::1]:8787", "products.example"})
    BOOST_TEST(status(refused_to_look(guard, request("GET", "/", host))) == 0, host);
  for (const char* host : {"evil.example", "evil.example:8787", "127.0.0.1", "127.0.0.1:80", ""})
    BOOST_TEST(status(refused_to_look(guard, request("GET", "/", host))) == 421, host);
  BOOST_TEST(status(refused_to_look(guard_of("0.0.0.0:8787"), request("GET", "/", "any.example"))) == 0);
  BOOST_TEST(status(refused_to_look(guard_of("0.0.0.0:8787", "https://p.example"), request("GET", "/", "any"))) == 421);
}

BOOST_AUTO_TEST_CASE(who_decides_has_the_token_and_asks_from_our_own_page) {
  const SiteGuard guard = guard_of("127.0.0.1:8787", "https://products.example");
  const auto with = [&](const char* name, const char* value) {
    Incoming one = deciding("/");
    one.headers.set(name, value);
    return status(refused_to_decide(guard, one));
  };
  BOOST_TEST(status(refused_to_decide(guard, deciding("/"))) == 0);
  BOOST_TEST(with("Authorization", "bearer the token") == 0);
  BOOST_TEST(with("Origin", "https://products.example") == 0);
  BOOST_TEST(with("Sec-Fetch-Site", "same-origin") == 0);
  BOOST_TEST(with("Authorization", "Bearer the tokeN") == 401);
  BOOST_TEST(with("Authorization", "Bearer ") == 401);
  BOOST_TEST(with("Authorization", "Basic eDp0aGUgdG9rZW4=") == 401);  // x:the token
  BOOST_TEST(with("Origin", "https://evil.example") == 403);
  BOOST_TEST(with("Origin", "null") == 403);
  BOOST_TEST(with("Sec-Fetch-Site", "cross-site") == 403);
  BOOST_TEST(with("Content-Type", "text/plain") == 415);
  BOOST_TEST(with("Content-Type", "application/jsonp") == 415);
  Incoming rebound = deciding("/");
  rebound.host = "evil.example:8787";
  BOOST_TEST(status(refused_to_decide(guard, rebound)) == 421);
  SiteGuard nobody = guard_of("127.0.0.1:8787");
  nobody.token = {};
  BOOST_TEST(status(refused_to_decide(nobody, deciding("/"))) == 403);
}

BOOST_AUTO_TEST_CASE(a_private_site_shows_nothing_without_the_token) {
  SiteGuard guard = guard_of("127.0.0.1:8787");
  guard.is_private = true;
  Incoming one = request("GET", "/");
  BOOST_TEST(status(refused_to_look(guard, one)) == 401);
  BOOST_TEST(refused_to_look(guard, one)->headers.get("WWW-Authenticate") == "Basic realm=\"products\"");
  one.headers.set("Authorization", "Basic eDp0aGUgdG9rZW4=");
  BOOST_TEST(status(refused_to_look(guard, one)) == 0);
  one.headers.set("Authorization", "Basic eDp0aGUgdG9rZW4");
  BOOST_TEST(status(refused_to_look(guard, one)) == 401);
  one.headers.set("Authorization", "Bearer the token");
  BOOST_TEST(status(refused_to_look(guard, one)) == 0);
}

BOOST_AUTO_TEST_CASE(who_has_it_already_gets_a_head_alone) {
  const SiteContent content = site_content(std::string(5000, 'x'), "text/plain");
  Incoming one = request("GET", "/");
  one.headers.set("Accept-Encoding", "br, gzip;q=0.5");
  const Reply first = reply_with(content, one);
  BOOST_TEST(first.headers.get("Content-Encoding") == "gzip");
  BOOST_TEST(first.body->size() < 100U);
  for (const std::string& etag :
       {std::string{first.headers.get("ETag")}, "W/\"" + content.etag + "\"", std::string{"*"}}) {
    one.headers.set("If-None-Match", "\"other\", " + etag);
    BOOST_TEST(reply_with(content, one).status == 304);
  }
  one.headers.set("If-None-Match", "\"other\"");
  one.headers.set("Accept-Encoding", "gzip;q=0, identity");
  BOOST_TEST(reply_with(content, one).body->size() == 5000U);
}

BOOST_AUTO_TEST_CASE(before_it_was_read_it_says_so) {
  OneSite one;
  BOOST_TEST(holds(one.ask(request("GET", "/"), false), "The catalogue is being read"));
  BOOST_TEST(one.ask(request("GET", "/api/products"), false).status == 503);
}

BOOST_AUTO_TEST_CASE(the_matrix_is_a_page_and_json_and_each_version_has_its_details) {
  OneSite one;
  one.report("acme-ci", 'v');
  const Reply page = one.ask(request("GET", "/"));
  BOOST_TEST(holds(page, "<tr id=\"apim@3.1.0\">"));
  BOOST_TEST(holds(page, "href=\"/logs/apim@3.1.0/acme-ci\">✓ ok</a>"));
  BOOST_TEST(page.headers.get("Content-Security-Policy").find("default-src 'none'") == 0U);
  BOOST_TEST(holds(one.ask(request("GET", "/api/products")), "\"ready_to_deploy\":false"));
  const Reply details = one.ask(request("GET", "/api/products/apim@3.1.0"));
  BOOST_TEST(holds(details, "\"statements\":[{"));
  BOOST_TEST(ra::model::test::validate(ra::read_file(RA_SCHEMAS "/products.schema.json", 1 << 20).value(),
                                       text_of(details)) == "");
  BOOST_TEST(holds(one.ask(request("GET", "/api/products/" + one.product.digest)), "deployment.yml"));
  BOOST_TEST(one.ask(request("GET", "/api/products/apim@3.1.1")).status == 404);
  BOOST_TEST(one.ask(request("GET", "/../etc/passwd")).status == 404);
  const Reply wrong = one.ask(request("DELETE", "/api/products"));
  BOOST_TEST(wrong.status == 405);
  BOOST_TEST(wrong.headers.get("Allow") == "GET, HEAD");
}

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

BOOST_AUTO_TEST_CASE(what_is_decided_on_the_page_is_said_and_seen_at_once) {
  OneSite one;
  const std::string path = "/api/products/apim@3.1.0";
  BOOST_TEST(holds(one.ask(deciding(path + "/certify")), "acme-ci has not reported"));
  BOOST_TEST(one.ask(deciding(path + "/certify", R"({"override":true})")).status == 400);
  BOOST_TEST(one.ask(deciding(path + "/certify", R"({"digest":"sha256:00"})")).status == 409);
  BOOST_TEST(one.ask(deciding(path + "/certify", "[")).status == 400);
  BOOST_TEST(one.ask(request("GET", path + "/certify")).status == 405);
  const Reply done = one.ask(deciding(path + "/certify", R"({"override":true,"reason":"the customer waits"})"));
  BOOST_TEST(done.status == 200);
  BOOST_TEST(holds(done, "\"state\":\"uploaded\""));
  BOOST_TEST(holds(one.ask(request("GET", "/"), false), "against the policy: the customer waits"));
  BOOST_TEST(one.ask(deciding(path + "/revoke")).status == 400);
  BOOST_TEST(one.ask(deciding(path + "/revoke", R"({"reason":"it leaks"})")).status == 200);
  BOOST_TEST(holds(one.ask(request("GET", "/"), false), "it leaks"));
  OneSite other{false};
  BOOST_TEST(other.ask(deciding(path + "/certify")).status == 403);
}

BOOST_AUTO_TEST_CASE(a_catalogue_that_stays_away_shows_what_it_was_and_why) {
  const Trust trust = everybody();
  SiteState state{"r.example/<p>", trust, true, false};
  const std::string before = state.page().etag;
  state.not_read("it is <gone>", noon);
  BOOST_TEST(state.page().plain->find("could not be read yet: it is &lt;gone&gt;") != std::string::npos);
  state.read({}, {entry({published()})}, noon);
  BOOST_TEST(state.page().plain->find("<p id=\"trouble\" class=\"trouble\" role=\"status\" hidden></p>") !=
             std::string::npos);
  BOOST_TEST(state.page().plain->find("r.example/&lt;p&gt;") != std::string::npos);
  state.not_read("it is <gone>", noon + std::chrono::minutes{5});
  const std::string page = *state.page().plain;
  BOOST_TEST(page.find("cannot be read since") != std::string::npos);
  BOOST_TEST(page.find("<tr id=\"apim@3.1.0\">") != std::string::npos);
  const std::string etag = state.page().etag;
  state.not_read("it is <gone>", noon + std::chrono::minutes{6});
  BOOST_TEST(state.page().etag == etag);
  BOOST_TEST(state.page().etag != before);
}

BOOST_AUTO_TEST_CASE(whoever_wakes_it_knows_the_secret) {
  boost::asio::io_context io;
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
  one.headers.set("Authorization", "Bearer between us");
  BOOST_TEST(asked(secret) == 202);
  one.method = "GET";
  BOOST_TEST(asked(secret) == 405);
  one.path = "/";
  BOOST_TEST(asked(secret) == 404);
}

BOOST_AUTO_TEST_CASE(a_registry_wakes_it_by_what_was_put_in_or_taken_out_alone) {
  boost::asio::io_context io;
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
