#pragma once

#include "base/json.hpp"
#include "model/config.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ra::model {

// Why a value cannot be taken. `at` is the value, or the part of it, that is wrong; `where` adds to the key's name.
struct ConfigDefect {
  const json::Value* at = nullptr;
  std::string message;  // "must be …"
  std::string hint;
  std::string where;  // "[0].run", ".dry_run"
};

// One key of release-action.json. What parse_config() knows is this table and nothing else;
// a test holds it against schema/release-action.schema.json.
struct ConfigKey {
  std::string_view path;  // ci.poll.first
  std::optional<ConfigDefect> (*read)(const json::Value& value, Config& config);
};

std::span<const ConfigKey> config_keys();

// Top-level keys that are taken as they are: sections of later stages, and "$schema".
std::span<const std::string_view> ignored_config_keys();

}  // namespace ra::model
