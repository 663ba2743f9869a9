#pragma once

#include "base/json.hpp"
#include "base/secret.hpp"
#include "forge/forge.hpp"
#include "model/run.hpp"

#include <string>

// What a pull request is told of a run besides its report. Pure.
namespace ra::cli {

// Of the run and all its pipelines: nothing is told again while this is the same.
std::string states_of(const model::Run& run);

// For a commit status.
forge::State state_of(const model::Run& run);
std::string description_of(const model::Run& run);

// For a section of a comment.
std::string state_word(const model::Run& run);

// For machines that read the comment: the pipelines, as in report.json. A mark is no place for a long list.
json::Value for_machines(const model::Run& run, const Redactor& redact);

// Of a run that has not begun.
std::string ready_text(const model::Run& run);

}  // namespace ra::cli
