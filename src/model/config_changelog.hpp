#pragma once

#include <map>
#include <string>

// How a changelog looks: the section "changelog" of release-action.json.
namespace ra::model {

struct ChangelogConfig {
  std::string title = "Changelog";
  // Type of a commit → its heading; "" hides it, "other" is what follows no convention. Added to the defaults of the
  // form.
  std::map<std::string, std::string> types;
  std::string template_file;  // of the user's own form, from the repository's root
  std::string repository;     // where links lead; empty: git's remote
  bool links = true;
};

}  // namespace ra::model
