#include "cli/artifact_version.hpp"
#include "cli/artifacts.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/services.hpp"

#include "base/coroutine.hpp"
#include "base/glob.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "model/placeholders.hpp"
#include "publish/publisher.hpp"
#include "publish/undo.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

// Before the names. No destination can be called so (model/config_publish.cpp).
constexpr std::string_view undo_word = "undo";

struct PublishOptions {
  std::vector<std::string> names;
  std::string from;
  std::string version;
  bool dry_run = true;
  bool undo = false;
};

// What goes to one destination.
struct Load {
  const model::Destination* to = nullptr;
  std::vector<publish::Item> items;
  std::map<std::string, std::string> settings;  // its own and its properties, nothing left in braces
  std::map<std::string, std::string> properties;
};

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{folder, ignored}) {
    if (entry.is_regular_file(ignored)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

Result<std::map<std::string, std::string>> expanded(std::map<std::string, std::string> texts,
                                                    const model::Placeholders& values) {
  for (auto& [key, text] : texts) {
    RA_TRY_ASSIGN(text, model::expand(text, values));
  }
  return texts;
}

Result<Load> load_of(const model::Destination& to, const std::vector<fs::path>& files, model::Placeholders values,
                     const PublishOptions& options) {
  Load load;
  load.to = &to;
  RA_TRY_ASSIGN(load.settings, expanded(to.settings, values));
  RA_TRY_ASSIGN(load.properties, expanded(to.properties, values));
  for (const fs::path& file : files) {
    const std::string name = file.filename().string();
    if (!globs_match_name(to.files, name)) continue;
    values["file"] = name;
    publish::Item item;
    item.file = file;
    item.name = name;
    item.destination = to.name;
    // What a dry run has sent is nobody's loss: undo is about the place of releases.
    item.look_only = options.dry_run && (options.undo || to.dry_run_to.empty());
    RA_TRY_ASSIGN(item.where, model::expand(options.dry_run && !item.look_only ? to.dry_run_to : to.to, values));
    load.items.push_back(std::move(item));
  }
  return load;
}

Error nothing_for(const model::Destination& to) {
  return error(Errc::config, fmt::format("{}: `{}` name no file that was made", to.name, fmt::join(to.files, "`, `")),
               "make them first: bundle, rpm, deb; or name others under `files`");
}

Result<std::vector<Load>> loads_of(const Shell& shell, const model::Config& config, const PublishOptions& options) {
  if (config.publish.empty())
    return error(Errc::config, "no destination is configured", "write a section `publish`: see docs/publish.md");
  std::vector<std::string> known;
  for (const auto& destination : config.publish) known.push_back(destination.name);
  RA_TRY(check_names(options.names, known, "destination"));
  RA_TRY_ASSIGN(const model::Version version, artifact_version(shell, options.version));
  auto values = model::placeholders_of(version, config);
  values["version"] = version.text();
  const fs::path from =
      options.from.empty() ? shell.globals.work_folder() / "dist" : fs::path{shell.globals.directory} / options.from;
  const auto files = files_in(from);
  std::vector<Load> loads;
  for (const auto& destination : config.publish) {
    if (!options.names.empty() && std::ranges::find(options.names, destination.name) == options.names.end()) continue;
    RA_TRY_ASSIGN(auto load, load_of(destination, files, values, options));
    // A plan is also of what the commands before it would make.
    if (load.items.empty() && !shell.globals.plan) return nothing_for(destination);
    loads.push_back(std::move(load));
  }
  return loads;
}

std::string plan_text(const std::vector<Load>& loads) {
  std::string text;
  for (const auto& load : loads) {
    if (load.items.empty())
      text += fmt::format("{}, none made yet → {}\n", fmt::join(load.to->files, ", "), http::redact_url(load.to->to));
    for (const auto& item : load.items)
      text += fmt::format("{} → {}{}\n", item.name, http::redact_url(item.where),
                          item.look_only ? " (only looked at)" : "");
  }
  return text;
}

Secret hidden(Shell& shell, const std::string& variable) {
  Secret secret = shell.environment.secret(variable);
  shell.output.hide(secret);
  return secret;
}

Result<publish::Published> send(Shell& shell, const model::Config& config, const Load& load, bool undo) {
  asio::io_context io{1};
  const Clock clock;
  const auto client = download_client(shell, config, clock, io.get_executor());
  const publish::Access access{*client,
                               shell.environment,
                               clock,
                               fs::absolute(shell.globals.directory),
                               shell.environment.get(load.to->user_variable),
                               hidden(shell, load.to->password_variable),
                               hidden(shell, load.to->token_variable),
                               load.settings,
                               load.properties,
                               config.ci.patience,
                               http::real_sleep(),
                               [&shell](const Secret& secret) { shell.output.hide(secret); },
                               &shell.log};
  RA_TRY_ASSIGN(const auto destination, publish::make_destination(load.to->kind, access));
  if (undo) return run_coroutine(io, publish::undo(*destination, load.items, shell.log));
  return run_coroutine(io, publish::publish(*destination, load.items, shell.log));
}

Result<int> publish_all(Shell& shell, const PublishOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(const auto loads, loads_of(shell, config, options));
  if (shell.globals.plan) {
    shell.output.result(plan_text(loads));
    return 0;
  }
  const fs::path folder = fs::absolute(shell.globals.directory).lexically_normal();
  std::vector<model::Artifact> artifacts;
  std::vector<Error> errors;
  for (const auto& load : loads) {
    RA_TRY_ASSIGN(auto published, send(shell, config, load, options.undo));
    for (auto& artifact : published.artifacts) {
      artifact.path = fs::path{artifact.path}.lexically_proximate(folder).string();
      artifacts.push_back(std::move(artifact));
    }
    std::ranges::move(published.errors, std::back_inserter(errors));
  }
  show(shell, artifacts);
  if (errors.empty()) return 0;
  for (const auto& e : errors) shell.log.warning("{}", e.message);
  return first_of(errors, options.undo ? "files are still there" : "files are not there");
}

}  // namespace

Command publish_command() {
  Command command;
  command.name = "publish";
  command.summary = "Sends what was made to its destinations, once, and compares what arrived";
  command.example = "release-action publish --dry-run=false";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<PublishOptions>();
    app.add_option("names,--destinations", options->names,
                   "Names of the destinations (default: all); after the word undo: where to take it back from");
    app.add_option("--from", options->from, "The folder of what was made (default: .release-action/dist)");
    app.add_option("--release-version", options->version, "The version that it has (default: the manifest's)");
    app.add_option("--dry-run", options->dry_run, "Send nothing to where releases go (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    return [options](Shell& shell) {
      PublishOptions given = *options;
      given.undo = !given.names.empty() && given.names.front() == undo_word;
      if (given.undo) given.names.erase(given.names.begin());
      return publish_all(shell, given);
    };
  };
  return command;
}

}  // namespace ra::cli
