#pragma once

#include "bump/bump.hpp"
#include "bump/xml.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ra::bump {

// One pom.xml of the repository.
struct Pom {
  std::string file;
  std::string folder;
  XmlElement project;
  const Pom* parent = nullptr;  // when it is one of these files, and of the version that is asked for

  // What it says, or its <parent> for it; before properties are filled in. nullptr for neither.
  const XmlElement* own_or_inherited(std::string_view name) const;
  bool is_above(const Pom& other) const;  // among its parents
};

using Poms = std::map<std::string, Pom>;  // by file

// All that are reached as modules, or as parents, from those that stand highest in their folders.
Result<Poms> load_poms(const Files& files);

}  // namespace ra::bump
