#include "cli/bundle_parts.hpp"
#include "cli/image.hpp"
#include "cli/source_time.hpp"

#include "base/coroutine.hpp"
#include "base/scratch_folder.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bundle/content.hpp"
#include "oci/base_image.hpp"
#include "oci/build.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

// One image of the section, from what it says to what lies in its folder.
class Maker {
 public:
  Maker(Shell& shell, const ImageOptions& options, const ImageWork& work, const model::Image& image, oci::Layout layout)
      : shell_{shell}, options_{options}, work_{work}, image_{image}, layout_{std::move(layout)} {}

  Result<> run() {
    RA_TRY_ASSIGN(const WallTime time, source_time(shell_));
    recipe_.time = time;
    for (const auto& text : image_.platforms) {
      RA_TRY_ASSIGN(auto platform, oci::parse_platform(text));
      recipe_.platforms.push_back(std::move(platform));
    }
    recipe_.format = image_.docker ? oci::Format::docker : oci::Format::oci;
    recipe_.compression = image_.zstd ? archive::Compression::zstd : archive::Compression::gzip;
    RA_TRY(settle(time));
    RA_TRY(bring_base());
    RA_TRY_ASSIGN(const ScratchFolder unpacked, ScratchFolder::create(shell_.globals.work_folder() / "unpacked"));
    RA_TRY(add_layers(unpacked.path()));
    archive::Workers workers;
    RA_TRY(oci::build(recipe_, bases_, work_.version.text(), layout_, workers));
    return {};
  }

 private:
  Result<> settle(WallTime time) {
    oci::Settings& settings = recipe_.settings;
    settings.entrypoint = image_.entrypoint;
    settings.cmd = image_.cmd;
    settings.env = image_.env;
    settings.user = image_.user;
    settings.working_dir = image_.working_dir;
    settings.stop_signal = image_.stop_signal;
    settings.ports = image_.ports;
    settings.volumes = image_.volumes;
    RA_TRY_ASSIGN(settings.labels, image_labels(shell_, work_, image_, time));
    for (const auto& [name, text] : settings.labels) {
      if (name.starts_with("org.opencontainers.image.")) recipe_.annotations[name] = text;
    }
    return {};
  }

  Result<> bring_base() {
    if (image_.base.empty()) return {};
    RA_TRY_ASSIGN(const std::string base, image_text(work_, image_.base));
    auto brought =
        base.starts_with(layout_prefix) ? base_of_layout(base.substr(layout_prefix.size())) : base_of_registry(base);
    if (!brought) return with_context(std::move(brought).error(), "base " + one_line(base, 200));
    return {};
  }

  Result<> base_of_layout(const std::string& where) {
    const auto colon = where.rfind(':');
    const std::string folder = where.substr(0, colon);
    const std::string name = colon == std::string::npos ? "" : where.substr(colon + 1);
    RA_TRY_ASSIGN(const auto from, oci::Layout::open(fs::path{shell_.globals.directory} / folder));
    RA_TRY_ASSIGN(const auto descriptor, from.find(name));
    RA_TRY_ASSIGN(const auto root, from.document(descriptor));
    const auto source = oci::source_of(from);
    RA_TRY_ASSIGN(bases_, run_coroutine(oci::bring_base(*source, root, recipe_.platforms, layout_)));
    return {};
  }

  Result<> base_of_registry(const std::string& text) {
    RA_TRY_ASSIGN(const auto reference, oci::parse_reference(text));
    std::string to;
    if (!image_.repository.empty()) {
      RA_TRY_ASSIGN(const auto repository, image_repository(work_, image_));
      to = repository.registry;
    }
    Registries registries{shell_, work_.inputs.config, to, image_.user_variable, image_.password_variable};
    registries.reads_from(reference.registry);
    auto repository = registries.repository(reference, oci::Repository::Use::read);
    RA_TRY_ASSIGN(auto found, run_coroutine(registries.io(), repository.manifest(reference.wanted())));
    if (!found) return error(Errc::not_found, "there is no such image", "see whether its name and its tag are right");
    if (reference.digest.empty())
      shell_.log.info("base {} is {} today: with @ and this digest it stays so", text, found->digest);
    recipe_.annotations["org.opencontainers.image.base.name"] = reference.text();
    recipe_.annotations["org.opencontainers.image.base.digest"] = found->digest;
    const auto source = oci::source_of(repository, layout_);
    RA_TRY_ASSIGN(bases_, run_coroutine(registries.io(), oci::bring_base(*source, *found, recipe_.platforms, layout_)));
    return {};
  }

  // Each layer is chosen and placed as a bundle of one part is.
  Result<> add_layers(const fs::path& unpacked) {
    const fs::path cache = options_.cache.empty() ? shell_.globals.work_folder() / "cache"
                                                  : fs::path{shell_.globals.directory} / options_.cache;
    std::vector<bundle::Chosen> chosen;
    std::vector<bundle::Piece> pieces;
    for (const auto& layer : image_.layers) {
      model::Bundle one;
      one.name = image_.name;
      one.edition = image_.edition;
      one.parts.push_back(layer.part);
      RA_TRY_ASSIGN(auto which, bundle::choose(one, work_.inputs.manifest, work_.inputs.config));
      which.file = "image " + image_.name;
      pieces.insert(pieces.end(), which.pieces.begin(), which.pieces.end());
      chosen.push_back(std::move(which));
    }
    RA_TRY_ASSIGN(const auto here, bring(shell_, work_.inputs.config, pieces, cache));
    bundle::Content content{unpacked};
    auto next = here.begin();
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const auto end = next + static_cast<std::ptrdiff_t>(chosen[i].pieces.size());
      RA_TRY_ASSIGN(const auto tree, content.of(chosen[i], {next, end}));
      next = end;
      const auto& configured = image_.layers[i];
      RA_TRY_ASSIGN(auto placed, layer_tree(tree, chosen[i], configured, !bases_.empty()));
      oci::Layer layer{std::move(placed), created_by(chosen[i]), {}};
      for (const auto& text : configured.platforms) {
        RA_TRY_ASSIGN(auto platform, oci::parse_platform(text));
        layer.platforms.push_back(std::move(platform));
      }
      recipe_.layers.push_back(std::move(layer));
    }
    return {};
  }

  static std::string created_by(const bundle::Chosen& chosen) {
    std::vector<std::string> parts;
    for (const auto& piece : chosen.pieces) {
      for (const auto& to : piece.part.to) parts.push_back(fmt::format("{} → /{}", piece.shown(), to));
    }
    return fmt::format("release-action: {}", fmt::join(parts, ", "));
  }

  Shell& shell_;
  const ImageOptions& options_;
  const ImageWork& work_;
  const model::Image& image_;
  oci::Layout layout_;
  oci::Recipe recipe_;
  std::map<oci::Platform, oci::Base> bases_;
};

}  // namespace

Result<model::Artifact> image_artifact(const Shell& shell, const fs::path& folder) {
  RA_TRY_ASSIGN(const auto layout, oci::Layout::open(folder));
  RA_TRY_ASSIGN(const auto root, layout.find(""));
  model::Artifact artifact;
  artifact.name = folder.filename().string();
  artifact.kind = "image";
  artifact.path = fs::absolute(folder)
                      .lexically_normal()
                      .lexically_proximate(fs::absolute(shell.globals.directory).lexically_normal())
                      .string();
  artifact.sha256 = root.digest.substr(root.digest.find(':') + 1);
  std::error_code ignored;
  for (const auto& blob : fs::directory_iterator{folder / "blobs" / "sha256", ignored})
    artifact.size += blob.file_size(ignored);
  return artifact;
}

Result<model::Artifact> make_image(Shell& shell, const ImageOptions& options, const ImageWork& work,
                                   const model::Image& image) {
  const fs::path folder = image_folder(shell, options, work, image);
  RA_TRY_ASSIGN(auto layout, oci::Layout::create(folder));
  Maker maker{shell, options, work, image, std::move(layout)};
  if (const auto made = maker.run(); !made) return with_context(made.error(), "image " + image.name);
  return image_artifact(shell, folder);
}

}  // namespace ra::cli
