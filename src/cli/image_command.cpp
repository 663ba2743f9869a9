#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

namespace ra::cli {

namespace {

Result<std::string> plan_text(const ImageWork& work, const ImageOptions& options) {
  std::string text;
  for (const auto& image : work.images) {
    text += fmt::format("{}-{}.oci ({})\n", image.name, work.version.text(), fmt::join(image.platforms, ", "));
    if (!image.base.empty()) {
      RA_TRY_ASSIGN(const std::string base, image_text(work, image.base));
      text += fmt::format("  on {}\n", base);
    }
    for (const auto& layer : image.layers) {
      for (const auto& to : layer.part.to)
        text += fmt::format("  {} → /{}\n", bundle::Piece{layer.part, {}, {}}.shown(), to);
    }
    if (image.repository.empty()) continue;
    RA_TRY_ASSIGN(const auto repository, image_repository(work, image));
    RA_TRY_ASSIGN(const auto tags, image_tags(work, options, image));
    for (const auto& tag : tags) text += fmt::format("  as {}:{}\n", repository.name(), tag.name);
  }
  return text;
}

Result<int> build_images(Shell& shell, const ImageOptions& options) {
  RA_TRY_ASSIGN(const ImageWork work, image_work(shell, options));
  if (shell.globals.plan) {
    RA_TRY_ASSIGN(const std::string text, plan_text(work, options));
    shell.output.result(text);
    return 0;
  }
  if (!options.dockerfile.empty() && work.images.size() != 1)
    return error(Errc::usage, "a Dockerfile makes one image, and there are several",
                 "release-action image build NAME --dockerfile FILE");
  std::vector<model::Artifact> artifacts;
  for (const auto& image : work.images) {
    RA_TRY_ASSIGN(auto one, options.dockerfile.empty() ? make_image(shell, options, work, image)
                                                       : make_by_dockerfile(shell, options, work, image));
    artifacts.push_back(std::move(one));
  }
  show(shell, artifacts);
  return 0;
}

// Asks nobody, and makes nothing.
Result<int> show_tags(Shell& shell, const ImageOptions& options) {
  RA_TRY_ASSIGN(const ImageWork work, image_work(shell, options));
  std::string text;
  auto list = json::Value::array();
  for (const auto& image : work.images) {
    RA_TRY_ASSIGN(const auto tags, image_tags(work, options, image));
    std::string before;
    if (!image.repository.empty()) {
      RA_TRY_ASSIGN(const auto repository, image_repository(work, image));
      before = repository.name() + ":";
    }
    for (const auto& tag : tags) {
      text += before + tag.name + "\n";
      auto one = json::Value::object();
      one.set("image", image.name).set("name", before + tag.name).set("tag", tag.name).set("moving", tag.moving);
      list.push(std::move(one));
    }
  }
  auto all = json::Value::object();
  all.set("schema", "release-action/image-tags/1").set("tags", std::move(list));
  shell.output.result(shell.globals.json ? json::dump_pretty(all) : text);
  return 0;
}

Result<int> act(Shell& shell, const ImageOptions& options) {
  if (options.action == "tags") return show_tags(shell, options);
  if (options.action == "promote") return promote_image(shell, options);
  if (options.action == "attach") return attach_to_image(shell, options);
  if (options.action == "copy") return copy_image(shell, options);
  if (options.action == "push" && !shell.globals.plan) return push_images(shell, options);
  return build_images(shell, options);
}

}  // namespace

Command image_command() {
  Command command;
  command.name = "image";
  command.summary = "Makes container images without Docker, pushes them once, and moves their tags";
  command.example = "release-action image push --dry-run=false";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<ImageOptions>();
    app.add_option("ACTION", options->action, "build, push, promote, copy, attach or tags (default: build)")
        ->check(CLI::IsMember({"build", "push", "promote", "copy", "attach", "tags"}));
    app.add_option(
        "WORDS", options->words,
        "Names of images (default: all); of promote: FROM and the tags; of copy: FROM and TO; of attach: the "
        "image and files");
    app.add_option("--release-version", options->version, "The version that they have (default: the manifest's)");
    app.add_flag("--latest", options->latest, "This version is the newest: X and latest lead to it too");
    app.add_option("--branch", options->branch, "Tags of this branch instead of the version's");
    app.add_option("--sha", options->sha, "The commit of that branch");
    app.add_option("--out", options->out, "The folder to write them into (default: .release-action/dist)");
    app.add_option("--cache", options->cache,
                   "Where what was fetched is kept by its sum (default: .release-action/cache)");
    app.add_option("--dry-run", options->dry_run, "Make them and look, and push nothing (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    app.add_flag("--create-repository", options->create_repository,
                 "Make the repository, where the registry is Amazon ECR");
    app.add_flag("--overwrite", options->overwrite, "Move tags that lead to another image, also such as never move");
    app.add_option("--artifact-type", options->artifact_type,
                   "attach: what the files are, such as application/vnd.cyclonedx+json");
    app.add_option("--dockerfile", options->dockerfile,
                   "build: hand this Dockerfile to a builder instead of the layers");
    app.add_option("--context", options->context, "The folder that the Dockerfile works in (default: the repository)");
    app.add_option("--builder", options->builder, "docker, podman or buildah (default: the first that is there)")
        ->check(CLI::IsMember({"docker", "podman", "buildah"}));
    return [options](Shell& shell) { return act(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
