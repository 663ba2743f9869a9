#pragma once

#include "base/error.hpp"
#include "git/repository.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ra::history {

// A tag of this clone that points at a commit, however many tags in between.
struct Tag {
  std::string name;  // without refs/tags/
  git::Sha commit;
  std::int64_t tagged_at = 0;  // seconds since 1970: when it was tagged, or, of a lightweight tag, committed
};

// A tag that is a version.
struct Release {
  std::string tag;
  std::string version;  // as it stands in the tag
  git::Sha commit;
  std::int64_t tagged_at = 0;
};

// All tags, in one git call; those that begin with `prefix` only, where one is given, and those only that one of these
// commits holds.
boost::asio::awaitable<Result<std::vector<Tag>>> read_tags(const std::string& directory, const std::string& prefix,
                                                           std::vector<git::Sha> held_by = std::vector<git::Sha>());

// Those that are versions by the pattern, "v{version}" or "gateway/{version}": the highest first, by SemVer's order.
// Others are no error: a repository has tags of all kinds. Pure. `config` for what is no pattern.
Result<std::vector<Release>> releases_of(const std::vector<Tag>& tags, const std::string& pattern);

// Both, for one pattern.
boost::asio::awaitable<Result<std::vector<Release>>> read_releases(const std::string& directory,
                                                                   const std::string& pattern);

// "v1.2.0" out of "v{version}" and "1.2.0".
std::string tag_of(std::string_view pattern, std::string_view version);

// "core-v{version}" out of "{component}-v{version}" and "core".
std::string pattern_of(std::string form, std::string_view component);

// The forms that tags have in the wild: where all versions are those of the repository, and where components have
// versions of their own.
const std::vector<std::string>& forms_of_one();
const std::vector<std::string>& forms_of_many();

// The form that most tags of these components have; the first one where they have none. Pure.
std::string usual_form(const std::vector<std::string>& forms, const std::vector<std::string>& components,
                       const std::vector<Tag>& tags);

}  // namespace ra::history
