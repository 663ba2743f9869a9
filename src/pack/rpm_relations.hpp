#pragma once

#include "pack/entries.hpp"
#include "pack/package.hpp"
#include "pack/rpm_header.hpp"
#include "pack/script_text.hpp"

#include <cstdint>
#include <vector>

namespace ra::pack {

// One script of an RPM: where its text and its interpreter go, and what its interpreter is required for.
struct RpmScript {
  std::uint32_t text_tag = 0;
  std::uint32_t program_tag = 0;
  std::uint32_t sense = 0;
  ScriptText script;
};

// What a package provides, requires, conflicts with and so on, with what rpmbuild finds by itself: its own name, its
// configuration, interpreters of scripts, and what the rpm that reads it must be able to do.
void add_relations(RpmHeader& header, const Package& package, const RpmVersion& version,
                   const std::vector<Entry>& entries, const std::vector<RpmScript>& scripts);

}  // namespace ra::pack
