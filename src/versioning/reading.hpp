#pragma once

#include "git/tree.hpp"
#include "versioning/release_plan.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::versioning {

struct Question {
  std::string directory;   // of the clone
  git::Sha commit;         // whose versions are asked for
  std::string branch;      // what it is on, or will be; decides about pre-releases and lines
  std::string repository;  // name of a component that has no better one
  model::VersioningConfig config;
};

// All that a release plan is made of, out of the clone alone: nothing is fetched and no work tree is looked at.
struct Reading {
  git::Tree tree;  // with the files that say versions
  std::vector<history::Tag> tags;
  std::vector<Component> components;
  std::vector<Subject> subjects;  // one for each component
};

// Which components there are, and their tags: the first half of read_all. `subjects` are still to come.
boost::asio::awaitable<Result<Reading>> read_components(const Question& question);

// One pass over the commits for all components together, which ends where everything that is left has been released.
boost::asio::awaitable<Result<Reading>> read_all(const Question& question);

}  // namespace ra::versioning
