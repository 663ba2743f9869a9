// git over HTTP: against a real git-http-backend behind nginx where they are installed, and against a server
// that goes wrong in every way.

#include "base/coroutine.hpp"
#include "sandbox.hpp"
#include "support/http_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <functional>

using namespace ra::test;
using namespace std::chrono_literals;
using ra::Errc;
using ra::git::RefUpdate;
using ra::git::Repository;
namespace asio = boost::asio;

namespace {

unsigned short free_port() {
  asio::io_context context;
  asio::ip::tcp::acceptor acceptor{context, {asio::ip::make_address("127.0.0.1"), 0}};
  return acceptor.local_endpoint().port();
}

std::string backend() { return git("/", {"--exec-path"}) + "/git-http-backend"; }

bool installed() {
  for (const std::string& program : {std::string{"/usr/sbin/nginx"}, std::string{"/usr/sbin/fcgiwrap"}, backend()}) {
    if (std::filesystem::exists(program)) continue;
    BOOST_TEST_MESSAGE("skipped: " << program << " is not installed");
    return false;
  }
  return true;
}

asio::awaitable<void> background(ra::ProcessRequest request) { co_await ra::run_process(request); }

asio::awaitable<void> answers(unsigned short port) {
  const auto executor = co_await asio::this_coro::executor;
  const asio::ip::tcp::endpoint there{asio::ip::make_address("127.0.0.1"), port};
  for (int i = 0; i < 1000; ++i) {
    asio::ip::tcp::socket socket{executor};
    boost::system::error_code ec;
    socket.connect(there, ec);
    if (!ec) co_return;
    asio::steady_timer timer{executor, 10ms};
    co_await timer.async_wait(asio::use_awaitable);
  }
}

// Serves everything in `folder` to release:s3cret-token while `body` runs. The servers end with the io_context.
void serve(const std::filesystem::path& folder, const std::function<asio::awaitable<void>(std::string host)>& body) {
  const unsigned short port = free_port();
  const std::string here = folder.string();
  write(folder / "users", "release:{PLAIN}s3cret-token\n");
  write(folder / "nginx.conf",
        fmt::format(R"(daemon off; worker_processes 1; pid {0}/nginx.pid; error_log {0}/error.log; {3}
events {{}}
http {{
  access_log off;
  client_body_temp_path {0}/t1; proxy_temp_path {0}/t2; fastcgi_temp_path {0}/t3; uwsgi_temp_path {0}/t4;
  scgi_temp_path {0}/t5; client_max_body_size 0;
  server {{
    listen 127.0.0.1:{1};
    location / {{
      auth_basic git; auth_basic_user_file {0}/users;
      fastcgi_param SCRIPT_FILENAME {2}; fastcgi_param GIT_PROJECT_ROOT {0}; fastcgi_param GIT_HTTP_EXPORT_ALL "";
      fastcgi_param PATH_INFO $uri; fastcgi_param QUERY_STRING $query_string;
      fastcgi_param REQUEST_METHOD $request_method; fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param REMOTE_USER $remote_user;
      fastcgi_param GIT_PROTOCOL $http_git_protocol;
      fastcgi_pass unix:{0}/cgi;
    }}
  }}
}}
)",
                    here, port, backend(), ::geteuid() == 0 ? "user root;" : ""));
  asio::io_context context{1};
  std::exception_ptr thrown;
  const auto main = [&]() -> asio::awaitable<void> {
    co_await answers(port);
    const std::string host = "127.0.0.1:" + std::to_string(port);
    co_await body(host);
  };
  ra::ProcessRequest cgi;
  cgi.arguments = {"/usr/sbin/fcgiwrap", "-c", "4", "-s", "unix:" + here + "/cgi"};
  ra::ProcessRequest web;
  web.arguments = {"/usr/sbin/nginx", "-p", here, "-e", here + "/error.log", "-c", here + "/nginx.conf"};
  ra::spawn(context.get_executor(), background(cgi));
  ra::spawn(context.get_executor(), background(web));
  ra::spawn(context.get_executor(), main(), [&](std::exception_ptr e) {
    thrown = e;
    context.stop();
  });
  context.run();
  if (thrown) std::rethrow_exception(thrown);
}

// What git-upload-pack says first (gitprotocol-http(5)), of a remote with one ref.
Answer advertisement(const ra::git::Sha& sha) {
  const std::string line = sha + " refs/heads/master" + std::string{"\0agent=test\n", 12};
  Answer answer;
  answer.headers.set("Content-Type", "application/x-git-upload-pack-advertisement");
  answer.body = "001e# service=git-upload-pack\n0000" + fmt::format("{:04x}", line.size() + 4) + line + "0000";
  return answer;
}

Answer status(int code) {
  Answer answer;
  answer.status = code;
  return answer;
}

Answer fault(Fault kind) {
  Answer answer;
  answer.fault = kind;
  answer.body = "half of this";
  return answer;
}

// ls-remote against a server that gives these answers in turn, the last one for ever.
struct Asked {
  ra::Result<std::vector<ra::git::RemoteRef>> refs;
  std::vector<ra::Duration> pauses;
};

Asked ask(const std::vector<Answer>& script) {
  asio::io_context context{1};
  std::size_t next = 0;
  HttpServer server{context.get_executor(), [&](const ReceivedRequest&) {
                      const std::size_t index = std::min(next, script.size() - 1);
                      ++next;
                      return script[index];
                    }};
  Asked asked;
  const auto main = [&]() -> asio::awaitable<void> {
    const std::string url = "http://release:s3cret-token@127.0.0.1:" + std::to_string(server.port()) + "/o/r.git";
    const std::vector<std::string> all;
    const auto retry = noted(asked.pauses);
    asked.refs = co_await ra::git::ls_remote(url, all, retry);
    server.stop();
  };
  ra::spawn(context.get_executor(), main(), [&](std::exception_ptr e) {
    context.stop();
    if (e) std::rethrow_exception(e);
  });
  context.run();
  return asked;
}

const std::vector<ra::Duration> all_pauses = {1s, 2s};

}  // namespace

BOOST_AUTO_TEST_SUITE(over_nginx)

BOOST_AUTO_TEST_CASE(a_release_is_pushed_over_http) {
  if (!installed()) return;
  const Sandbox box;
  git(box.remote, {"config", "http.receivepack", "true"});

  serve(box.folder.path(), [&](std::string host) -> asio::awaitable<void> {
    git(box.clone, {"remote", "set-url", "origin", "http://release:s3cret-token@" + host + "/remote.git"});
    Repository repository = box.repository();
    const std::map<std::string, std::string> files = {{"release.json", "{}\n"}};
    const std::string message = "next";
    const auto commit = co_await repository.commit(box.first, files, message, bot, long_ago);
    const std::vector<RefUpdate> updates = {{"refs/heads/master", *commit, box.first},
                                            {"refs/tags/1.0.0", *commit, ""}};
    const auto pushed = co_await repository.push(updates);
    BOOST_TEST(pushed.has_value());
    const std::string ref = "refs/tags/1.0.0";
    const auto fetched = co_await repository.fetch(ref);
    BOOST_TEST(fetched.value().value() == *commit);
    BOOST_TEST(box.remote_value("refs/heads/master") == *commit);
  });
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_unauthorized_and_not_printed) {
  if (!installed()) return;
  const Sandbox box;

  serve(box.folder.path(), [&](std::string host) -> asio::awaitable<void> {
    git(box.clone, {"remote", "set-url", "origin", "http://release:wr0ng-token@" + host + "/remote.git"});
    Repository repository = box.repository();
    const std::string ref = "refs/heads/master";
    const auto fetched = co_await repository.fetch(ref);
    const std::vector<RefUpdate> updates = {{"refs/tags/1.0.0", box.first, ""}};
    const auto pushed = co_await repository.push(updates);
    BOOST_TEST((fetched.error().code == Errc::unauthorized));
    BOOST_TEST((pushed.error().code == Errc::unauthorized));
    BOOST_TEST(pushed.error().message == "git push: Authentication failed for 'http://" + host + "/remote.git/'");
    BOOST_TEST(pushed.error().hint != "");
  });
}

BOOST_AUTO_TEST_CASE(without_a_password_nobody_is_asked_for_one) {
  if (!installed()) return;
  const Sandbox box;

  serve(box.folder.path(), [&](std::string host) -> asio::awaitable<void> {
    const std::string url = "http://" + host + "/remote.git";
    const std::vector<std::string> all;
    const auto refs = co_await ra::git::ls_remote(url, all);
    BOOST_TEST((refs.error().code == Errc::unauthorized));
  });
}

BOOST_AUTO_TEST_CASE(a_reader_who_may_not_write_is_unauthorized) {
  if (!installed()) return;
  const Sandbox box;  // http.receivepack is not on

  serve(box.folder.path(), [&](std::string host) -> asio::awaitable<void> {
    git(box.remote, {"config", "http.receivepack", "false"});
    git(box.clone, {"remote", "set-url", "origin", "http://release:s3cret-token@" + host + "/remote.git"});
    Repository repository = box.repository();
    const std::vector<RefUpdate> updates = {{"refs/tags/1.0.0", box.first, ""}};
    const auto pushed = co_await repository.push(updates);
    BOOST_TEST((pushed.error().code == Errc::unauthorized));
    BOOST_TEST(pushed.error().message.find("403") != std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(a_repository_that_is_not_there_is_not_found_over_http) {
  if (!installed()) return;
  const Sandbox box;

  serve(box.folder.path(), [&](std::string host) -> asio::awaitable<void> {
    const std::string url = "http://release:s3cret-token@" + host + "/nope.git";
    const std::vector<std::string> all;
    const auto refs = co_await ra::git::ls_remote(url, all);
    BOOST_TEST((refs.error().code == Errc::not_found));
    BOOST_TEST(refs.error().message.find("s3cret") == std::string::npos);
  });
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(http)

BOOST_AUTO_TEST_CASE(a_failure_of_the_network_is_tried_again) {
  const ra::git::Sha sha(40, 'a');

  const Asked asked = ask({status(503), fault(Fault::reset), advertisement(sha)});

  BOOST_TEST_REQUIRE(asked.refs.has_value());
  BOOST_TEST(asked.refs->at(0).target == sha);
  BOOST_TEST((asked.pauses == all_pauses));
}

BOOST_AUTO_TEST_CASE(a_server_that_stays_ill_is_unavailable) {
  const Asked asked = ask({status(502)});

  BOOST_TEST((asked.refs.error().code == Errc::unavailable));
  BOOST_TEST(asked.refs.error().message.ends_with("The requested URL returned error: 502 (tried 3 times)"));
  BOOST_TEST(asked.refs.error().message.find("s3cret") == std::string::npos);
  BOOST_TEST((asked.pauses == all_pauses));
}

BOOST_AUTO_TEST_CASE(a_connection_that_is_reset_is_unavailable_in_the_end) {
  const Asked asked = ask({fault(Fault::reset)});

  BOOST_TEST((asked.refs.error().code == Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_cut_off_is_unavailable_in_the_end) {
  const Asked asked = ask({fault(Fault::truncate)});

  BOOST_TEST((asked.refs.error().code == Errc::unavailable));
}

BOOST_AUTO_TEST_CASE(too_many_requests_are_tried_again) {
  const Asked asked = ask({status(429), advertisement(ra::git::Sha(40, 'a'))});

  BOOST_TEST(asked.refs.has_value());
  BOOST_TEST(asked.pauses.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_not_tried_again) {
  const Asked asked = ask({status(403)});

  BOOST_TEST((asked.refs.error().code == Errc::unauthorized));
  BOOST_TEST(asked.pauses.empty());
}

BOOST_AUTO_TEST_CASE(nobody_listening_is_unavailable_after_three_tries) {
  std::vector<ra::Duration> pauses;
  const std::string url = "http://127.0.0.1:" + std::to_string(free_port()) + "/o/r.git";
  const std::vector<std::string> all;

  const auto refs = await(ra::git::ls_remote(url, all, noted(pauses)));

  BOOST_TEST((refs.error().code == Errc::unavailable));
  BOOST_TEST((pauses == all_pauses));
}

BOOST_AUTO_TEST_SUITE_END()
