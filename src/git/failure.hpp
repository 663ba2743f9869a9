#pragma once

#include "base/error.hpp"
#include "git/repository.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::git {

// What git said, as one of our errors. Text in, Error out: nothing here runs anything.

// https://user:token@host/x becomes https://***@host/x, anywhere in the text. ssh://git@host stays.
std::string redact_urls(std::string_view text);

// Why `git <command>` failed, by its stderr.
Error failure(std::string_view command, std::string_view err);

// The same for a command that fetches nothing: a partial clone that lacks what was asked for is `config`.
Error failure_without_fetch(std::string_view command, std::string_view err);

// Why `git push --porcelain` failed: its stdout tells which ref, its stderr what the remote said.
Error push_failure(std::string_view out, std::string_view err);

// Why a push lost: what a look at the remote shows. `refs` is what it has of the updates' refs.
// True when every update is done there.
bool all_done(const std::vector<RefUpdate>& updates, const std::vector<RemoteRef>& refs);
// "refs/tags/1.0.0 already exists at 0123abc"; empty when every ref is where it was expected or is done.
std::string first_difference(const std::vector<RefUpdate>& updates, const std::vector<RemoteRef>& refs);

}  // namespace ra::git
