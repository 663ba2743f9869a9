#pragma once

#include "base/time.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What is brought where: the section "deploy" of release-action.json.
namespace ra::model {

// When an address answers well. It is asked again and again until it has done so `good` times in a row, or `within` is
// over.
struct Probe {
  std::string url;
  std::vector<std::size_t> statuses{200};
  std::string body;     // what the answer contains; * stands for anything. Empty: anything
  Duration latency{0};  // of each answer, at most; 0: as long as an answer may take
  std::size_t good = 3;
  Duration every = std::chrono::seconds{5};
  Duration within = std::chrono::minutes{5};
};

struct Deployment {
  std::string name;
  std::string kind;
  std::string environment;      // what is locked; default: the name
  std::string url;              // the page that people open
  std::optional<Probe> ready;   // before anything is changed
  std::optional<Probe> health;  // afterwards
  bool goes_back = true;        // to what was there, when it is not healthy
  Duration timeout = std::chrono::minutes{30};
  Duration poll = std::chrono::seconds{5};
  std::map<std::string, std::string> settings;  // the keys that its kind has and others do not
  std::map<std::string, std::string> values;    // what the kind is given to make of
};

// A kind of target as far as its configuration goes; what it does is deploy/'s to know.
struct DeploymentKind {
  std::string_view name;
  std::vector<std::string_view> needs{};  // of its settings
  std::vector<std::string_view> takes{};  // others that it may have
  bool has_values = false;
  bool has_commands = false;  // its settings are for a shell: braces are its own
  std::vector<std::pair<std::string_view, std::string_view>> defaults{};
};

// Adding one: a line in config_deploy.cpp, its keys in the schema, and what deploy/target.hpp says.
const std::vector<DeploymentKind>& deployment_kinds();

// What may stand in braces; in `ready` {side} too, which a switch between two has.
const std::vector<std::string>& deployment_placeholders();

}  // namespace ra::model
