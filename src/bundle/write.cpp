#include "bundle/write.hpp"

#include "archive/checksums.hpp"
#include "archive/tar_writer.hpp"
#include "archive/zip_writer.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "bundle/content.hpp"

#include <fmt/format.h>

#include <array>

namespace fs = std::filesystem;

namespace ra::bundle {

namespace {

using archive::Hash;

constexpr std::array<std::pair<Hash, const char*>, 3> sums{
    {{Hash::md5, ".md5"}, {Hash::sha1, ".sha1"}, {Hash::sha512, ".sha512sum"}}};

std::string_view kind_of(std::string_view file) {
  return file.ends_with(".zip") ? "zip" : file.ends_with(".tar.gz") ? "tar.gz" : "tar.zst";
}

Result<archive::Made> make(const archive::Tree& tree, const fs::path& path, WallTime time, archive::Workers& workers,
                           archive::PackedMembers& packed) {
  if (kind_of(path.string()) == "zip") {
    archive::ZipOptions options;
    options.time = time;
    options.packed = &packed;
    return archive::make_zip(tree, path, options, workers);
  }
  archive::TarOptions options;
  options.time = time;
  options.compression = kind_of(path.string()) == "tar.gz" ? archive::Compression::gzip : archive::Compression::zstd;
  return archive::make_tar(tree, path, options, workers);
}

Result<model::Artifact> write_one(const archive::Tree& tree, const fs::path& path, WallTime time,
                                  archive::Workers& workers, archive::PackedMembers& packed) {
  RA_TRY_ASSIGN(const archive::Made made, make(tree, path, time, workers, packed));
  const std::string name = path.filename().string();
  for (const auto& [hash, suffix] : sums) {
    RA_TRY(write_file(path.string() + suffix, archive::checksum_line(made.digests.at(hash), name)));
  }
  model::Artifact artifact;
  artifact.name = name;
  artifact.kind = kind_of(name);
  artifact.path = path.string();
  artifact.size = made.size;
  artifact.sha256 = made.digests.at(Hash::sha256);
  return artifact;
}

}  // namespace

Result<std::vector<model::Artifact>> write(const Chosen& chosen, const archive::Tree& tree, const fs::path& folder,
                                           WallTime time, archive::PackedMembers& packed) {
  archive::Workers workers;
  std::vector<model::Artifact> artifacts;
  RA_TRY_ASSIGN(auto whole, write_one(tree, folder / chosen.file, time, workers, packed));
  artifacts.push_back(std::move(whole));
  for (const std::string& pattern : chosen.split) {
    const auto folders = folders_named(tree, pattern);
    if (folders.empty())
      return error(Errc::config, fmt::format("{}: `{}` names no folder in it", chosen.file, one_line(pattern, 200)));
    for (const std::string& inner : folders) {
      RA_TRY_ASSIGN(const archive::Tree part, subtree(tree, inner));
      const std::string name = fmt::format("{}.{}", inner.substr(inner.rfind('/') + 1), kind_of(chosen.file));
      RA_TRY_ASSIGN(auto one, write_one(part, folder / name, time, workers, packed));
      artifacts.push_back(std::move(one));
    }
  }
  return artifacts;
}

}  // namespace ra::bundle
