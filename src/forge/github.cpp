#include "forge/github.hpp"

#include "base/text.hpp"
#include "forge/github_parts.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace ra::forge {

std::string GithubRepository::path(const std::string& rest) const {
  return fmt::format("/repos/{}/{}{}", http::percent_encode(owner), http::percent_encode(name), rest);
}

std::string encode_ref(std::string_view ref) {
  std::string encoded;
  for (const auto part : split(ref, '/')) {
    if (!encoded.empty()) encoded += '/';
    encoded += http::percent_encode(part);
  }
  return encoded;
}

namespace {

class Github final : public Forge {
 public:
  Github(http::Client& client, std::string owner, std::string name, github::ApiOptions options, http::Sleep sleep,
         const Clock& clock)
      : api_{client, std::move(options), std::move(sleep), clock},
        repository_{api_, std::move(owner), std::move(name)},
        pulls_{github_pulls(repository_)},
        comments_{github_comments(repository_)},
        statuses_{github_statuses(repository_)},
        refs_{github_refs(repository_)},
        releases_{github_releases(repository_)},
        deployments_{github_deployments(repository_)},
        access_{github_access(repository_)} {}

  Pulls& pulls() override { return *pulls_; }
  Comments& comments() override { return *comments_; }
  Statuses& statuses() override { return *statuses_; }
  Refs& refs() override { return *refs_; }
  Releases& releases() override { return *releases_; }
  Deployments& deployments() override { return *deployments_; }
  Access& access() override { return *access_; }

 private:
  github::Api api_;
  GithubRepository repository_;
  std::unique_ptr<Pulls> pulls_;
  std::unique_ptr<Comments> comments_;
  std::unique_ptr<Statuses> statuses_;
  std::unique_ptr<Refs> refs_;
  std::unique_ptr<Releases> releases_;
  std::unique_ptr<Deployments> deployments_;
  std::unique_ptr<Access> access_;
};

}  // namespace

Result<std::unique_ptr<Forge>> make_github(http::Client& client, std::string repository, github::ApiOptions options,
                                           http::Sleep sleep, const Clock& clock) {
  const auto slash = repository.find('/');
  if (slash == 0 || slash == std::string::npos || slash + 1 == repository.size() ||
      repository.find('/', slash + 1) != std::string::npos) {
    return error(Errc::config, fmt::format("`{}` is not a repository on GitHub", one_line(repository)),
                 "write owner/name");
  }
  return std::make_unique<Github>(client, repository.substr(0, slash), repository.substr(slash + 1), std::move(options),
                                  std::move(sleep), clock);
}

}  // namespace ra::forge
