#pragma once

#include "base/json.hpp"
#include "model/run.hpp"

#include <cstddef>
#include <string>

// A run as people and machines read it. Nothing here does I/O.
namespace ra::report {

json::Value to_json(const model::Run& run);                  // release-action/run/1 (schema/run.schema.json)
Result<model::Run> run_from_json(const json::Value& value);  // so that a report can be rendered again

std::string markdown(const model::Run& run);  // GitHub Markdown: report.md

// GitHub: a comment's body is at most 65,536 characters. Bytes of UTF-8 are counted, to be safe whichever
// way GitHub counts, and room is left for the marker.
inline constexpr std::size_t comment_budget = 60'000;

// The same in at most `bytes`: rendered anew with less detail until it fits, never cut. Below about 2 kB
// the shortest form is returned even when it is longer.
std::string markdown_within(const model::Run& run, std::size_t bytes);

struct TerminalStyle {
  bool colour = false;
  int columns = 80;
  int rows = 24;  // of the terminal: a live table must not be taller
};
std::string terminal(const model::Run& run, const TerminalStyle& style);  // the summary on stdout

std::string html(const model::Run& run);  // one self-contained page: report.html

}  // namespace ra::report
