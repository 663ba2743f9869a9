#pragma once

#include "model/plan.hpp"

#include <string>

namespace ra::model {

// A plan as a picture for people: its sets in their order, each with its components. Empty sets
// are left out; the others keep their index.
std::string mermaid(const Plan& plan);  // a flowchart, as GitHub shows it in ```mermaid
std::string dot(const Plan& plan);      // Graphviz

}  // namespace ra::model
