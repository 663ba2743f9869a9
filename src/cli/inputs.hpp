#pragma once

#include "cli/command.hpp"
#include "model/config.hpp"
#include "model/manifest.hpp"
#include "model/plan.hpp"

#include <filesystem>
#include <string_view>

namespace ra::cli {

// The files a command starts from. What the configuration leaves out is filled in from the manifest.
struct Inputs {
  model::Manifest manifest;
  model::Config config;
  std::string manifest_path;  // as the user named it
};

// Where the configuration is, or would be.
std::filesystem::path config_path(const Globals& globals);

// Whether the configuration has a section of that name with something in it; also when it cannot be read, which whoever
// needs it will say.
bool has_section(const Globals& globals, std::string_view name);

// The configuration alone, as it stands in its file; defaults where there is none.
Result<model::Config> read_config(const Globals& globals);

Result<Inputs> read_inputs(const Globals& globals);

// The same with another text of the manifest, such as the remote branch's.
Inputs with_manifest(const Inputs& inputs, std::string text);

// An error that says how many findings stand in the way; they were printed before it.
Error findings_error(const std::vector<model::Finding>& findings, const std::string& file);

}  // namespace ra::cli
