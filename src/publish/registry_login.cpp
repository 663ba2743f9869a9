#include "publish/registry_login.hpp"

#include "aws/account.hpp"
#include "aws/ecr.hpp"
#include "base/try.hpp"

namespace asio = boost::asio;

namespace ra::publish {

namespace {

using Found = Result<std::optional<oci::Credentials>>;

asio::awaitable<Found> ask_ecr(std::shared_ptr<aws::Account> account, const Environment* environment,
                               std::string host) {
  const auto registry = aws::ecr_registry(host);
  if (!registry) co_return std::optional<oci::Credentials>{};
  auto asked = co_await aws::ecr_token(*account, *environment, *registry);
  RA_CO_TRY_ASSIGN(aws::EcrToken token, std::move(asked));
  oci::Credentials credentials{std::move(token.user), std::move(token.password)};
  co_return std::optional<oci::Credentials>{std::move(credentials)};
}

}  // namespace

oci::AskCredentials registry_login(http::Client& client, const Environment& environment, const Clock& clock) {
  auto account = std::make_shared<aws::Account>(client, environment, clock);
  const oci::AskCredentials of_ecr = [account, &environment](std::string host) {
    return ask_ecr(account, &environment, std::move(host));
  };
  return oci::either(oci::docker_config(environment), of_ecr);
}

}  // namespace ra::publish
