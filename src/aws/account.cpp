#include "aws/account.hpp"

#include "aws/identity.hpp"
#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

constexpr auto before_end = std::chrono::minutes{5};  // credentials are fetched again
constexpr auto little = std::chrono::minutes{4};      // AWS refuses from 5 (others) or 15 (S3) minutes on
constexpr std::string_view usual_region = "us-east-1";
constexpr std::string_view usual_session = "release-action";

std::string setting(const Settings& settings, const std::string& name) {
  const auto found = settings.find(name);
  return found == settings.end() ? std::string{} : found->second;
}

Result<std::optional<Credentials>> keys(std::string key, std::string secret, std::string token, std::string_view from) {
  if (key.empty() && secret.empty()) return std::optional<Credentials>{};
  if (key.empty() || secret.empty())
    return error(Errc::config, fmt::format("{} has only one of access key and secret key", from));
  return std::optional{Credentials{std::move(key), Secret{std::move(secret)}, Secret{std::move(token)}, {}}};
}

// What other programs do for a profile, and we do not.
std::string needs(const Settings& settings) {
  for (const char* name : {"role_arn", "credential_process", "sso_session", "sso_start_url"}) {
    if (!setting(settings, name).empty()) return name;
  }
  return {};
}

bool is_ended(const Refusal& refusal) {
  return refusal.code == "ExpiredToken" || refusal.code == "ExpiredTokenException" ||
         refusal.code == "TokenRefreshRequired";
}

}  // namespace

Account::Account(http::Client& client, const Environment& environment, const Clock& clock,
                 std::optional<Credentials> given)
    : client_{client}, environment_{environment}, clock_{clock}, given_{std::move(given)} {}

asio::awaitable<Result<Credentials>> Account::credentials() {
  if (given_) co_return *given_;
  const bool fresh = kept_ && (!kept_->expires || *kept_->expires - before_end > clock_.wall());
  if (fresh) co_return *kept_;
  auto next = co_await found();
  if (next) {
    kept_ = *next;
    co_return *next;
  }
  if (kept_ && kept_->expires && *kept_->expires > clock_.wall()) co_return *kept_;
  co_return next.error();
}

asio::awaitable<Result<Credentials>> Account::found() {
  RA_CO_TRY_ASSIGN(auto own, keys(environment_.get("AWS_ACCESS_KEY_ID"), environment_.get("AWS_SECRET_ACCESS_KEY"),
                                  environment_.get("AWS_SESSION_TOKEN"), "the environment"));
  if (own) co_return *own;
  RA_CO_TRY_ASSIGN(const Profile profile, profile_of(environment_));
  RA_CO_TRY_ASSIGN(std::string region, region_of(environment_));
  if (region.empty()) region = usual_region;
  WebIdentity identity{environment_.get("AWS_ROLE_ARN"), environment_.get("AWS_WEB_IDENTITY_TOKEN_FILE"),
                       environment_.get("AWS_ROLE_SESSION_NAME"), std::move(region)};
  if (identity.session.empty()) identity.session = usual_session;
  if (!identity.role.empty() && !identity.token_file.empty()) {
    auto taken = co_await assume_role(client_, environment_, identity);
    co_return taken;
  }
  const Settings& settings = profile.settings;
  if (profile.asked_for && !profile.found)
    co_return error(Errc::config, fmt::format("there is no AWS profile `{}`", profile.name),
                    "see ~/.aws/config and AWS_PROFILE");
  RA_CO_TRY_ASSIGN(own, keys(setting(settings, "aws_access_key_id"), setting(settings, "aws_secret_access_key"),
                             setting(settings, "aws_session_token"), fmt::format("AWS profile {}", profile.name)));
  if (own) co_return *own;
  identity.role = setting(settings, "role_arn");
  identity.token_file = setting(settings, "web_identity_token_file");
  if (!identity.role.empty() && !identity.token_file.empty()) {
    auto taken = co_await assume_role(client_, environment_, identity);
    co_return taken;
  }
  if (const std::string what = needs(settings); !what.empty())
    co_return error(Errc::config,
                    fmt::format("AWS profile {} has {}, which only AWS's own programs follow", profile.name, what),
                    "eval \"$(aws configure export-credentials --format env)\" before this");
  auto container = co_await of_container(client_, environment_);
  if (!container) co_return container.error();
  if (*container) co_return **container;
  co_return error(
      Errc::unauthorized, "there are no credentials for AWS",
      "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a role with a web identity, or AWS_PROFILE; or give "
      "the destination a userEnv and a passwordEnv");
}

// An answer to HEAD says no reason, so the clocks decide.
bool Account::learns_time(const http::Response& answer, Duration used) {
  if (answer.status != 400 && answer.status != 401 && answer.status != 403) return false;
  const auto date = parse_http_date(answer.headers.get("Date"));
  if (!date) return false;
  const Duration ahead = *date - clock_.wall();
  const Duration change = ahead - used;
  if (std::chrono::abs(change) < little) return false;
  ahead_ = ahead;
  return true;
}

asio::awaitable<Result<http::Response>> Account::send_once(http::Request request, Scope scope, std::string payload) {
  auto who = co_await credentials();
  if (!who) co_return who.error();
  const Signing signing{scope.region, scope.service, clock_.wall() + ahead_, scope.s3};
  RA_CO_TRY(sign(request, *who, signing, std::move(payload)));
  auto answer = co_await client_.send(request);
  co_return answer;
}

asio::awaitable<Result<http::Response>> Account::send(http::Request request, Scope scope, std::string payload) {
  const Duration used = ahead_;
  auto answer = co_await send_once(request, scope, payload);
  if (!answer || answer->status < 400) co_return answer;
  bool again = learns_time(*answer, used);
  if (!given_ && is_ended(refusal_of(*answer))) {
    kept_.reset();
    again = true;
  }
  if (again) answer = co_await send_once(request, scope, payload);
  co_return answer;
}

}  // namespace ra::aws
