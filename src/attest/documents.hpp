#pragma once

#include "attest/component.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

#include <string>
#include <string_view>

// Lists of what is in an artifact, in the two forms that tools read. The same inventory, time and version of this
// program give the same bytes.
namespace ra::attest {

struct Making {
  WallTime time;     // that the artifact's files have, not of today
  std::string tool;  // version of this program
};

// CycloneDX 1.6 as JSON (ECMA-424).
json::Value cyclonedx_of(const Inventory& inventory, const Making& making);

// SPDX 2.3 as JSON (ISO/IEC 5962).
json::Value spdx_of(const Inventory& inventory, const Making& making);

// Things that are the same, wherever they lie: `paths` has all places of the component.
struct Placed {
  Component component;
  std::vector<std::string> paths;
};
std::vector<Placed> placed(const std::vector<Component>& parts);

// Whether a text is a licence expression of identifiers that SPDX knows; else it is a name that somebody gave.
bool is_licence_expression(std::string_view text);

}  // namespace ra::attest
