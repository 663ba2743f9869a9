#pragma once

#include "model/config.hpp"

#include <string>

// What the CI section says of one component. ci.project and the definition "*" are in the words of ci.provider, so
// they do not speak of components that ci.providers gives to another CI.
namespace ra::model {

const std::string& provider_of(const CiConfig& ci, const std::string& component);

// With its placeholders; a name under ci.projects goes before it.
std::string project_template(const CiConfig& ci, const std::string& component);

// Empty where the CI has but one, or knows its own default.
std::string definition_of(const CiConfig& ci, const std::string& component);

}  // namespace ra::model
