#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <map>
#include <string>
#include <vector>

// What `init` would make of a repository. Decides and renders; the files are read and written by init_command.cpp.
namespace ra::cli {

// What was found in the repository.
struct InitFacts {
  bool manifest = false;  // release.json is there
  std::string product;    // its name as in git refs
  bool dockerfile = false;
  std::string tool;                          // Maven, npm, Cargo; "" for none that is known
  std::vector<std::string> cis;              // that it uses already
  std::string page;                          // of the repository; "" when it has none
  std::string main_branch;                   // of the remote; "" when that is not known
  bool ignored = false;                      // .gitignore names .release-action
  std::map<std::string, std::string> files;  // those that are there, of the ones that may be written
};

struct InitChoice {
  std::string kind;  // product, component, service; "" chooses
  std::string ci;
};

enum class InitState {
  to_write,
  written,
  there,     // with the same content
  to_add,    // the CI has one file alone, and there is one: what to add to it by hand
  conflict,  // with other content
};

struct InitFile {
  std::string path;
  std::string text;
  InitState state = InitState::to_write;
};

struct InitSecret {
  std::string name;
  std::string where;
  std::string what;
};

struct InitDraft {
  std::string kind;
  std::string why;  // that kind
  std::string ci;
  std::vector<InitFile> files;
  std::vector<InitSecret> secrets;
  std::string rule;       // the status that the branches should require
  std::string rule_of;    // which branches
  std::string rule_page;  // where rules are made; may be empty
  std::vector<std::string> notes;
  std::vector<std::string> next;  // commands

  bool any(InitState state) const;
};

// The paths that `init` may write, of any kind and CI: to be read before it decides.
std::vector<std::string> init_paths();

// `usage` where it cannot tell, or has nothing for this kind on that CI.
Result<InitDraft> draft_init(const InitFacts& facts, const InitChoice& choice);

std::string_view to_string(InitState state);
json::Value init_json(const InitDraft& draft);  // release-action/init/1 (schema/init.schema.json)
std::string init_text(const InitDraft& draft, bool with_content);

}  // namespace ra::cli
