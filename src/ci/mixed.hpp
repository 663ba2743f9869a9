#pragma once

#include "ci/provider.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace ra::ci {

struct MixedOptions {
  // By name. Each is called at most once until it succeeds, when a component of that CI is first dealt with: the
  // token of a CI that no component needs is not asked for. Its error is that of the call that needed it.
  std::map<std::string, std::function<Result<std::unique_ptr<Provider>>()>> providers;
  std::function<std::string(const std::string& component)> provider_of;  // a key of `providers`
};

// Several CI systems as one, for a release whose components are not all built by the same. Passes on; decides nothing.
std::unique_ptr<Provider> make_mixed(MixedOptions options);

}  // namespace ra::ci
