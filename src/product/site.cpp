#include "product/site.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/artifact.hpp"
#include "oci/reference.hpp"
#include "product/decide.hpp"
#include "product/wake.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::product {

namespace {

constexpr std::string_view api = "/api/products/";
constexpr std::string_view logs = "/logs/";
constexpr std::size_t most_details = 64;  // kept at a time
constexpr std::size_t body_depth = 5;

constexpr std::string_view icon_svg =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#1a7f37"/>)"
    R"(<path d="M4 8.5l2.6 2.6L12 5.6" fill="none" stroke="#fff" stroke-width="2"/></svg>)";

http::Reply not_allowed(const char* allowed) {
  http::Reply reply = error_reply(405, fmt::format("only {} here", allowed));
  reply.headers.set("Allow", allowed);
  return reply;
}

http::Reply not_found() { return error_reply(404, "there is nothing of that name here"); }

// What somebody has decided, in the words of the command line.
Result<Decision> decision_of(Kind kind, const std::string& wanted, const std::string& body) {
  const auto parsed = json::parse(body, {.max_depth = body_depth});
  if (!parsed || !parsed->is_object()) return error(Errc::usage, "the body is no JSON object");
  Decision decision;
  decision.kind = kind;
  decision.wanted = wanted;
  decision.digest = (*parsed)["digest"].as_string();
  decision.reason = one_line((*parsed)["reason"].as_string(), 1000);
  decision.override_policy = (*parsed)["override"].as_bool();
  if (kind == Kind::revocation && decision.reason.empty()) return error(Errc::usage, "a revocation wants a reason");
  if (decision.override_policy && decision.reason.empty())
    return error(Errc::usage, "it is certified against the policy: that wants a reason");
  return decision;
}

model::Artifact artifact_of(const Decided& decided, Kind kind, const Catalog& catalog) {
  model::Artifact artifact;
  artifact.name = decided.whole.product.name.text();
  artifact.kind = to_string(kind);
  artifact.destination = catalog.text();
  artifact.state = model::Artifact::State::skipped;
  artifact.note = decided.note;
  if (decided.statement.empty()) return artifact;
  artifact.sha256 = decided.statement.substr(decided.statement.find(':') + 1);
  artifact.url = catalog.link(decided.statement);
  artifact.state = model::Artifact::State::uploaded;
  return artifact;
}

}  // namespace

Site::Site(const asio::any_io_executor& executor, Reading reading, SiteOptions options, const Clock& clock)
    : reading_{reading},
      options_{std::move(options)},
      clock_{clock},
      state_{reading_.catalog.text(), reading_.trust, options_.speaker && !options_.guard.token.empty(),
             options_.dry_run},
      logs_{reading_, options_.folder},
      wakeup_{executor},
      style_{site_content(std::string{style_of_pages()}, "text/css; charset=utf-8")},
      script_{site_content(std::string{script_of_pages()}, "text/javascript; charset=utf-8")},
      icon_{site_content(std::string{icon_svg}, "image/svg+xml")} {}

// --- Reading ---

asio::awaitable<Result<int>> Site::keep_reading() {
  for (;;) {
    const auto done = co_await read();
    if (!done) {
      const Error& problem = done.error();
      const bool hopeless = problem.code == Errc::unauthorized || problem.code == Errc::config;
      if (hopeless && !state_.ready()) co_return problem;
      const std::string why = options_.redact(problem.message);
      if (why != state_.trouble()) reading_.log.warning("{}", problem.message);
      state_.not_read(why, clock_.wall());
    }
    co_await wakeup_.wait(options_.every, between_looks);
  }
}

Result<> Site::look_who_is_trusted() {
  if (!options_.trust_again) return {};
  RA_TRY_ASSIGN(const bool others, options_.trust_again());
  trust_is_new_ |= others;
  return {};
}

asio::awaitable<Result<>> Site::read() {
  const std::size_t own = ++begun_;
  const auto trusted = look_who_is_trusted();
  if (!trusted) co_return trusted.error();
  std::vector<StatementTag> statements;
  {
    const auto tags = co_await reading_.catalog.tags();
    if (!tags) co_return tags.error();
    statements = statements_in(*tags);
  }
  if (state_.same(statements) && state_.trouble().empty() && !trust_is_new_) {
    state_.read_again(clock_.wall());
    co_return Result<>{};
  }
  auto products = co_await read_products(reading_, std::move(statements));
  if (!products) co_return products.error();
  if (own < ended_) co_return Result<>{};
  ended_ = own;
  trust_is_new_ = false;
  details_.clear();
  state_.read(*std::move(products), clock_.wall());
  co_return Result<>{};
}

// --- Answering ---

http::Reply Site::failed(Error problem) const {
  problem.message = options_.redact(std::move(problem.message));
  return error_reply(problem);
}

asio::awaitable<http::Reply> Site::answer(http::Incoming request) {
  http::Reply reply = co_await route(std::move(request));
  co_return guarded(std::move(reply));
}

asio::awaitable<http::Reply> Site::route(http::Incoming request) {
  const std::string path = request.path;
  if (path == "/wake" && !options_.wake_secret.empty()) co_return wake(request, options_.wake_secret, wakeup_);
  for (const auto& [end, kind] : {std::pair<std::string_view, Kind>{"/certify", Kind::certification},
                                  std::pair<std::string_view, Kind>{"/revoke", Kind::revocation}}) {
    if (!path.starts_with(api) || !path.ends_with(end) || path.size() < api.size() + end.size()) continue;
    if (request.method != "POST") co_return not_allowed("POST");
    std::string wanted = path.substr(api.size(), path.size() - api.size() - end.size());
    http::Reply decided = co_await decide(kind, std::move(wanted), std::move(request));
    co_return decided;
  }
  if (request.method != "GET" && request.method != "HEAD") co_return not_allowed("GET, HEAD");
  http::Reply seen = co_await look(std::move(request));
  co_return seen;
}

asio::awaitable<http::Reply> Site::look(http::Incoming request) {
  if (auto refused = refused_to_look(options_.guard, request)) co_return *std::move(refused);
  const std::string& path = request.path;
  if (path == "/") co_return reply_with(state_.page(), request);
  if (path == "/page.css") co_return reply_with(style_, request);
  if (path == "/page.js") co_return reply_with(script_, request);
  if (path == "/icon.svg" || path == "/favicon.ico") co_return reply_with(icon_, request);
  if (path == "/api/state") co_return json_reply(200, state_.to_json());
  const bool products = path == "/api/products" || path == "/api/products/";
  const bool log_wanted = path.starts_with(logs);
  if (!products && !log_wanted && !path.starts_with(api)) co_return not_found();
  if (!state_.ready())
    co_return failed(error(Errc::unavailable, "the catalogue could not be read yet" +
                                                  (state_.trouble().empty() ? "" : ": " + state_.trouble())));
  if (products) co_return reply_with(state_.products(), request);
  const std::string wanted = path.substr(log_wanted ? logs.size() : api.size());
  http::Reply reply;
  if (log_wanted) {
    reply = co_await log(wanted, std::move(request));
  } else {
    reply = co_await details(wanted, std::move(request));
  }
  co_return reply;
}

asio::awaitable<http::Reply> Site::details(std::string wanted, http::Incoming request) {
  const SiteRow* row = state_.find(wanted);
  if (row == nullptr) co_return not_found();
  const std::string digest = row->known.product.digest;
  if (const auto found = details_.find(digest); found != details_.end()) co_return reply_with(found->second, request);
  const Entry known = row->known;
  std::vector<StatementTag> about = state_.about(*row);
  const std::vector<StatementTag> of_these = about;
  const auto whole = co_await read_known(reading_, known, std::move(about));
  if (!whole) co_return failed(whole.error());
  const auto value = to_json(*whole, reading_.trust, state_.places(), site_links());
  SiteContent made = site_content(json::dump(value) + "\n", "application/json");
  // What came in between may have said more of it.
  const SiteRow* now = state_.find(digest);
  if (now != nullptr && state_.about(*now) == of_these) {
    if (details_.size() >= most_details) details_.clear();
    details_[digest] = made;
  }
  co_return reply_with(made, request);
}

// /logs/STATEMENT/NAME, and /logs/PRODUCT@VERSION/CI for the log of its newest report.
std::optional<StatementTag> Site::statement_of(const std::string& first, const std::string& second) const {
  const SiteRow* row = oci::is_digest(first) ? nullptr : state_.find(first);
  if (row != nullptr) {
    const auto& cis = state_.cis();
    for (std::size_t i = 0; i < cis.size() && i < row->statements.size(); ++i) {
      if (cis[i] == second && !row->statements[i].empty())
        return statement_tag(Kind::report, row->known.product.digest, row->statements[i]);
    }
    return {};
  }
  return state_.statement(first);
}

asio::awaitable<http::Reply> Site::log(std::string what, http::Incoming request) {
  const std::size_t slash = what.find('/');
  if (slash == std::string::npos) co_return not_found();
  const std::string first = what.substr(0, slash);
  const std::string second = what.substr(slash + 1);
  auto tag = statement_of(first, second);
  if (!tag) co_return not_found();
  std::string name = oci::is_digest(first) ? second : std::string{};
  http::Reply reply = co_await logs_.answer(*std::move(tag), std::move(name), request);
  co_return reply;
}

// --- Deciding ---

asio::awaitable<http::Reply> Site::decide(Kind kind, std::string wanted, http::Incoming request) {
  if (auto refused = refused_to_decide(options_.guard, request)) co_return *std::move(refused);
  if (!options_.speaker) co_return error_reply(403, "nobody may decide here: no key is configured");
  auto decision = decision_of(kind, wanted, request.body);
  if (!decision) co_return failed(decision.error());
  const Speaker speaker = *options_.speaker;
  const WallTime now = clock_.wall();
  const auto decided = co_await product::decide(reading_, *decision, speaker, now, options_.dry_run);
  if (!decided) co_return failed(decided.error());
  // The page that asks next shall see it.
  const auto seen = co_await read();
  if (!seen) reading_.log.debug("{}", seen.error().message);
  if (!decided->statement.empty() && options_.tell) co_await options_.tell(decided->said);
  const std::vector<model::Artifact> artifacts{artifact_of(*decided, kind, reading_.catalog)};
  co_return json_reply(200, model::to_json(artifacts));
}

}  // namespace ra::product
