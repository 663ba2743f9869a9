// What servers answer. The first byte says who is asked, the second what. A server is bytes on a connection to the real
// transport; CircleCI and GitHub are records (ended by 0x1f) of a line with the status, lines of headers, an empty line
// and a body, given one after the other and again from the first.
#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/text.hpp"
#include "ci/circleci.hpp"
#include "ci/github_actions.hpp"
#include "ci/verdict.hpp"
#include "forge/github.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/input.hpp"
#include "fuzz/promises.hpp"
#include "http/retrying.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"
#include "support/fake_clock.hpp"
#include "support/http_script.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace ra::fuzz {

namespace {

constexpr const char* token = "glpat-dont-tell-anybody";

template <class T>
void hold_result(const Result<T>& result) {
  if (result) return;
  hold(!result.error().message.empty(), "an error says something");
  hold_line(result.error().message, "an error");
  hold_line(result.error().hint, "a hint");
  hold(result.error().message.find(token) == std::string::npos, "an error does not tell the token",
       result.error().message);
}

// --- Bytes on a connection ---------------------------------------------------------------------

asio::awaitable<void> serve(tcp::socket socket, std::string head, std::string tail) {
  std::array<char, 4096> request{};
  const auto [read_ec, read] = co_await socket.async_read_some(asio::buffer(request), nothrow);
  if (read_ec) co_return;
  const auto [head_ec, head_size] = co_await asio::async_write(socket, asio::buffer(head), nothrow);
  if (head_ec) co_return;
  for (int turn = 0; turn < 4; ++turn) co_await asio::post(asio::use_awaitable);  // so that it comes in two pieces
  co_await asio::async_write(socket, asio::buffer(tail), nothrow);
}

asio::awaitable<void> listen(tcp::acceptor& acceptor, std::string head, std::string tail) {
  for (;;) {
    auto [ec, socket] = co_await acceptor.async_accept(nothrow);
    if (ec) co_return;
    spawn(acceptor.get_executor(), serve(std::move(socket), head, tail));
  }
}

void hold_answer(const Result<http::Response>& answer, const http::Request& request) {
  hold_result(answer);
  if (!answer) {
    const Errc code = answer.error().code;
    hold(code == Errc::transient || code == Errc::internal || code == Errc::uncertain,
         "an answer cut is no other error");
    return;
  }
  hold(answer->status >= 200 && answer->status <= 999, "a status is one", std::to_string(answer->status));
  hold(answer->body.size() <= request.max_body, "a body is within its limit");
  hold(request.method != http::Method::head || answer->body.empty(), "HEAD has no body");
  for (const auto& [name, value] : answer->headers.all()) {
    hold(!name.empty() && name.find_first_of(" :\r\n") == std::string::npos, "a header has a name", name);
    hold(value.find_first_of("\r\n") == std::string::npos, "a header is one line", value);
  }
}

void hold_wire(Input& input) {
  http::Request request;
  constexpr std::array<http::Method, 3> methods{http::Method::get, http::Method::head, http::Method::post};
  request.method = methods.at(input.below(methods.size()));
  request.max_body = 2000;
  const std::string_view bytes = input.rest();
  const std::size_t half = bytes.size() / 2;

  asio::io_context context{1};
  tcp::acceptor acceptor{context, {asio::ip::address_v4::loopback(), 0}};
  request.url = "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
  request.headers.set("Authorization", std::string{"Bearer "} + token);
  const Clock clock;
  const Log log;
  const auto client = http::make_transport(context.get_executor(), http::TransportOptions{}, clock, log);
  spawn(context.get_executor(), listen(acceptor, std::string{bytes.substr(0, half)}, std::string{bytes.substr(half)}));
  const auto ask = [&]() -> asio::awaitable<void> {
    for (int i = 0; i < 2; ++i) {  // the second on the same connection where that is good for it
      const auto answer = co_await client->send(request);
      hold_answer(answer, request);
    }
  };
  spawn(context.get_executor(), ask(), [&](std::exception_ptr e) {
    context.stop();
    if (e) std::rethrow_exception(e);
  });
  context.run();
}

// --- Answers of CircleCI and GitHub ------------------------------------------------------------

http::Response response_of(std::string_view record) {
  http::Response response;
  Input input{reinterpret_cast<const std::uint8_t*>(record.data()), record.size()};
  const std::string status = input.text('\n');
  std::from_chars(status.data(), status.data() + status.size(), response.status);
  if (response.status < 200 || response.status > 599) response.status = 200;
  for (std::string line = input.text('\n'); !line.empty(); line = input.text('\n')) {
    const auto colon = line.find(": ");
    if (colon != std::string::npos) response.headers.add(line.substr(0, colon), line.substr(colon + 2));
  }
  response.body = input.rest();
  return response;
}

class Strangers final : public http::Client {
 public:
  Strangers(Input& input, std::string host) : host_{std::move(host)} {
    while (!input.empty()) answers_.push_back(response_of(input.text()));
  }

  asio::awaitable<Result<http::Response>> send(const http::Request& request) override {
    ++asked_;
    look_at(request);
    // What a stranger's list makes us ask is bounded by its length; at some point the server is gone for good.
    hold(asked_ < 20'000, "asking ends");
    if (answers_.empty() || asked_ > 400) co_return error(Errc::unavailable, "it is gone");
    co_return answers_[(asked_ - 1) % answers_.size()];
  }

 private:
  void look_at(const http::Request& request) const {
    const auto url = http::parse_url(request.url);
    if (!url) return;  // the transport does not send it
    bool printable = true;
    for (const char c : request.url) printable &= c > ' ' && c < '\x7f';
    hold(printable || url->host != host_, "an address of ours is printable", request.url);
    hold(request.url.find(token) == std::string::npos, "no token stands in an address", request.url);
    if (url->host == host_) return;
    for (const auto& [name, value] : request.headers.all()) {
      hold(value.find(token) == std::string::npos, "the token goes to its own host alone", request.url);
    }
  }

  std::string host_;
  std::vector<http::Response> answers_;
  std::size_t asked_ = 0;
};

ci::Job job_of(std::string project) {
  ci::Job job;
  job.component = "gateway";
  job.project = std::move(project);
  job.branch = "3.16.x";
  job.definition = "release.yml";
  job.parameters = {{"dry_run", true}};
  return job;
}

void hold_observation(const ci::Observation& seen, WallTime now) {
  const auto verdict = ci::judge(seen, ci::VerdictPolicy{}, std::chrono::minutes{20}, now);
  hold((verdict.kind == ci::Verdict::Kind::passed) == (verdict.state == model::PipelineState::passed),
       "a verdict agrees with itself");
  if (verdict.kind != ci::Verdict::Kind::passed) return;
  hold(seen.errors.empty(), "what passed has no errors");
  const auto has_passed = [](const ci::Workflow& workflow) { return workflow.status == "success"; };
  hold(std::ranges::any_of(seen.workflows, has_passed), "what passed has run");
}

asio::awaitable<void> ask_provider(ci::Provider& provider, std::size_t what, ci::Job job, WallTime now) {
  ci::PipelineRef pipeline;
  pipeline.id = "77";
  pipeline.number = 7;
  switch (what) {
    case 0: {
      const auto result = co_await provider.check(job);
      hold_result(result);
      break;
    }
    case 1: {
      const auto result = co_await provider.newest_number(job);
      hold_result(result);
      hold(!result || *result >= 0, "a number counts up from 0");
      break;
    }
    case 2: {
      const auto result = co_await provider.trigger(job);
      hold_result(result);
      hold(!result || !result->id.empty(), "a pipeline has an id");
      break;
    }
    case 3: {
      const std::set<std::string> known{"75"};
      const auto result = co_await provider.find(job, 5, known);
      hold_result(result);
      if (result && *result) hold((*result)->id != "75" && !(*result)->id.empty(), "what is found was not known");
      break;
    }
    case 4: {
      const auto result = co_await provider.observe(job, pipeline);
      hold_result(result);
      if (result) hold_observation(*result, now);
      break;
    }
    default: {
      const auto result = co_await provider.inspect(job, pipeline);
      hold_result(result);
      break;
    }
  }
}

// Retried as in a run, where waiting costs nothing; or asked once.
struct Asked {
  Asked(Input& input, std::string host) : strangers{input, std::move(host)} {}

  http::Client& client(bool retried) {
    if (!retried) return strangers;
    http::RetryPolicy policy;
    policy.patience = std::chrono::seconds{20};
    retrying = http::retrying(
        test::borrowed(strangers), policy, clock.sleep(), clock, [] { return 7U; }, log);
    return *retrying;
  }

  Strangers strangers;
  test::FakeClock clock;
  Log log;
  std::unique_ptr<http::Client> retrying;
};

github::ApiOptions api_options() {
  github::ApiOptions options;
  options.base_url = "https://ghe.example/api/v3";
  options.token = Secret{token};
  return options;
}

void hold_circleci(Input& input) {
  const std::size_t what = input.below(6);
  const bool retried = input.flag();
  Asked asked{input, "circleci.com"};
  ci::CircleciOptions options;
  options.token = Secret{token};
  const auto provider = ci::make_circleci(asked.client(retried), options);
  test::run_coroutine([&] { return ask_provider(*provider, what, job_of("gh/acme/gateway"), asked.clock.wall()); });
}

void hold_actions(Input& input) {
  const std::size_t what = input.below(6);
  const bool retried = input.flag();
  Asked asked{input, "ghe.example"};
  ci::GithubActionsOptions options;
  options.api = api_options();
  const auto provider =
      ci::make_github_actions(asked.client(retried), std::move(options), asked.clock.sleep(), asked.clock);
  test::run_coroutine([&] { return ask_provider(*provider, what, job_of("acme/gateway"), asked.clock.wall()); });
}

template <class T>
asio::awaitable<void> held(asio::awaitable<Result<T>> asked) {
  const auto result = co_await std::move(asked);
  hold_result(result);
}

// What is asked with outlives the asking: parameters of coroutines are references.
const std::string sha(40, 'a');
const std::string text = "3.1.68";
const std::string tags = "refs/tags/";
const forge::PullDraft draft{"dry-3.1.68", "3.1.x", "title", "body", false};

asio::awaitable<void> ask_forge(forge::Forge& forge, std::size_t what) {
  switch (what) {
    case 0: return held(forge.pulls().get(7));
    case 1: return held(forge.pulls().of_branch(text));
    case 2: return held(forge.pulls().of_commit(sha));
    case 3: return held(forge.pulls().open(draft));
    case 4: return held(forge.pulls().merge(7, sha, forge::MergeMethod::squash));
    case 5: return held(forge.comments().own(7, [](const std::string& body) { return !body.empty(); }));
    case 6: return held(forge.comments().create(7, text));
    case 7: return held(forge.statuses().of(sha));
    case 8: return held(forge.refs().get(tags));
    case 9: return held(forge.refs().beginning_with(tags));
    case 10: return held(forge.releases().of_tag(text));
    case 11: return held(forge.deployments().of(text));
    case 12: return held(forge.access().token());
    case 13: return held(forge.access().of_user(text));
    default: return held(forge.access().rules(text));
  }
}

void hold_forge(Input& input) {
  const std::size_t what = input.below(15);
  const bool retried = input.flag();
  Asked asked{input, "ghe.example"};
  auto forge =
      forge::make_github(asked.client(retried), "acme/gateway", api_options(), asked.clock.sleep(), asked.clock);
  hold(forge.has_value(), "a forge can be made");
  test::run_coroutine([&] { return ask_forge(**forge, what); });
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra::fuzz;
  // Of a server that sends the token back, what is shown has it taken out (cli/output.hpp); errors quote what was said.
  const std::string bytes(data, data + size);
  if (bytes.find(token) != std::string::npos) return 0;
  Input input{data, size};
  switch (input.below(4)) {
    case 0: hold_wire(input); break;
    case 1: hold_circleci(input); break;
    case 2: hold_actions(input); break;
    default: hold_forge(input); break;
  }
  return 0;
}
