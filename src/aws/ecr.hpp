#pragma once

#include "aws/account.hpp"

#include <string>
#include <string_view>

// The calls of Amazon ECR that a client of its registries needs. The rest is the OCI protocol.
namespace ra::aws {

// 123456789012.dkr.ecr.eu-west-1.amazonaws.com; nothing for other hosts.
struct EcrRegistry {
  std::string account;
  std::string region;
};
std::optional<EcrRegistry> ecr_registry(std::string_view host);

// For the registry's Basic authorization.
struct EcrToken {
  std::string user;  // AWS
  Secret password;
  WallTime expires;  // 12 hours from now, mostly
};
boost::asio::awaitable<Result<EcrToken>> ecr_token(Account& account, const Environment& environment,
                                                   EcrRegistry registry);

// Creates a repository. There already is done.
boost::asio::awaitable<Result<>> create_ecr_repository(Account& account, const Environment& environment,
                                                       EcrRegistry registry, std::string name);

// "sha256:…" of what a tag names now; not_found when there is no such image.
boost::asio::awaitable<Result<std::string>> ecr_digest(Account& account, const Environment& environment,
                                                       EcrRegistry registry, std::string repository, std::string tag);

}  // namespace ra::aws
