#include "cli/artifacts.hpp"
#include "cli/image.hpp"

#include "archive/tar_reader.hpp"
#include "archive/tar_writer.hpp"
#include "archive/walk.hpp"
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/scratch_folder.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fs = std::filesystem;

// Brings an image from one place to another: registries, OCI layouts, and tar files of these.
namespace ra::cli {

namespace {

using model::Artifact;

struct ImagePlace {
  enum class Kind { registry, layout, archive };
  Kind kind = Kind::registry;
  oci::Reference reference;  // of a registry
  fs::path path;             // of the others
  std::string tag;           // "" where none is said
};

// "oci:FOLDER:TAG": what follows the last colon is a tag, unless it is part of a path.
Result<ImagePlace> place_of(const Shell& shell, const std::string& text, std::string_view what) {
  ImagePlace place;
  std::string_view rest = text;
  if (text.starts_with(layout_prefix)) {
    place.kind = ImagePlace::Kind::layout;
    rest.remove_prefix(layout_prefix.size());
  } else if (text.starts_with(archive_prefix)) {
    place.kind = ImagePlace::Kind::archive;
    rest.remove_prefix(archive_prefix.size());
  } else {
    RA_TRY_ASSIGN(place.reference, reference_of(text, what));
    return place;
  }
  const auto colon = rest.rfind(':');
  if (colon != std::string_view::npos && oci::is_tag(rest.substr(colon + 1))) {
    place.tag = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  if (rest.empty()) return error(Errc::usage, fmt::format("{}: `{}` names no file", what, text));
  place.path = fs::path{shell.globals.directory} / rest;
  return place;
}

class Copier {
 public:
  Copier(Shell& shell, const model::Config& config, const ImageOptions& options, ImagePlace from, ImagePlace to,
         fs::path scratch)
      : shell_{shell},
        options_{options},
        from_{std::move(from)},
        to_{std::move(to)},
        scratch_{std::move(scratch)},
        registries_{shell, config, to_.reference.registry} {}

  Result<int> run() {
    RA_TRY(open());
    if (to_.kind == ImagePlace::Kind::registry) return push();
    if (to_.tag.empty()) to_.tag = tag_there_;
    if (to_.tag.empty()) to_.tag = "latest";
    artifact_ = artifact_of_image(root_);
    artifact_.name = fmt::format("{}:{}", to_.path.lexically_proximate(shell_.globals.directory).string(), to_.tag);
    artifact_.destination = to_.path.string();
    auto saved = to_.kind == ImagePlace::Kind::layout ? save_layout() : save_archive();
    std::vector<Error> errors;
    if (!saved) {
      artifact_.state = saved.error().code == Errc::conflict ? Artifact::State::conflict : Artifact::State::skipped;
      artifact_.note = saved.error().message;
      errors.push_back(saved.error());
    }
    return end_of(shell_, {artifact_}, errors);
  }

 private:
  Result<> open() {
    if (from_.kind == ImagePlace::Kind::registry) {
      if (to_.kind != ImagePlace::Kind::registry || from_.reference.registry != to_.reference.registry)
        registries_.reads_from(from_.reference.registry);
      auto repository = registries_.repository(from_.reference, oci::Repository::Use::read);
      RA_TRY_ASSIGN(root_, find_image(registries_, repository, from_.reference));
      RA_TRY_ASSIGN(const auto kept, oci::Layout::create(scratch_ / "kept"));
      source_ = oci::source_of(repository, kept);
      tag_there_ = from_.reference.tag;
      return {};
    }
    fs::path folder = from_.path;
    if (from_.kind == ImagePlace::Kind::archive) {
      folder = scratch_ / "from";
      RA_TRY(archive::extract_tar(from_.path, folder));
    }
    RA_TRY_ASSIGN(const auto layout, oci::Layout::open(folder));
    RA_TRY_ASSIGN(const auto found, layout.find(from_.tag));
    RA_TRY_ASSIGN(root_, layout.document(found));
    source_ = oci::source_of(layout, known_repositories(root_));
    const auto name = found.annotations.find(oci::ref_name);
    // Some write the whole reference there, as podman does.
    if (name != found.annotations.end()) tag_there_ = name->second.substr(name->second.rfind(':') + 1);
    if (!oci::is_tag(tag_there_)) tag_there_.clear();
    return {};
  }

  Result<int> push() {
    oci::Push push;
    push.root = root_;
    push.tags = tag_of(to_.reference);
    push.overwrite = options_.overwrite;
    push.look_only = options_.dry_run;
    const Artifact image = artifact_of_image(root_);
    auto repository = registries_.repository(
        to_.reference, options_.dry_run ? oci::Repository::Use::read : oci::Repository::Use::write);
    const auto pushed = run_coroutine(registries_.io(), oci::push(*source_, repository, std::move(push)));
    std::vector<Artifact> artifacts;
    std::vector<Error> errors;
    tell_pushed(shell_, pushed, image, to_.reference, artifacts, errors);
    return end_of(shell_, artifacts, errors);
  }

  Error elsewhere(const std::string& is, const std::string& ours) const {
    return error(Errc::conflict, fmt::format("{} is another image: {}, ours is {}", artifact_.name, is, ours),
                 "it is not overwritten; --overwrite does");
  }

  // Beside what the layout holds already.
  Result<> save_layout() {
    std::error_code ignored;
    std::vector<oci::Descriptor> all;
    if (fs::exists(to_.path / "oci-layout", ignored)) {
      RA_TRY_ASSIGN(const auto layout, oci::Layout::open(to_.path));
      RA_TRY_ASSIGN(all, layout.listed());
    }
    const auto same_name = [&](const oci::Descriptor& one) {
      const auto name = one.annotations.find(oci::ref_name);
      return name != one.annotations.end() && name->second == to_.tag;
    };
    const auto there = std::ranges::find_if(all, same_name);
    if (there != all.end()) {
      artifact_.state = Artifact::State::present;
      if (there->digest == root_.digest) return {};
      if (!options_.overwrite && !oci::looks_moving(to_.tag)) return elsewhere(there->digest, root_.digest);
    }
    if (only_looks()) return {};
    RA_TRY_ASSIGN(auto layout, oci::Layout::create(to_.path));
    RA_TRY(run_coroutine(registries_.io(), oci::save(*source_, root_, layout)));
    std::erase_if(all, same_name);
    all.push_back(listed());
    RA_TRY(layout.list(all));
    artifact_.state = Artifact::State::uploaded;
    return layout.prune();
  }

  // The same image makes the same bytes, so whether it is there is seen by these.
  Result<> save_archive() {
    RA_TRY_ASSIGN(auto layout, oci::Layout::create(scratch_ / "to"));
    RA_TRY(run_coroutine(registries_.io(), oci::save(*source_, root_, layout)));
    RA_TRY(layout.list({listed()}));
    RA_TRY_ASSIGN(auto entries, archive::walk(layout.folder()));
    RA_TRY_ASSIGN(const auto tree, archive::Tree::of(std::move(entries)));
    archive::Workers workers;
    archive::TarOptions how;
    how.digests = {Hash::sha256};
    const fs::path made_file = scratch_ / "to.tar";
    RA_TRY_ASSIGN(const auto made, archive::make_tar(tree, made_file, how, workers));
    const std::string ours = made.digests.at(Hash::sha256);
    std::error_code ignored;
    if (fs::exists(to_.path, ignored)) {
      RA_TRY_ASSIGN(const std::string there, sha256_of_file(to_.path));
      artifact_.state = Artifact::State::present;
      if (there == ours) return {};
      if (!options_.overwrite) return elsewhere("sha256:" + there, "sha256:" + ours);
    }
    if (only_looks()) return {};
    RA_TRY(ra::copy_file(made_file, to_.path));
    artifact_.state = Artifact::State::uploaded;
    return {};
  }

  bool only_looks() {
    if (!options_.dry_run) return false;
    artifact_.state = Artifact::State::skipped;
    artifact_.note = "dry run: it would be written";
    return true;
  }

  oci::Descriptor listed() const {
    oci::Descriptor one = root_.descriptor();
    one.annotations[oci::ref_name] = to_.tag;
    return one;
  }

  Shell& shell_;
  const ImageOptions& options_;
  ImagePlace from_;
  ImagePlace to_;
  fs::path scratch_;
  Registries registries_;
  oci::Stored root_;
  std::unique_ptr<oci::Source> source_;
  std::string tag_there_;
  Artifact artifact_;
};

}  // namespace

Result<int> copy_image(Shell& shell, const ImageOptions& options) {
  if (options.words.size() != 2)
    return error(Errc::usage, "which image is copied, and where to?",
                 "release-action image copy ghcr.io/owner/name:1.2.3 registry.example.org/name:1.2.3");
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  RA_TRY_ASSIGN(auto from, place_of(shell, options.words[0], "from"));
  RA_TRY_ASSIGN(auto to, place_of(shell, options.words[1], "to"));
  if (!to.reference.digest.empty()) return error(Errc::usage, "an image is copied to a tag, not to a digest");
  if (shell.globals.plan) {
    shell.output.result(fmt::format("{} → {}\n", options.words[0],
                                    to.kind == ImagePlace::Kind::registry ? to.reference.text() : options.words[1]));
    return 0;
  }
  RA_TRY_ASSIGN(const ScratchFolder scratch, ScratchFolder::create(shell.globals.work_folder() / "images"));
  Copier copier{shell, config, options, std::move(from), std::move(to), scratch.path()};
  return copier.run();
}

}  // namespace ra::cli
