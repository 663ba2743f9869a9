#include "bump/pom_value.hpp"

#include <algorithm>

namespace ra::bump {

namespace {

constexpr std::size_t most_references = 16;  // of a property to a property and so on: also ends circles
constexpr std::size_t most_pieces = 64;

struct Definition {
  const Pom* pom = nullptr;
  const XmlElement* element = nullptr;
};

// Of the same name in one list Maven takes the last.
const XmlElement* last_of(const XmlElement* properties, std::string_view name) {
  if (properties == nullptr) return nullptr;
  const auto found = std::find_if(properties->children.rbegin(), properties->children.rend(),
                                  [&](const XmlElement& e) { return e.name == name; });
  return found == properties->children.rend() ? nullptr : &*found;
}

std::vector<const XmlElement*> in_profiles(const Pom& pom, std::string_view name) {
  std::vector<const XmlElement*> found;
  const XmlElement* profiles = pom.project.find("profiles");
  if (profiles == nullptr) return found;
  for (const auto& profile : profiles->children) {
    if (const auto* element = last_of(profile.find("properties"), name)) found.push_back(element);
  }
  return found;
}

Definition find_property(const Pom& pom, std::string_view name) {
  for (const Pom* at = &pom; at != nullptr; at = at->parent) {
    if (const auto* element = last_of(at->project.find("properties"), name)) return {at, element};
    const auto profiles = in_profiles(*at, name);
    if (!profiles.empty()) return {at, profiles.front()};
  }
  return {};
}

Definition find_version(const Pom& pom) {
  for (const Pom* at = &pom; at != nullptr; at = at->parent) {
    if (const auto* own = at->project.find("version")) return {at, own};
    if (at->parent == nullptr) return {at, at->project.find("parent", "version")};
  }
  return {};
}

// project.version and its kin: https://maven.apache.org/ref/current/maven-model-builder (pom. is old, and still read).
Definition find_name(const Pom& pom, std::string_view name) {
  std::string_view rest = name;
  for (const std::string_view prefix : {"project.", "pom."}) {
    if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
  }
  const bool of_project = rest.size() != name.size();
  if (rest == "version" && of_project) return find_version(pom);
  if (rest == "groupId" && of_project) return {&pom, pom.own_or_inherited("groupId")};
  if (rest == "artifactId" && of_project) return {&pom, pom.project.find("artifactId")};
  constexpr std::string_view of_parent = "parent.";
  if (of_project && rest.starts_with(of_parent)) {
    rest.remove_prefix(of_parent.size());
    if (rest == "version" && pom.parent != nullptr) return find_version(*pom.parent);
    if (rest == "version" || rest == "groupId") return {&pom, pom.project.find("parent", rest)};
  }
  return find_property(pom, name);
}

void fill(const Pom& pom, const XmlElement& element, std::string_view property, std::size_t depth, PomValue& value) {
  if (value.pieces.size() >= most_pieces || depth > most_references) {
    value.complete = false;
    return;
  }
  std::string_view rest = element.text;
  const bool alone = rest.find("${") == std::string_view::npos;
  if (alone) {
    value.text += rest;
    value.pieces.push_back(
        {element.text, std::string{property}, {pom.file, element.begin, element.end}, element.writable});
    return;
  }
  while (!rest.empty()) {
    const auto begin = rest.find("${");
    const auto literal = rest.substr(0, begin);
    value.text += literal;
    if (!literal.empty()) value.pieces.push_back({std::string{literal}, {}, {}, false});
    if (begin == std::string_view::npos) return;
    const auto end = rest.find('}', begin);
    const auto name = rest.substr(begin + 2, end == std::string_view::npos ? end : end - begin - 2);
    const Definition found = end == std::string_view::npos ? Definition{} : find_name(pom, name);
    if (found.element == nullptr) {
      value.complete = false;
      return;
    }
    fill(*found.pom, *found.element, name, depth + 1, value);
    if (!value.complete) return;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

PomValue value_of(const Pom& pom, const XmlElement& element) {
  PomValue value;
  value.at = element.begin;
  fill(pom, element, {}, 0, value);
  return value;
}

std::optional<PomValue> version_of(const Pom& pom) {
  const Definition found = find_version(pom);
  if (found.element == nullptr) return std::nullopt;
  return value_of(*found.pom, *found.element);
}

std::string property_of(const Pom& pom, std::string_view name) {
  const Definition found = find_property(pom, name);
  return found.element == nullptr ? "" : value_of(*found.pom, *found.element).text;
}

void part_from_other_versions(Poms& poms) {
  std::vector<Pom*> strangers;
  for (auto& [file, pom] : poms) {
    if (pom.parent == nullptr) continue;
    const XmlElement* asked = pom.project.find("parent", "version");
    const auto version = version_of(*pom.parent);
    const bool same = asked == nullptr || (version && value_of(pom, *asked).text == version->text);
    if (!same) strangers.push_back(&pom);
  }
  for (auto* pom : strangers) pom->parent = nullptr;
}

std::vector<Span> also_defined(const Pom& pom, std::string_view property, std::string_view text) {
  std::vector<Span> places;
  for (const auto* element : in_profiles(pom, property)) {
    if (element->writable && element->text == text) places.push_back({pom.file, element->begin, element->end});
  }
  return places;
}

}  // namespace ra::bump
