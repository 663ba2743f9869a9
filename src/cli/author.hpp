#pragma once

#include "base/environment.hpp"
#include "git/repository.hpp"
#include "model/config.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::cli {

// Whose name our commits bear. As git has it: its variables before its configuration; and ours before both.
boost::asio::awaitable<Result<git::Identity>> author(git::Repository& repository, const Environment& environment,
                                                     const model::GitConfig& config);

}  // namespace ra::cli
