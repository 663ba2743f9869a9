#pragma once

#include "cli/command.hpp"
#include "event/decide.hpp"
#include "model/config.hpp"

#include <optional>

namespace ra::cli {

// The pull request that decide() must know of, asked of the forge where there is such a question. Reads only.
Result<std::optional<event::Pull>> ask(Shell& shell, const model::Config& config, const event::Event& event);

}  // namespace ra::cli
