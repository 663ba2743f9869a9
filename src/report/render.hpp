#pragma once

#include "base/json.hpp"
#include "model/run.hpp"

#include <string>

// A run as people and machines read it. Nothing here does I/O.
namespace ra::report {

json::Value to_json(const model::Run& run);                  // release-action/run/1 (schema/run.schema.json)
Result<model::Run> run_from_json(const json::Value& value);  // so that a report can be rendered again

std::string markdown(const model::Run& run);  // GitHub Markdown: report.md

struct TerminalStyle {
  bool colour = false;
  int columns = 80;
};
std::string terminal(const model::Run& run, const TerminalStyle& style);  // the summary on stdout

std::string html(const model::Run& run);  // one self-contained page: report.html

}  // namespace ra::report
