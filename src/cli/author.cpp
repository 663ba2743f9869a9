#include "cli/author.hpp"

#include "base/try.hpp"

namespace asio = boost::asio;

namespace ra::cli {

asio::awaitable<Result<git::Identity>> author(git::Repository& repository, const Environment& environment,
                                              const model::GitConfig& config) {
  auto own = co_await repository.identity();
  RA_CO_TRY_ASSIGN(git::Identity who, std::move(own));
  if (const auto name = environment.get("GIT_COMMITTER_NAME"); !name.empty()) who.name = name;
  if (const auto email = environment.get("GIT_COMMITTER_EMAIL"); !email.empty()) who.email = email;
  if (!config.author_name.empty()) who.name = config.author_name;
  if (!config.author_email.empty()) who.email = config.author_email;
  if (who.name.empty()) who.name = "release-action";
  if (who.email.empty()) who.email = "release-action@localhost";
  co_return who;
}

}  // namespace ra::cli
