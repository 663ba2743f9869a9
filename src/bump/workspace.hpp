#pragma once

#include "bump/bump.hpp"
#include "bump/place.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::bump {

// A place that says the version of a package, and what it is to say for a given one.
struct Mention {
  std::size_t package = 0;
  Span span;
  std::function<Result<std::string>(std::string_view version)> form;
};

struct Member {
  Package package;
  Span own;           // where its version is written, be it in another file; no file: nowhere that we may write to
  std::string fixed;  // then why: "it inherits the version of a parent that is not in this repository"
};

// What the reader of one kind of manifest finds; everything after that is the same for all kinds.
struct Workspace {
  std::vector<Member> members;
  std::vector<Mention> mentions;
};

Result<Workspace> read_cargo(const Files& files);
Result<Workspace> read_maven(const Files& files);
Result<Workspace> read_npm(const Files& files);

// Says of members whose version is written in the same place that they share it.
void find_shared(Workspace& workspace);

}  // namespace ra::bump
