#pragma once

#include "forge/forge.hpp"
#include "github/api.hpp"

#include <memory>
#include <string>

// The parts of GitHub, for forge/github.cpp alone. One file each: github_pulls.cpp and so on.
namespace ra::forge {

struct GithubRepository {
  github::Api& api;
  std::string owner;
  std::string name;

  std::string path(const std::string& rest) const;  // /repos/owner/name + rest
};

std::unique_ptr<Pulls> github_pulls(const GithubRepository& repository);
std::unique_ptr<Comments> github_comments(const GithubRepository& repository);
std::unique_ptr<Statuses> github_statuses(const GithubRepository& repository);
std::unique_ptr<Refs> github_refs(const GithubRepository& repository);
std::unique_ptr<Releases> github_releases(const GithubRepository& repository);
std::unique_ptr<Deployments> github_deployments(const GithubRepository& repository);
std::unique_ptr<Access> github_access(const GithubRepository& repository);

// A ref in a path: its slashes stay.
std::string encode_ref(std::string_view ref);

}  // namespace ra::forge
