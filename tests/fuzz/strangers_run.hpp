#pragma once

#include "fuzz/input.hpp"
#include "model/run.hpp"

namespace ra::fuzz {

inline constexpr std::string_view our_site = "https://ci.invalid/";  // where every link of such a run goes

// A run whose every text a stranger chose.
model::Run strangers_run(Input& input);

// The same with other letters for those that mean something in HTML: the tags of its page must be the same.
model::Run tamed(model::Run run);

}  // namespace ra::fuzz
