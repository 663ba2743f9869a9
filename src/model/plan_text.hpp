#pragma once

#include "model/plan.hpp"

#include <string>

namespace ra::model {

// A plan as people read it on a terminal. `why` adds the reason of every component, in or out.
struct PlanTextStyle {
  bool why = false;
  bool findings = true;  // false: the caller prints findings_text() elsewhere
};
std::string plan_text(const Plan& plan, const PlanTextStyle& style = {});

// One line each, "release.json:120:9: error: …", and an indented hint below.
std::string findings_text(const std::string& file, const std::vector<Finding>& findings);

}  // namespace ra::model
