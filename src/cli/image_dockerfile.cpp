#include "cli/image.hpp"
#include "cli/source_time.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/scratch_folder.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/settle.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace fs = std::filesystem;

// Where a Dockerfile must be run, somebody else runs it: docker buildx, podman or buildah. What they make becomes an
// OCI layout like ours.
namespace ra::cli {

namespace {

constexpr Duration longest = std::chrono::hours{2};
// Of what a builder that fails has said.
constexpr std::size_t most_lines = 10;
constexpr std::size_t most_line = 300;

using CommandLine = std::vector<std::string>;

Result<ProcessResult> run_builder(const CommandLine& words) {
  ProcessRequest request;
  request.arguments = words;
  request.timeout = longest;
  return run_coroutine(run_process(request));
}

// What to do, where their words say it to nobody but those who know them.
std::string hint_of(const CommandLine& words, const std::string& said) {
  const bool runtime = said.find("creating container") != said.npos || said.find("running runtime") != said.npos;
  if (runtime && words[0] != "docker")
    return fmt::format("it cannot start containers here: with BUILDAH_ISOLATION=chroot {} needs no runtime", words[0]);
  if (said.find("initializing source") != said.npos || said.find("short-name") != said.npos)
    return "an image that a FROM names cannot be had: is its name whole, with its registry, and may it be read?";
  return "what it has said is above; its own command, run by hand, says the same";
}

Result<> run_builder_or_fail(Shell& shell, const CommandLine& words) {
  RA_TRY_ASSIGN(const auto done, run_builder(words));
  if (done.exit_code == 0) return {};
  std::vector<std::string> said;
  for (const auto line : lines(done.err)) {
    if (!trim(line).empty()) said.push_back(one_line(trim(line), most_line));
  }
  const std::size_t first = said.size() > most_lines ? said.size() - most_lines : 0;
  for (std::size_t i = first; i < said.size(); ++i) shell.log.warning("{}: {}", words[0], said[i]);
  return error(Errc::internal,
               fmt::format("{} {} ended with {}: {}", words[0], words[1], done.exit_code,
                           said.empty() ? "it says nothing" : said.back()),
               hint_of(words, done.err));
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

Result<> by_buildx(Shell& shell, CommandLine words, const std::string& context, const fs::path& layout,
                   const std::string& name) {
  words.insert(words.begin(), {"docker", "buildx", "build"});
  words.insert(words.end(),
               {"--tag", name, "--output", fmt::format("type=oci,tar=false,dest={}", layout.string()), context});
  return run_builder_or_fail(shell, words);
}

// podman and buildah: a list of manifests, whether of one platform or of several. Without layers that it has kept:
// podman 4.3 takes those of one platform for another's. With one time in all of it the same bytes come each time.
Result<> by_buildah(Shell& shell, const std::string& program, CommandLine words, const std::string& context,
                    const fs::path& layout, const std::string& name, WallTime time) {
  const std::string list = "localhost/release-action-" + lower(name);
  const auto ignored = run_builder({program, "manifest", "rm", list});  // of an earlier run
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  words.insert(words.begin(), {program, "build", "--layers=false", "--timestamp", fmt::format("{}", seconds)});
  words.insert(words.end(), {"--manifest", list, context});
  auto pushed = run_builder_or_fail(shell, words);
  if (pushed) {
    pushed = run_builder_or_fail(
        shell, {program, "manifest", "push", "--all", list, fmt::format("oci:{}:made", layout.string())});
  }
  const auto removed = run_builder({program, "manifest", "rm", list});
  return pushed;
}

Result<> settle(const fs::path& folder, const model::Image& image, const std::string& version) {
  RA_TRY_ASSIGN(auto layout, oci::Layout::open(folder));
  std::vector<oci::Platform> platforms;
  for (const auto& text : image.platforms) {
    RA_TRY_ASSIGN(auto platform, oci::parse_platform(text));
    platforms.push_back(std::move(platform));
  }
  RA_TRY(oci::settle(layout, platforms, version));
  return {};
}

}  // namespace

Result<model::Artifact> make_by_dockerfile(Shell& shell, const ImageOptions& options, const ImageWork& work,
                                           const model::Image& image) {
  const fs::path folder = fs::absolute(shell.globals.directory).lexically_normal();
  if (!fs::is_regular_file(folder / options.dockerfile))
    return error(Errc::config, fmt::format("there is no file {}", options.dockerfile),
                 "--dockerfile is looked for from the repository, not from --context");
  if (!fs::is_directory(folder / options.context))
    return error(Errc::config, fmt::format("there is no folder {}", options.context), "--context names another one");
  if (image.docker)
    return error(Errc::config, fmt::format("image {}: a Dockerfile makes no image of the format docker", image.name),
                 "leave `format` out: what docker runs, it runs in OCI's format too");
  RA_TRY_ASSIGN(const std::string builder, builder_of(options.builder));
  RA_TRY_ASSIGN(const WallTime time, source_time(shell));
  RA_TRY_ASSIGN(const auto labels, image_labels(shell, work, image, time));
  const fs::path dist = fs::absolute(image_folder(shell, options, work, image)).lexically_normal();
  // It lies elsewhere until it is whole: what was made before stays, and `push` never finds half of it.
  RA_TRY_ASSIGN(const ScratchFolder scratch, ScratchFolder::create(dist.string() + ".part"));
  const fs::path layout = scratch.path() / "made";
  const std::string context = (folder / options.context).string();
  const CommandLine words = common(options, image, labels, folder);
  shell.log.info("{} builds {} of {}", builder, image.name, options.dockerfile);
  const std::string name = fmt::format("{}:{}", lower(image.name), work.version.text());
  auto made = builder == "docker" ? by_buildx(shell, words, context, layout, name)
                                  : by_buildah(shell, builder, words, context, layout, image.name, time);
  if (made) {
    made = settle(layout, image, work.version.text());
  }
  if (!made) return with_context(made.error(), "image " + image.name);
  RA_TRY(ScratchFolder::create(dist));  // what was made before goes
  RA_TRY(move_file(layout, dist));
  return image_artifact(shell, dist);
}

}  // namespace ra::cli
