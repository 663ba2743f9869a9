#include "cli/image.hpp"
#include "cli/source_time.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/scratch_folder.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fs = std::filesystem;

// Where a Dockerfile must be run, somebody else runs it: docker buildx, podman or buildah. What they make becomes an
// OCI layout like ours.
namespace ra::cli {

namespace {

constexpr Duration longest = std::chrono::hours{2};

using CommandLine = std::vector<std::string>;

Result<ProcessResult> run_builder(const CommandLine& words) {
  ProcessRequest request;
  request.arguments = words;
  request.timeout = longest;
  return run_coroutine(run_process(request));
}

Result<> run_builder_or_fail(const CommandLine& words) {
  RA_TRY_ASSIGN(const auto done, run_builder(words));
  if (done.exit_code == 0) return {};
  const auto all = lines(done.err);
  std::string last;
  for (const auto line : all) {
    if (!trim(line).empty()) last = trim(line);
  }
  return error(Errc::internal,
               fmt::format("{} {} ended with {}: {}", words[0], words[1], done.exit_code, one_line(last)));
}

// The first that is there and answers.
Result<std::string> builder_of(const std::string& wanted) {
  const CommandLine known{"docker", "podman", "buildah"};
  for (const auto& name : wanted.empty() ? known : CommandLine{wanted}) {
    const auto answer =
        run_builder(name == "docker" ? CommandLine{name, "buildx", "version"} : CommandLine{name, "--version"});
    if (answer && answer->exit_code == 0) return name;
  }
  return error(Errc::config,
               wanted.empty() ? "there is no docker buildx, podman or buildah to run the Dockerfile"
                              : fmt::format("{} is not there, or does not answer", wanted),
               "install one, or describe the layers in `images`: these need no builder");
}

// What all of them understand.
CommandLine common(const ImageOptions& options, const model::Image& image,
                   const std::map<std::string, std::string>& labels, const fs::path& folder) {
  CommandLine words{"--file", (folder / options.dockerfile).string(), "--platform",
                    fmt::format("{}", fmt::join(image.platforms, ","))};
  for (const auto& [name, text] : labels) words.insert(words.end(), {"--label", name + "=" + text});
  for (const auto& [name, text] : image.env) words.insert(words.end(), {"--build-arg", name + "=" + text});
  return words;
}

Result<> by_buildx(CommandLine words, const std::string& context, const fs::path& layout, const std::string& name) {
  words.insert(words.begin(), {"docker", "buildx", "build"});
  words.insert(words.end(),
               {"--tag", name, "--output", fmt::format("type=oci,tar=false,dest={}", layout.string()), context});
  return run_builder_or_fail(words);
}

// podman and buildah: a list of manifests, whether of one platform or of several.
Result<> by_buildah(const std::string& program, CommandLine words, const std::string& context, const fs::path& layout,
                    const std::string& name, const std::string& version) {
  const std::string list = "localhost/release-action-" + lower(name);
  const auto ignored = run_builder({program, "manifest", "rm", list});  // of an earlier run
  words.insert(words.begin(), {program, "build"});
  words.insert(words.end(), {"--manifest", list, context});
  RA_TRY(run_builder_or_fail(words));
  const auto pushed = run_builder_or_fail(
      {program, "manifest", "push", "--all", list, fmt::format("oci:{}:{}", layout.string(), version)});
  const auto removed = run_builder({program, "manifest", "rm", list});
  return pushed;
}

}  // namespace

Result<model::Artifact> make_by_dockerfile(Shell& shell, const ImageOptions& options, const ImageWork& work,
                                           const model::Image& image) {
  const fs::path folder = fs::absolute(shell.globals.directory).lexically_normal();
  if (!fs::is_regular_file(folder / options.dockerfile))
    return error(Errc::config, fmt::format("there is no file {}", options.dockerfile));
  RA_TRY_ASSIGN(const std::string builder, builder_of(options.builder));
  RA_TRY_ASSIGN(const WallTime time, source_time(shell));
  RA_TRY_ASSIGN(const auto labels, image_labels(shell, work, image, time));
  const fs::path layout = fs::absolute(image_folder(shell, options, work, image)).lexically_normal();
  // Builders add to what is there.
  RA_TRY(ScratchFolder::create(layout));
  RA_TRY(make_folder(layout.parent_path()));
  const std::string context = (folder / options.context).string();
  const CommandLine words = common(options, image, labels, folder);
  shell.log.info("{} builds {} of {}", builder, image.name, options.dockerfile);
  const std::string name = fmt::format("{}:{}", lower(image.name), work.version.text());
  const auto made = builder == "docker" ? by_buildx(words, context, layout, name)
                                        : by_buildah(builder, words, context, layout, image.name, work.version.text());
  if (!made) return with_context(made.error(), "image " + image.name);
  return image_artifact(shell, layout);
}

}  // namespace ra::cli
