#pragma once

#include "fuzz/gfm.hpp"

#include <functional>
#include <string>

namespace ra::fuzz {

using IsOurs = std::function<bool(const std::string& url)>;

// A page that strangers' texts stand in: GitHub's parser sees no image, no mention, no tag and no link but ours.
Gfm hold_markdown(const std::string& page, const IsOurs& is_ours);

// Text for a terminal or a log, without colours: nothing a terminal obeys.
void hold_terminal(const std::string& text);

}  // namespace ra::fuzz
