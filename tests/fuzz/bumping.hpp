#pragma once

#include "bump/bump.hpp"

namespace ra::fuzz {

// What is promised of any files at all: errors are one line; a bump that is possible changes nothing but versions,
// what it wrote is read again, and done twice it changes nothing.
void hold_bump(const bump::Files& files, bump::Kind kind);

}  // namespace ra::fuzz
