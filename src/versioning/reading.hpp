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
  git::Sha onto = {};  // where a pull request is looked at: the commit that it goes onto; else empty
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

// A commit of a pull request.
struct Added {
  struct Owner {
    std::uint32_t component = 0;
    bool after_prerelease = true;  // not in the pre-release either
  };
  history::Entry entry;
  std::string message;        // its first 64 KiB
  std::vector<Owner> owners;  // the components whose folders it touches, and whose last release has not got it
};

struct Proposed {
  Reading there;             // without it: what is unreleased anyway, what was reverted included
  std::vector<Added> added;  // newest first
  bool one_for_all = false;  // one component, to which everything belongs
};

// What the commits from `onto` up to `head` would add. The files are those of question.commit: of the merge that was
// made for the test, or of the head.
boost::asio::awaitable<Result<Proposed>> read_proposed(const Question& question, const git::Sha& head);

}  // namespace ra::versioning
