#include "cli/artifact_version.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/inputs.hpp"

#include <fmt/format.h>

namespace ra::cli {

Result<model::Version> artifact_version(const Shell& shell, const std::string& given) {
  if (!given.empty()) {
    const auto version = model::Version::parse(given);
    if (version) return *version;
    return error(Errc::usage, fmt::format("--release-version: `{}` is not a version", one_line(given, 100)),
                 "such as 3.1.0");
  }
  RA_TRY_ASSIGN(const Inputs inputs, read_inputs(shell.globals));
  if (model::any_errors(inputs.manifest.findings))
    return findings_error(inputs.manifest.findings, inputs.manifest.file);
  const auto version = model::Version::parse(inputs.manifest.version);
  if (version) return *version;
  return error(Errc::config, fmt::format("{}: `{}` is not a version", inputs.manifest.file, inputs.manifest.version));
}

}  // namespace ra::cli
