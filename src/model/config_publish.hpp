#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Where what was made goes: the section "publish" of release-action.json.
namespace ra::model {

struct Destination {
  std::string name;
  std::string kind;
  std::string to;                       // URL or path, as its kind wants it
  std::string dry_run_to;               // where a dry run sends it; empty: it looks, and sends nothing
  std::vector<std::string> files{"*"};  // names in the folder of artifacts, as patterns; one with ! takes away
  std::string user_variable;            // names of environment variables
  std::string password_variable;
  std::string token_variable;
  std::map<std::string, std::string> settings;    // the keys that its kind has and others do not
  std::map<std::string, std::string> properties;  // what the server is to remember of each file
};

// A kind of destination as far as its configuration goes; what it does is publish/'s to know.
struct DestinationKind {
  std::string_view name;
  bool names_files = true;                // `to` says where each file goes, with {file} in it
  std::vector<std::string_view> needs{};  // of its settings
  std::vector<std::string_view> takes{};  // others that it may have
  bool has_properties = false;
  bool has_signature = false;  // its settings key_id and key_file, as those of an RPM's signature
  std::vector<std::pair<std::string_view, std::string_view>> defaults{};  // of settings that are not given
};

// Adding one: a line in config_publish.cpp, its keys in the schema, and what publish/destination.hpp says.
const std::vector<DestinationKind>& destination_kinds();

// What may stand in braces in `to`; in settings and properties the same without {file}.
const std::vector<std::string>& destination_placeholders();

}  // namespace ra::model
