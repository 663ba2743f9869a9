#pragma once

#include "support/github_bench.hpp"

#include <string>

namespace ra::test {

struct ApiBench : GithubBench {
  github::Api api{client, options(), clock.sleep(), clock};

  std::string token_of(std::size_t request) const {
    return std::string{client.requests().at(request).headers.get("Authorization")};
  }
};

}  // namespace ra::test
