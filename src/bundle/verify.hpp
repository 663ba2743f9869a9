#pragma once

#include "archive/tree.hpp"
#include "bundle/piece.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ra::bundle {

// What is wrong with a bundle, before it is written: components that it should hold and has no part of
// (missing-component), and things that lie in one folder twice, in two versions (twice-in-bundle). A plugin that goes
// into two folders is there twice by intent.
std::vector<model::Finding> verify(const Chosen& chosen, const archive::Tree& tree);

// "gravitee-policy-mock" and ".zip" out of gravitee-policy-mock-1.0.0-alpha.1.zip; the whole and nothing where no
// version stands in it.
struct Named {
  std::string name;
  std::string rest;
  bool versioned = false;
};
Named without_version(std::string_view file_name);

// A warning when one is a fifth larger or smaller than the other.
std::optional<model::Finding> compare_sizes(const std::string& bundle, std::uint64_t size, std::uint64_t before);

}  // namespace ra::bundle
