#pragma once

#include "base/error.hpp"
#include "git/repository.hpp"
#include "git/retry.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace ra::git {

// What `git ls-remote` wrote, the "^{}" lines folded into the tags they belong to.
std::vector<RemoteRef> parse_refs(std::string_view out);

// `git ls-remote` from within `directory`, where `remote` may be a name or a URL.
boost::asio::awaitable<Result<std::vector<RemoteRef>>> look(const std::string& directory, const std::string& remote,
                                                            const std::vector<std::string>& patterns,
                                                            const Retry& retry);

}  // namespace ra::git
