// Metadata of yum's and of apt's repositories as strangers may write them. The text is each file in turn.
#include "base/sha256.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/input.hpp"
#include "pack/apt_repository.hpp"
#include "pack/yum_repository.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ra::fuzz {

namespace {

pack::RepositoryReader reader_of(const std::vector<pack::RepositoryFile>& files) {
  return [&](const std::string& path) -> Result<std::string> {
    for (const auto& one : files) {
      if (one.path == path) return one.bytes;
    }
    return error(Errc::not_found, path);
  };
}

// Packages of a repository are read again as they were written, whatever stands in them.
void hold_yum(const pack::YumRepository& repository) {
  const auto files = pack::yum_metadata(repository, {pack::CompressionKind::none, {}}, 0);
  hold(files.has_value(), "what was read can be written");
  const auto again = pack::read_yum_repository(reader_of(*files));
  hold(again.has_value(), "what was written can be read");
  hold(again->packages.size() == repository.packages.size(), "no package is lost");
  hold(again->others == repository.others, "what else is named is kept", again->others);
  const auto twice = pack::yum_metadata(*again, {pack::CompressionKind::none, {}}, 0);
  hold(twice && twice->back().bytes == files->back().bytes, "and is the same");
}

// A repository whose three files are `list`, of which repomd.xml tells besides what `repomd` says.
void read_yum(std::string_view repomd, const std::string& list) {
  const auto paths = pack::yum_metadata_paths(repomd);
  for (const auto& path : paths ? *paths : std::vector<std::string>{})
    hold(pack::stays_below(path), "nothing outside of the repository is read", path);
  std::string head;
  for (const char* type : {"primary", "filelists", "other"})
    head += fmt::format("<data type=\"{}\"><checksum type=\"sha256\">{}</checksum><location href=\"x\"/></data>", type,
                        sha256_of(list));
  const auto repository = pack::read_yum_repository(
      [&](const std::string& path) -> Result<std::string> { return path == "x" ? list : head + std::string{repomd}; });
  if (repository) hold_yum(*repository);
}

void hold_apt(pack::AptRepository repository, const pack::AptPlace& place) {
  const std::size_t before = repository.packages.at("amd64").size();
  const auto files = pack::apt_metadata(repository, place, {{pack::CompressionKind::none, {}}}, WallTime{});
  hold(files.has_value(), "what was read can be written");
  const std::string release = files->back().bytes;
  const auto again = pack::read_apt_repository(release, place, reader_of(*files));
  hold(again.has_value(), "what was written can be read", release);
  hold(again->packages.at("amd64").size() == before, "no package is lost");
  hold(pack::release_text(again->release) == release, "what is written of Release is read the same", release);
}

void read_apt(const std::string& release, const std::string& list) {
  const pack::AptPlace place{"stable", "main", {}};
  const auto paths = pack::apt_metadata_paths(release, place);
  for (const auto& path : paths ? *paths : std::vector<std::string>{})
    hold(pack::stays_below(path), "nothing outside of the repository is read", path);
  if (const auto parsed = pack::parse_release(release)) {
    const auto again = pack::parse_release(pack::release_text(*parsed));
    hold(again && pack::release_text(*again) == pack::release_text(*parsed), "Release is read as it was written",
         pack::release_text(*parsed));
  }
  pack::AptRepository repository;
  const auto packages = pack::parse_packages(list);
  if (!packages) return;
  repository.packages["amd64"] = *packages;
  repository.changed = {"amd64"};
  hold_apt(std::move(repository), place);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input{data, size};
  const std::string head = input.text();
  const std::string list{input.rest()};
  read_yum(head, list);
  read_apt(head, list);
  pack::DebFile deb{head, 1, std::string(64, 'a')};
  const auto path = pack::pool_path(deb, "main", "x.deb");
  if (path) hold(pack::stays_below(*path), "a package lies below the repository", *path);
  if (const auto package = pack::apt_package(deb, "pool/x.deb")) {
    const auto again = pack::parse_packages(pack::packages_text({*package}));
    hold(again && again->size() == 1, "what is said of a package can be read", package->stanza);
    hold(again->front().stanza == package->stanza, "and is the same", package->stanza);
    hold(again->front().location == "pool/x.deb", "it lies where we say", package->stanza);
  }
  return 0;
}

}  // namespace ra::fuzz
