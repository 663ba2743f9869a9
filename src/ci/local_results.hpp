#pragma once

#include "model/run.hpp"

#include <filesystem>
#include <string>

// The test results that a job of a local pipeline leaves in its clone, where Maven, Gradle and the tools that follow
// them put theirs.
namespace ra::ci::local {

// Adds the failed tests of the files that were written since the job started; nothing where there are none, so that a
// report never fails for want of them.
void add_tests(model::Failure& failure, const std::filesystem::path& clone, const std::string& started_at);

}  // namespace ra::ci::local
