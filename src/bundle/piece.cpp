#include "bundle/piece.hpp"

#include "base/glob.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ra::bundle {

namespace {

using model::BundlePart;
using model::Component;
using model::Placeholders;

Result<std::string> path_of(const std::string& text, const Placeholders& values) {
  RA_TRY_ASSIGN(std::string path, model::expand(text, values));
  const auto parts = split(path, '/');
  if (path.starts_with('/') || std::ranges::any_of(parts, [](auto part) { return part == ".."; }))
    return error(Errc::config, fmt::format("`{}` leads out of the bundle", one_line(path, 200)));
  return path;
}

Result<std::vector<std::string>> paths_of(const std::vector<std::string>& texts, const Placeholders& values) {
  std::vector<std::string> paths;
  for (const auto& text : texts) {
    RA_TRY_ASSIGN(auto path, path_of(text, values));
    paths.push_back(std::move(path));
  }
  return paths;
}

Result<Piece> piece_of(const BundlePart& part, const Placeholders& values) {
  Piece piece;
  piece.part = part;
  RA_TRY_ASSIGN(piece.part.what, model::expand(part.what, values));
  RA_TRY_ASSIGN(piece.part.to, paths_of(part.to, values));
  RA_TRY_ASSIGN(piece.part.rename, path_of(part.rename, values));
  return piece;
}

class Chooser {
 public:
  Chooser(const model::Manifest& manifest, const model::Config& config, Chosen& chosen, Placeholders values)
      : manifest_{manifest}, config_{config}, chosen_{chosen}, values_{std::move(values)} {}

  Result<> add(const model::Bundle& bundle) {
    if (!bundle.base.empty()) {
      const auto base = std::ranges::find(config_.bundles, bundle.base, &model::Bundle::name);
      if (base == config_.bundles.end())
        return error(Errc::config, fmt::format("there is no bundle `{}` for a base", bundle.base));
      RA_TRY(add(*base));
    }
    for (const auto& part : bundle.parts) {
      if (const auto added = add_part(part); !added) return with_context(added.error(), "part " + part.what);
    }
    RA_TRY_ASSIGN(const auto folders, paths_of(bundle.folders, values_));
    chosen_.folders.insert(chosen_.folders.end(), folders.begin(), folders.end());
    for (const auto& [pattern, mode] : bundle.modes) {
      RA_TRY_ASSIGN(auto path, path_of(pattern, values_));
      chosen_.modes.emplace_back(std::move(path), mode);
    }
    return {};
  }

 private:
  Result<> add_part(const BundlePart& part) {
    if (part.components.empty()) {
      RA_TRY_ASSIGN(Piece piece, piece_of(part, values_));
      chosen_.pieces.push_back(std::move(piece));
      return {};
    }
    bool any = false;
    for (const auto& component : chosen_.components) {
      if (!globs_match_name(part.components, component.name)) continue;
      any = true;
      Placeholders values = values_;
      values["component"] = component.name;
      values["componentVersion"] = component.version.empty() ? manifest_.version : component.version;
      RA_TRY_ASSIGN(Piece piece, piece_of(part, values));
      piece.component = component.name;
      piece.version = values["componentVersion"];
      chosen_.pieces.push_back(std::move(piece));
    }
    if (any) return {};
    return error(Errc::config,
                 fmt::format("`{}` name no component of {}", fmt::join(part.components, "`, `"), manifest_.file));
  }

  const model::Manifest& manifest_;
  const model::Config& config_;
  Chosen& chosen_;
  Placeholders values_;
};

}  // namespace

std::string Piece::shown() const {
  switch (part.from) {
    case BundlePart::From::file: return part.what;
    case BundlePart::From::folder: return part.what + "/";
    case BundlePart::From::url: return part.what.substr(0, part.what.find('?'));  // a token may follow
    case BundlePart::From::maven: return "maven " + part.what;
  }
  return part.what;
}

Result<Chosen> choose(const model::Bundle& bundle, const model::Manifest& manifest, const model::Config& config) {
  Chosen chosen;
  chosen.name = bundle.name;
  chosen.holds = bundle.holds;
  chosen.previous = bundle.previous;
  const auto version = model::Version::parse(manifest.version);
  if (!version) return error(Errc::config, fmt::format("{}: `{}` is not a version", manifest.file, manifest.version));
  chosen.version = *version;
  Placeholders values = model::placeholders_of(*version, config);
  values["version"] = version->text();  // what is still a SNAPSHOT is called one
  const std::string edition = bundle.edition.empty() ? config.edition : bundle.edition;
  values["edition"] = edition;
  chosen.components = manifest.components;
  if (edition == "ee")
    chosen.components.insert(chosen.components.end(), manifest.ee_components.begin(), manifest.ee_components.end());
  const auto of_bundle = [&](Error e) { return with_context(std::move(e), "bundle " + bundle.name); };
  Chooser chooser{manifest, config, chosen, values};
  if (const auto added = chooser.add(bundle); !added) return of_bundle(added.error());
  auto file = path_of(bundle.file, values);
  if (!file) return of_bundle(file.error());
  chosen.file = *std::move(file);
  auto folders = paths_of(bundle.split, values);
  if (!folders) return of_bundle(folders.error());
  chosen.split = *std::move(folders);
  return chosen;
}

}  // namespace ra::bundle
