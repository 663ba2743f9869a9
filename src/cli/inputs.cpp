#include "cli/inputs.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t max_config_bytes = std::uint64_t{4} << 20U;

void fill_from_manifest(model::Config& config, const model::Manifest& manifest) {
  config.product = model::product_slug(manifest, config);
  config.ci.org = model::organisation(manifest, config);
}

}  // namespace

fs::path config_path(const Globals& globals) {
  if (!globals.config_file.empty()) return globals.config_file;
  return fs::path{globals.directory} / "release-action.json";
}

bool has_section(const Globals& globals, std::string_view name) {
  const auto text = read_file(config_path(globals), max_config_bytes);
  if (!text) return text.error().code != Errc::not_found;
  const auto parsed = json::parse(*text, {.relaxed = true});
  return !parsed || !(*parsed)[name].items().empty() || !(*parsed)[name].members().empty();
}

Result<model::Config> read_config(const Globals& globals) {
  const bool named = !globals.config_file.empty();
  const fs::path path = config_path(globals);
  const auto text = read_file(path, max_config_bytes);
  if (text) return model::parse_config(path.filename().string(), *text);
  if (text.error().code == Errc::not_found && !named) return model::Config{};
  if (text.error().code == Errc::not_found) {
    return error(Errc::config, text.error().message, "--config names a file that is not there");
  }
  return text.error();
}

Result<Inputs> read_inputs(const Globals& globals) {
  Inputs inputs;
  RA_TRY_ASSIGN(inputs.config, read_config(globals));
  const bool named = !globals.manifest_file.empty();
  inputs.manifest_path = named ? globals.manifest_file : (fs::path{globals.directory} / "release.json").string();
  auto text = read_file(inputs.manifest_path, model::max_manifest_bytes);
  if (!text && text.error().code == Errc::not_found) {
    return error(Errc::config, text.error().message,
                 named
                     ? "--manifest names a file that is not there"
                     : "run it in the release repository, or name the manifest with --manifest or its folder with -C");
  }
  if (!text) return text.error();
  inputs.manifest = model::parse_manifest(fs::path{inputs.manifest_path}.filename().string(), *std::move(text));
  fill_from_manifest(inputs.config, inputs.manifest);
  return inputs;
}

Inputs with_manifest(const Inputs& inputs, std::string text) {
  Inputs other = inputs;
  other.manifest = model::parse_manifest(inputs.manifest.file, std::move(text));
  return other;
}

Error findings_error(const std::vector<model::Finding>& findings, const std::string& file) {
  const auto n = std::ranges::count(findings, model::Severity::error, &model::Finding::severity);
  const auto first = std::ranges::find(findings, model::Severity::error, &model::Finding::severity);
  std::string where = file;
  if (first->line > 0) where += fmt::format(":{}:{}", first->line, first->column);
  std::string message = fmt::format("{}: {}", where, first->message);
  if (n > 1) message += fmt::format(" (and {} more)", n - 1);
  return error(Errc::config, message, first->hint.empty() ? "release-action plan lists all findings" : first->hint);
}

}  // namespace ra::cli
