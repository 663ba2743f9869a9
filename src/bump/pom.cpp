#include "bump/pom.hpp"

#include "base/try.hpp"
#include "bump/paths.hpp"
#include "bump/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ra::bump {

namespace {

constexpr std::string_view pom_name = "pom.xml";

bool has_pom_above(const Files& files, std::string_view folder) {
  while (!folder.empty()) {
    folder = folder_of(folder);
    if (files.contains(under(folder, pom_name))) return true;
  }
  return false;
}

// A path in a POM names a file, or a folder with a pom.xml.
std::optional<std::string> find_pom(const Files& files, const Pom& from, std::string_view path) {
  auto place = resolve(from.folder, path);
  if (!place) return std::nullopt;
  if (files.contains(*place)) return place;
  const std::string in_folder = under(*place, pom_name);
  return files.contains(in_folder) ? std::optional{in_folder} : std::nullopt;
}

// Maven: where nothing is said, the folder above; where "" is said, in no folder.
std::optional<std::string> find_parent(const Files& files, const Pom& pom) {
  const XmlElement* parent = pom.project.find("parent");
  if (parent == nullptr) return std::nullopt;
  const XmlElement* path = parent->find("relativePath");
  if (path != nullptr && path->text.empty()) return std::nullopt;
  return find_pom(files, pom, path == nullptr ? "../pom.xml" : path->text);
}

// Maven 4 calls modules subprojects.
void add_modules(const XmlElement& owner, std::vector<const XmlElement*>& to) {
  for (const auto& list : owner.children) {
    if (list.name != "modules" && list.name != "subprojects") continue;
    for (const auto& module : list.children) to.push_back(&module);
  }
}

Result<std::vector<std::string>> modules_of(const Files& files, const Pom& pom) {
  std::vector<const XmlElement*> always;
  std::vector<const XmlElement*> sometimes;
  add_modules(pom.project, always);
  if (const auto* profiles = pom.project.find("profiles")) {
    for (const auto& profile : profiles->children) add_modules(profile, sometimes);
  }
  std::vector<std::string> found;
  for (const auto* module : always) {
    auto file = find_pom(files, pom, module->text);
    if (file) {
      found.push_back(*std::move(file));
      continue;
    }
    if (module->text.find("${") != std::string::npos) continue;
    return error_at(pom.file, files.at(pom.file), module->begin,
                    fmt::format("the module `{}` has no pom.xml", module->text), "was the folder moved or removed?");
  }
  for (const auto* module : sometimes) {
    if (auto file = find_pom(files, pom, module->text)) found.push_back(*std::move(file));
  }
  return found;
}

Result<Pom> read_pom(const std::string& file, std::string_view text) {
  Pom pom;
  pom.file = file;
  pom.folder = std::string{folder_of(file)};
  RA_TRY_ASSIGN(pom.project, parse_xml(file, text, most_manifest));
  if (pom.project.name != "project") return error_at(file, text, pom.project.at, "this is not a <project> of Maven");
  for (const auto* name : {"groupId", "artifactId", "version", "parent", "properties", "modules"}) {
    const auto count = std::ranges::count(pom.project.children, std::string_view{name}, &XmlElement::name);
    if (count < 2) continue;
    const auto last = std::find_if(pom.project.children.rbegin(), pom.project.children.rend(),
                                   [&](const XmlElement& e) { return e.name == name; });
    return error_at(file, text, last->at, fmt::format("<{}> is said twice", name), "remove one of them");
  }
  for (const auto* name : {"groupId", "artifactId"}) {
    const XmlElement* said = name == std::string_view{"groupId"} ? pom.own_or_inherited(name) : pom.project.find(name);
    if (said == nullptr || said->text.empty()) {
      return error_at(file, text, pom.project.at, fmt::format("a project without <{}>", name), "add it");
    }
  }
  return pom;
}

// As they are said, without properties filled in.
std::string name_of_pom(const Pom& pom) {
  return pom.own_or_inherited("groupId")->text + ":" + pom.project.find("artifactId")->text;
}

std::string name_of_parent(const Pom& pom) {
  const XmlElement* group = pom.project.find("parent", "groupId");
  const XmlElement* artifact = pom.project.find("parent", "artifactId");
  return group == nullptr || artifact == nullptr ? "" : group->text + ":" + artifact->text;
}

}  // namespace

const XmlElement* Pom::own_or_inherited(std::string_view name) const {
  const XmlElement* own = project.find(name);
  return own != nullptr ? own : project.find("parent", name);
}

bool Pom::is_above(const Pom& other) const {
  for (const Pom* above = other.parent; above != nullptr; above = above->parent) {
    if (above == this) return true;
  }
  return false;
}

Result<Poms> load_poms(const Files& files) {
  Poms poms;
  std::vector<std::string> open;
  for (const auto& [file, text] : files) {
    if (file_name(file) == pom_name && !has_pom_above(files, folder_of(file))) open.push_back(file);
  }
  while (!open.empty()) {
    const std::string file = std::move(open.back());
    open.pop_back();
    if (poms.contains(file)) continue;
    RA_TRY_ASSIGN(auto pom, read_pom(file, files.at(file)));
    RA_TRY_ASSIGN(auto modules, modules_of(files, pom));
    std::ranges::move(modules, std::back_inserter(open));
    if (auto parent = find_parent(files, pom)) open.push_back(*std::move(parent));
    poms.emplace(file, std::move(pom));
  }
  std::map<std::string, const Pom*> by_name;
  for (const auto& [file, pom] : poms) by_name.emplace(name_of_pom(pom), &pom);
  for (auto& [file, pom] : poms) {
    const std::string name = name_of_parent(pom);
    const auto path = find_parent(files, pom);
    // Maven looks at the path that it is told, and then among all that are built together.
    const auto found = by_name.find(name);
    if (path && name_of_pom(poms.at(*path)) == name) {
      pom.parent = &poms.at(*path);
    } else if (found != by_name.end()) {
      pom.parent = found->second;
    }
  }
  for (const auto& [file, pom] : poms) {
    const Pom* above = pom.parent;
    for (std::size_t steps = 0; above != nullptr; above = above->parent) {
      if (++steps <= poms.size()) continue;
      return error_at(file, files.at(file), pom.project.find("parent")->at, "the parents go round in a circle");
    }
  }
  return poms;
}

}  // namespace ra::bump
