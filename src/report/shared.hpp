#pragma once

#include "base/time.hpp"
#include "report/sections.hpp"
#include "report/sticky.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace ra::report {

// A section of a comment that several jobs share.
struct SharedSection {
  std::int64_t pull = 0;
  std::string comment;                           // key of the comment
  Mark mark;                                     // of the section: kind, and the job's name as key
  std::string state;                             // passed, failed or running
  std::function<std::string(std::size_t)> text;  // Markdown in at most so many bytes, where that is possible
};

using Pause = std::function<boost::asio::awaitable<void>(Duration)>;

// Puts the section into the comment and leaves the others as they are, byte for byte; an older run never writes over a
// newer one's. A forge has no compare-and-swap for comments, so two jobs that write at once may undo each other: after
// each write it waits a moment and looks again, and writes again what is gone. Of two first comments one stays.
boost::asio::awaitable<Result<Stuck>> stick_section(forge::Comments& comments, SharedSection section, Pause pause);

}  // namespace ra::report
