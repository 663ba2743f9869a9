#include "stage/stage.hpp"
#include "stage/workspace.hpp"

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "stage/collect.hpp"
#include "stage/documents.hpp"
#include "stage/fork.hpp"
#include "stage/health.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

// Documents that tell of the version are committed to the fork; then the package files are built, and kept with their
// digests in .release-action/dist.
class Package final : public Stage {
 public:
  std::string_view name() const override { return "package"; }
  std::string_view summary() const override { return "updates changelogs, builds the package files and keeps them"; }

  Facts inputs(const Context& context) const override {
    const auto& config = context.config.stages;
    Facts facts = health_inputs(context, name());
    facts["commit"] = context.tip;
    for (const auto& command : config.package) facts["command:" + command.name] = command.run;
    for (const auto& command : config.health.commands) facts["health-command:" + command.name] = command.run;
    for (const auto& pattern : config.documents) facts["documents:" + pattern] = "kept up to date";
    for (const auto& pattern : config.collect) facts["collect:" + pattern] = "collected";
    for (const auto& [path, text] : context.documents) facts["document:" + path] = "sha256:" + sha256_of(text);
    return facts;
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    for (const auto& [name, digest] : outputs) {
      if (!name.starts_with(file_prefix)) continue;
      const auto now = sha256_of_file(context.folder / "dist" / name.substr(file_prefix.size()));
      if (!now || "sha256:" + *now != digest) co_return Answer::no;
    }
    const git::Sha commit = outputs.at("commit");
    auto held = co_await fork_holds(context, commit);
    co_return held;
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    git::Sha commit = context.tip;
    auto written = co_await new_documents(context, context.tip);
    RA_CO_TRY_ASSIGN(const bump::Files documents, std::move(written));
    if (!documents.empty()) {
      const std::string message = fmt::format("docs(release): {}\n", context.version);
      auto committed =
          co_await context.repository.commit(context.tip, documents, message, context.who, context.source_time);
      RA_CO_TRY_ASSIGN(commit, std::move(committed));
      auto pushed = co_await push_fork(context, commit, context.tip);
      RA_CO_TRY(std::move(pushed));
    }
    auto packaged = co_await packages_of(context, commit);
    RA_CO_TRY_ASSIGN(const auto files, std::move(packaged));
    Health health{.stage = std::string{name()}, .commit = commit};
    for (const auto& [path, digest] : files) health.package_files.push_back(path);
    auto checked = co_await check_health(context, health);
    RA_CO_TRY_ASSIGN(Facts outputs, std::move(checked));
    auto looked = co_await own_checks(context, commit);
    RA_CO_TRY(std::move(looked));
    for (const auto& command : context.config.stages.health.commands) outputs["health:" + command.name] = "passed";
    for (const auto& [path, digest] : files) outputs[std::string{file_prefix} + path] = digest;
    outputs["commit"] = commit;
    co_return outputs;
  }

 private:
  // By their names, with their digests.
  static asio::awaitable<Result<std::map<std::string, std::string>>> packages_of(Context& context, git::Sha commit) {
    const auto& config = context.config.stages;
    std::map<std::string, std::string> files;
    if (config.package.empty()) co_return files;
    Workspace workspace{context};
    auto ready = co_await workspace.at(commit);
    RA_CO_TRY(std::move(ready));
    auto ran = co_await workspace.run("package", config.package);
    RA_CO_TRY(std::move(ran));
    co_return collect(workspace.path(), config.collect, context.folder / "dist");
  }

  // The user's own checks of what was made: all of them, so that each says what it has found.
  static asio::awaitable<Result<>> own_checks(Context& context, git::Sha commit) {
    const auto& commands = context.config.stages.health.commands;
    if (commands.empty()) co_return Result<>{};
    Workspace workspace{context};
    auto ready = co_await workspace.at(commit);
    RA_CO_TRY(std::move(ready));
    std::vector<Finding> findings;
    for (const auto& command : commands) {
      auto attempted = co_await workspace.attempt("health", command);
      RA_CO_TRY_ASSIGN(std::optional<Finding> failure, std::move(attempted));
      if (failure) findings.push_back(*std::move(failure));
    }
    co_return healthy(context, std::move(findings));
  }

  static constexpr std::string_view file_prefix = "file:";
};

}  // namespace

std::unique_ptr<Stage> make_package() { return std::make_unique<Package>(); }

}  // namespace ra::stage
