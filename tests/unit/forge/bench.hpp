#pragma once

#include "forge/github.hpp"
#include "support/github_bench.hpp"

#include <memory>
#include <string>

namespace ra::test {

struct ForgeBench : GithubBench {
  std::unique_ptr<forge::Forge> github() { return made().value(); }

  Result<std::unique_ptr<forge::Forge>> made(const std::string& repository = "acme/release") {
    return forge::make_github(client, repository, options(), clock.sleep(), clock);
  }
};

}  // namespace ra::test
