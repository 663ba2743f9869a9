#include "stage/stage.hpp"
#include "stage/workspace.hpp"

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "stage/collect.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

// Documents that tell of the version are committed to the fork; then the package files are built, and kept with their
// digests in .release-action/dist.
class Package final : public Stage {
 public:
  std::string_view name() const override { return "package"; }
  std::string_view summary() const override { return "updates changelogs, builds the package files and keeps them"; }

  Facts inputs(const Context& context) const override {
    Facts facts{{"commit", context.tip}};
    for (const auto& command : context.config.stages.package) facts["command:" + command.name] = command.run;
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
    if (!context.documents.empty()) {
      const std::string message = fmt::format("docs(release): {}\n", context.version);
      auto committed =
          co_await context.repository.commit(context.tip, context.documents, message, context.who, context.source_time);
      RA_CO_TRY_ASSIGN(commit, std::move(committed));
      auto pushed = co_await push_fork(context, commit, context.tip);
      RA_CO_TRY(std::move(pushed));
    }
    Facts outputs{{"commit", commit}};
    if (context.config.stages.package.empty()) co_return outputs;
    Workspace workspace{context};
    auto ready = co_await workspace.at(commit);
    RA_CO_TRY(std::move(ready));
    auto ran = co_await workspace.run("package", context.config.stages.package);
    RA_CO_TRY(std::move(ran));
    RA_CO_TRY_ASSIGN(const auto files,
                     collect(workspace.path(), context.config.stages.collect, context.folder / "dist"));
    for (const auto& [path, digest] : files) outputs[std::string{file_prefix} + path] = digest;
    co_return outputs;
  }

 private:
  static constexpr std::string_view file_prefix = "file:";
};

}  // namespace

std::unique_ptr<Stage> make_package() { return std::make_unique<Package>(); }

}  // namespace ra::stage
