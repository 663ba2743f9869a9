#include "aws/ecr.hpp"
#include "base/coroutine.hpp"
#include "base/try.hpp"
#include "cli/image.hpp"

// Amazon's registries, which give a password for half a day to those who have AWS's credentials.
namespace ra::cli {

namespace {

using boost::asio::awaitable;
using Found = Result<std::optional<oci::Credentials>>;

awaitable<Found> ask_ecr(std::shared_ptr<aws::Account> account, const Environment* environment, std::string host) {
  const auto registry = aws::ecr_registry(host);
  if (!registry) co_return std::optional<oci::Credentials>{};
  const aws::EcrRegistry wanted = *registry;
  auto asked = co_await aws::ecr_token(*account, *environment, wanted);
  RA_CO_TRY_ASSIGN(aws::EcrToken token, std::move(asked));
  oci::Credentials credentials{std::move(token.user), std::move(token.password)};
  co_return std::optional<oci::Credentials>{std::move(credentials)};
}

}  // namespace

oci::AskCredentials ecr_credentials(http::Client& client, const Environment& environment, const Clock& clock) {
  auto account = std::make_shared<aws::Account>(client, environment, clock);
  return [account, &environment](std::string host) { return ask_ecr(account, &environment, std::move(host)); };
}

Result<> Registries::make_room(const oci::Reference& reference) {
  const auto registry = aws::ecr_registry(reference.registry);
  if (!registry) return {};
  aws::Account account{*client_, shell_.environment, clock_};
  return run_coroutine(io_, aws::create_ecr_repository(account, shell_.environment, *registry, reference.repository));
}

}  // namespace ra::cli
