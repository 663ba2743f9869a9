#pragma once

#include "forge/comments.hpp"
#include "report/mark.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace ra::report {

// One comment of a pull request that is written again and again instead of many.
struct StickyComment {
  std::int64_t pull = 0;
  Mark mark;
  std::string text;                          // Markdown, within the budget
  json::Value more = json::Value::object();  // for machines, in the mark's JSON
  std::string only_over;                     // write only over a comment by this command (Mark::by); "" = wherever
};

enum class Stuck {
  created,
  updated,
  unchanged,   // it says so already
  superseded,  // a later run has written there: its news are newer than ours
  left_out,    // there is nothing that it was to be written over
};

// Looks before it writes: equal is done, newer is left alone. When the answer to a first comment is lost it looks
// again, so that there are never two. `unauthorized`: this token may not write (forks, Dependabot).
boost::asio::awaitable<Result<Stuck>> stick(forge::Comments& comments, const StickyComment& comment);

}  // namespace ra::report
