#include "http/transport.hpp"
#include "loopback.hpp"
#include "raw_server.hpp"
#include "support/certificates.hpp"
#include "support/temporary_folder.hpp"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace std::chrono_literals;
using ra::Errc;
using ra::http::Method;
using ra::test::Certificate;
using ra::test::Loopback;
using ra::test::RawServer;

namespace {

// An authority of our own, in a file, and servers with certificates of it.
struct Authority {
  Certificate own = ra::test::make_authority("release-action test authority");
  ra::test::TemporaryFolder folder;

  std::string file() const { return write("ca.pem", own.certificate); }

  std::string write(const std::string& name, const std::string& text) const {
    const auto path = folder / name;
    std::ofstream{path} << text;
    return path.string();
  }

  std::unique_ptr<Loopback> serve(const Certificate& certificate) const {
    auto loop = std::make_unique<Loopback>(ra::test::Handler{}, ra::test::server_tls(certificate));
    loop->options.ca_file = file();
    return loop;
  }
  std::unique_ptr<Loopback> serve(const std::string& names, ra::test::Validity validity = {}) const {
    return serve(ra::test::make_certificate(own, names, validity));
  }
};

// What a TLS client says first: a handshake record (22) of the version 3.1 (RFC 8446 5.1).
const std::string start_of_hello = "\x16\x03\x01";

// The name a client asked for in its hello.
std::string asked_name;
int note_name(SSL* session, int*, void*) {
  const char* name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
  asked_name = name == nullptr ? "" : name;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transport_tls, Authority)

BOOST_AUTO_TEST_CASE(a_server_of_a_trusted_authority_is_talked_to_and_its_connection_kept) {
  const auto loop = serve("IP:127.0.0.1");

  BOOST_TEST(loop->get("/a").has_value());
  BOOST_TEST(loop->post("/b").has_value());

  BOOST_TEST_REQUIRE(loop->received.size() == 2U);
  BOOST_TEST(loop->received.back().connection == 1U);
}

BOOST_AUTO_TEST_CASE(large_bodies_go_out_and_come_back_whole) {
  const auto loop = serve("IP:127.0.0.1");
  loop->handler = [](const ra::test::ReceivedRequest& request) {
    ra::test::Answer answer;
    answer.body = request.body;
    return answer;
  };
  auto request = loop->request(Method::post);
  request.body = std::string(100'000, 'a') + std::string(100'000, 'b');

  const auto response = loop->send(request);

  BOOST_TEST_REQUIRE(response.has_value());
  BOOST_TEST((response->body == request.body));
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_with_the_connection_must_end_in_order) {
  // RFC 8446 6.1: who ends without close_notify may have been cut.
  const auto loop = serve("IP:127.0.0.1");
  loop->handler = [](const ra::test::ReceivedRequest&) {
    ra::test::Answer answer;
    answer.headers.set("Transfer-Encoding", "identity");  // says nothing of the length
    answer.body = "half of it";
    answer.fault = ra::test::Fault::truncate;
    return answer;
  };

  const auto response = loop->get();

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
  BOOST_TEST(response.error().message.ends_with("the answer was cut short"));
}

BOOST_AUTO_TEST_CASE(get_whose_answer_began_on_a_kept_connection_is_not_repeated) {
  const auto loop = serve("IP:127.0.0.1");
  loop->handler = [count = 0](const ra::test::ReceivedRequest&) mutable {
    ra::test::Answer answer;
    answer.body = "0123456789";
    if (++count == 2) answer.fault = ra::test::Fault::truncate;
    return answer;
  };
  BOOST_TEST(loop->get().has_value());

  const auto response = loop->get();

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
  BOOST_TEST(loop->received.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_and_checked) {
  const auto loop = serve("DNS:localhost");
  ra::http::Request request;
  request.url = fmt::format("https://localhost:{}/", loop->server.port());

  const auto response = loop->send(request);

  BOOST_TEST(response.has_value(), (response ? "" : response.error().message));
}

BOOST_AUTO_TEST_CASE(certificates_that_prove_nothing_are_refused_with_their_reason) {
  const Certificate stranger = ra::test::make_authority("release-action test authority");
  const std::string ip = "IP:127.0.0.1";
  struct Row {
    Certificate certificate;
    std::string reason;
    std::string hint;
  };
  const std::vector<Row> rows{
      {ra::test::make_certificate(own, ip, {.from = -48h, .to = -1h}), "has expired", "clock"},
      {ra::test::make_certificate(own, ip, {.from = 1h, .to = 48h}), "is not valid yet", "clock"},
      {ra::test::make_certificate(own, "IP:127.0.0.2"), "the host name does not match", "host"},
      {ra::test::make_certificate(own, "DNS:ci.example"), "the host name does not match", "host"},
      {ra::test::make_certificate(stranger, ip), "", "SSL_CERT_FILE"},
      {ra::test::make_certificate(ra::test::make_authority("somebody"), ip), "is signed by an authority that is not",
       "SSL_CERT_FILE"},
      {ra::test::make_self_signed(ip), "is self-signed and not trusted", "SSL_CERT_FILE"},
  };
  for (const Row& row : rows) {
    for (const Method method : {Method::get, Method::post}) {
      const auto loop = serve(row.certificate);

      const auto response = loop->send(loop->request(method));

      BOOST_TEST_CONTEXT(to_string(method) << " " << row.reason) {
        BOOST_TEST_REQUIRE(response.has_error());
        BOOST_TEST_MESSAGE(response.error().message);
        BOOST_TEST((response.error().code == Errc::unauthorized));
        BOOST_TEST(response.error().message.find(row.reason) != std::string::npos);
        BOOST_TEST(response.error().hint.find(row.hint) != std::string::npos);
        BOOST_TEST(loop->received.empty());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_host_name_must_match_whole) {
  struct Row {
    std::string names;
    bool good;
  };
  const std::vector<Row> rows{{"DNS:localhost", true},
                              {"DNS:*.localhost", false},
                              {"DNS:notlocalhost", false},
                              {"DNS:local*", false},
                              {"IP:127.0.0.1", false}};
  for (const Row& row : rows) {
    const auto loop = serve(row.names);
    ra::http::Request request;
    request.url = fmt::format("https://localhost:{}/", loop->server.port());

    BOOST_TEST(loop->send(request).has_value() == row.good, row.names);
  }
}

BOOST_AUTO_TEST_CASE(a_self_signed_certificate_is_good_when_it_is_in_the_file) {
  const Certificate self = ra::test::make_self_signed("IP:127.0.0.1");
  const auto loop = serve(self);
  loop->options.ca_file = write("self.pem", self.certificate);

  BOOST_TEST(loop->get().has_value());
}

BOOST_AUTO_TEST_CASE(a_file_of_authorities_that_cannot_be_read_is_a_configuration_error) {
  for (const std::string& file : {std::string{"/nonexistent/ca.pem"}, write("garbage.pem", "no certificate")}) {
    const auto loop = serve("IP:127.0.0.1");
    loop->options.ca_file = file;

    const auto response = loop->get();

    BOOST_TEST_REQUIRE(response.has_error());
    BOOST_TEST((response.error().code == Errc::config));
    BOOST_TEST(response.error().message.find(file) != std::string::npos);
    BOOST_TEST(response.error().hint.find("SSL_CERT_FILE") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_speaks_no_tls_saw_nothing_of_the_request) {
  Loopback loop;
  loop.options.ca_file = file();
  ra::http::Request request;
  request.method = Method::post;
  request.url = fmt::format("https://127.0.0.1:{}/", loop.server.port());
  request.timeout = 100ms;

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_in_plain_http_is_a_wrong_url_and_not_waited_for) {
  for (const std::string words : {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"}) {
    for (const Method method : {Method::get, Method::post}) {
      Loopback loop;
      loop.options.ca_file = file();
      const RawServer plain{loop.context, words, 0, start_of_hello};
      const std::string server = fmt::format("127.0.0.1:{}", plain.port());
      ra::http::Request request;
      request.method = method;
      request.url = fmt::format("https://{}/x?secret=1", server);

      const auto response = loop.send(request);

      BOOST_TEST_REQUIRE(response.has_error());
      BOOST_TEST((response.error().code == Errc::config));
      BOOST_TEST(response.error().message ==
                 fmt::format("{} https://{}/x: {} does not speak TLS", to_string(method), server, server));
      BOOST_TEST(response.error().hint == "check the port in the URL: https has one of its own");
    }
  }
}

BOOST_AUTO_TEST_CASE(a_connection_closed_in_the_middle_of_the_handshake_is_worth_another_try) {
  Loopback loop;
  loop.options.ca_file = file();
  const RawServer gone{loop.context, "", 0, start_of_hello};
  ra::http::Request request;
  request.method = Method::post;
  request.url = fmt::format("https://127.0.0.1:{}/", gone.port());

  const auto response = loop.send(request);

  BOOST_TEST_REQUIRE(response.has_error());
  BOOST_TEST((response.error().code == Errc::transient));
  BOOST_TEST(response.error().message.find("starting TLS with 127.0.0.1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_the_oldest_that_is_spoken) {
  struct Row {
    int version;
    bool good;
  };
  for (const Row row :
       {Row{TLS1_VERSION, false}, Row{TLS1_1_VERSION, false}, Row{TLS1_2_VERSION, true}, Row{TLS1_3_VERSION, true}}) {
    const Certificate certificate = ra::test::make_certificate(own, "IP:127.0.0.1");
    Loopback loop{{}, ra::test::server_tls(certificate, row.version)};
    loop.options.ca_file = file();

    const auto response = loop.post();

    BOOST_TEST_CONTEXT("version " << row.version) {
      BOOST_TEST(response.has_value() == row.good, (response ? "" : response.error().message));
      BOOST_TEST(loop.received.size() == (row.good ? 1U : 0U));
      if (row.good || response) continue;
      BOOST_TEST((response.error().code == Errc::config));
      BOOST_TEST(response.error().message.ends_with(
          fmt::format(": 127.0.0.1:{} speaks only TLS that is older than 1.2, which is not safe", loop.server.port())));
      BOOST_TEST(response.error().hint.find("must be updated") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_spoke_tls_and_suddenly_does_not_is_worth_another_try) {
  Loopback loop{{}, ra::test::server_tls(ra::test::make_certificate(own, "DNS:ci.example"))};
  loop.options.ca_file = file();
  const std::string tunnel = "HTTP/1.1 200 Connection established\r\n\r\n";
  auto proxy = std::make_unique<RawServer>(loop.context, tunnel, loop.server.port());
  const auto port = proxy->port();
  loop.options.proxy.https_proxy = fmt::format("http://127.0.0.1:{}", port);
  loop.options.max_idle = 0;
  ra::http::Request request;
  request.url = "https://ci.example/api";
  BOOST_TEST(loop.send(request).has_value());
  loop.server.stop();
  const RawServer plain{loop.context, "HTTP/1.1 503 Down\r\n\r\n", 0, start_of_hello};
  proxy->lead_to(plain.port());

  const auto known = loop.send(request);
  request.url = "https://other.example/api";
  const auto stranger = loop.send(request);

  BOOST_TEST_REQUIRE((known.has_error() && stranger.has_error()));
  BOOST_TEST((known.error().code == Errc::transient));
  BOOST_TEST((stranger.error().code == Errc::config));
}

BOOST_AUTO_TEST_CASE(faults_over_tls_are_told_apart_as_over_tcp) {
  for (const auto fault : {ra::test::Fault::reset, ra::test::Fault::truncate, ra::test::Fault::never}) {
    for (const Method method : {Method::get, Method::post}) {
      const auto loop = serve("IP:127.0.0.1");
      loop->handler = [fault](const ra::test::ReceivedRequest&) {
        ra::test::Answer answer;
        answer.body = "0123456789";
        answer.fault = fault;
        return answer;
      };
      auto request = loop->request(method);
      request.timeout = 100ms;

      const auto response = loop->send(request);

      BOOST_TEST_REQUIRE(response.has_error());
      BOOST_TEST((response.error().code == (method == Method::get ? Errc::transient : Errc::uncertain)));
      BOOST_TEST(loop->received.size() == 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(https_goes_through_its_proxy_by_connect_and_the_proxy_sees_no_token) {
  const auto tls = ra::test::server_tls(ra::test::make_certificate(own, "DNS:ci.example"));
  SSL_CTX_callback_ctrl(tls->native_handle(), SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                        reinterpret_cast<void (*)()>(note_name));
  Loopback loop{{}, tls};
  loop.options.ca_file = file();
  const RawServer proxy{loop.context, "HTTP/1.1 200 Connection established\r\n\r\n", loop.server.port()};
  loop.options.proxy.https_proxy = fmt::format("http://me:p%40ss@127.0.0.1:{}", proxy.port());
  ra::http::Request request;
  request.url = "https://ci.example/api";
  request.headers.set("Circle-Token", "abcdef");

  const auto first = loop.send(request);
  const auto second = loop.send(request);

  BOOST_TEST_REQUIRE(first.has_value(), (first ? "" : first.error().message));
  BOOST_TEST(second.has_value());
  BOOST_TEST_REQUIRE(proxy.heads().size() == 1U);  // the tunnel is kept
  const std::string& head = proxy.heads().front();
  BOOST_TEST(head.starts_with("CONNECT ci.example:443 HTTP/1.1\r\nHost: ci.example:443\r\n"));
  BOOST_TEST(head.find("Proxy-Authorization: Basic bWU6cEBzcw==\r\n") != std::string::npos);
  BOOST_TEST((head + proxy.passed()).find("abcdef") == std::string::npos);
  BOOST_TEST(asked_name == "ci.example");
  BOOST_TEST(loop.received.back().target == "/api");
  BOOST_TEST(loop.received.back().headers.get("Host") == "ci.example");
  BOOST_TEST(loop.received.back().headers.get("Proxy-Authorization") == "");
}

BOOST_AUTO_TEST_CASE(a_proxy_that_refuses_is_told_apart_by_its_status) {
  struct Row {
    int status;
    Errc code;
    std::string hint;
  };
  const std::vector<Row> rows{
      {407, Errc::unauthorized, "HTTPS_PROXY"}, {403, Errc::unauthorized, "NO_PROXY"}, {502, Errc::transient, ""}};
  for (const Row& row : rows) {
    Loopback loop;
    loop.options.ca_file = file();
    const RawServer proxy{loop.context, fmt::format("HTTP/1.1 {} No\r\nContent-Length: 0\r\n\r\n", row.status)};
    loop.options.proxy.https_proxy = fmt::format("127.0.0.1:{}", proxy.port());
    ra::http::Request request;
    request.method = Method::post;
    request.url = "https://ci.example/api";

    const auto response = loop.send(request);

    BOOST_TEST_CONTEXT(row.status) {
      BOOST_TEST_REQUIRE(response.has_error());
      BOOST_TEST((response.error().code == row.code));
      BOOST_TEST(response.error().message.find(fmt::format("refuses the connection with {}", row.status)) !=
                 std::string::npos);
      BOOST_TEST(response.error().hint.find(row.hint) != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_proxy_that_does_not_speak_http_is_none) {
  for (const std::string words : {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 ok\r\n\r\n"}) {
    Loopback loop;
    loop.options.ca_file = file();
    const RawServer proxy{loop.context, words};
    loop.options.proxy.https_proxy = fmt::format("127.0.0.1:{}", proxy.port());
    ra::http::Request request;
    request.url = "https://ci.example/api";

    const auto response = loop.send(request);

    BOOST_TEST_REQUIRE(response.has_error());
    BOOST_TEST((response.error().code == Errc::transient));
    BOOST_TEST(response.error().message.ends_with(
        fmt::format("asking the proxy 127.0.0.1:{}: its answer is not HTTP", proxy.port())));
  }
}

BOOST_AUTO_TEST_SUITE_END()
