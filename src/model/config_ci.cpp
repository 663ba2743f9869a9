#include "model/config_ci.hpp"

namespace ra::model {

namespace {

const std::string* entry(const std::map<std::string, std::string>& map, const std::string& key) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : &it->second;
}

}  // namespace

const std::string& provider_of(const CiConfig& ci, const std::string& component) {
  const std::string* own = entry(ci.providers, component);
  return own != nullptr ? *own : ci.provider;
}

std::string project_template(const CiConfig& ci, const std::string& component) {
  const std::string& provider = provider_of(ci, component);
  if (provider == ci.provider && !ci.project.empty()) return ci.project;
  return provider == "github-actions" ? "{org}/{component}" : "gh/{org}/{component}";
}

std::string definition_of(const CiConfig& ci, const std::string& component) {
  if (const std::string* own = entry(ci.definitions, component)) return *own;
  const std::string* others = provider_of(ci, component) == ci.provider ? entry(ci.definitions, "*") : nullptr;
  return others != nullptr ? *others : std::string{};
}

}  // namespace ra::model
