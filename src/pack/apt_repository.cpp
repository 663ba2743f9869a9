#include "pack/apt_repository.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/decompress.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ra::pack {

namespace {

constexpr std::string_view all_architectures = "all";
constexpr std::string_view by_hash = "Acquire-By-Hash";
constexpr std::string_view by_hash_folder = "/by-hash/SHA256";
// The smallest first. What stands in Release without an ending need not be there.
constexpr std::array<std::string_view, 4> readable_endings{".xz", ".zst", ".gz", ""};

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!trim(word).empty()) words.insert(std::string{trim(word)});
  }
  return words;
}

bool has_by_hash(const AptRelease& release) { return lower(deb_field(release.fields, by_hash)) == "yes"; }

std::string list_path(const AptPlace& place, std::string_view architecture) {
  return fmt::format("{}/binary-{}/Packages", place.component, architecture);
}

// Those of Release that list packages of this component.
std::set<std::string> listed_architectures(const AptRelease& release, const AptPlace& place) {
  std::set<std::string> found;
  const std::string before = place.component + "/binary-";
  for (const auto& [path, sum] : release.files) {
    const auto slash = path.find('/', before.size());
    if (path.starts_with(before) && slash != std::string::npos && path.substr(slash).starts_with("/Packages"))
      found.insert(path.substr(before.size(), slash - before.size()));
  }
  return found;
}

struct NamedList {
  std::string path;  // below the repository
  AptSum sum;
};

Result<NamedList> named_list(const AptRelease& release, const AptPlace& place, const std::string& architecture) {
  const std::string path = list_path(place, architecture);
  for (const std::string_view ending : readable_endings) {
    const auto found = release.files.find(path + std::string{ending});
    if (found == release.files.end()) continue;
    const std::string folder = place.folder() + path.substr(0, path.rfind('/') + 1);
    if (has_by_hash(release)) return NamedList{folder + "by-hash/SHA256/" + found->second.sha256, found->second};
    return NamedList{place.folder() + found->first, found->second};
  }
  return unreadable_metadata(fmt::format("Release names no {} that is packed by xz, zstd or gzip", path));
}

std::vector<AptPackage>& list_of(AptRepository& repository, const std::string& architecture) {
  const auto found = repository.packages.find(architecture);
  if (found != repository.packages.end()) return found->second;
  // One that is new gets what is for all of them.
  std::map<std::string, AptPackage> shared;
  for (const auto& [other, packages] : repository.packages) {
    for (const auto& one : packages) {
      if (one.architecture == all_architectures) shared.emplace(apt_identity(one), one);
    }
  }
  repository.changed.insert(architecture);
  auto& list = repository.packages[architecture];
  for (auto& [identity, package] : shared) list.push_back(std::move(package));
  return list;
}

void put(AptRepository& repository, const std::string& architecture, const AptPackage& package) {
  auto& list = list_of(repository, architecture);
  std::erase_if(list, [&](const AptPackage& one) { return apt_identity(one) == apt_identity(package); });
  list.push_back(package);
  repository.changed.insert(architecture);
}

// Packed in each way, under its own name and, where the suite says so, under that of its sum.
Result<> write_list(std::vector<RepositoryFile>& files, AptRelease& release, const AptPlace& place,
                    const std::string& architecture, const std::string& text,
                    const std::vector<Compression>& compressions) {
  const std::string path = list_path(place, architecture);
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  std::erase_if(release.files, [&](const auto& one) { return one.first == path || one.first.starts_with(path + "."); });
  for (const Compression& compression : compressions) {
    std::string bytes = text;
    if (compression.kind != CompressionKind::none) {
      RA_TRY_ASSIGN(bytes, packed_metadata(text, compression));
    }
    const AptSum sum{sha256_of(bytes), bytes.size()};
    const std::string name = path + std::string{metadata_ending(compression.kind)};
    release.files[name] = sum;
    if (has_by_hash(release)) files.push_back({place.folder() + folder + "by-hash/SHA256/" + sum.sha256, bytes});
    files.push_back({place.folder() + name, std::move(bytes)});
  }
  return {};
}

void set_absent(DebFields& fields, std::string_view name, const std::string& value) {
  if (deb_field(fields, name).empty()) set_deb_field(fields, name, value);
}

}  // namespace

Result<std::vector<std::string>> apt_metadata_paths(std::string_view release, const AptPlace& place) {
  RA_TRY_ASSIGN(const AptRelease parsed, parse_release(release));
  std::vector<std::string> paths;
  for (const auto& architecture : listed_architectures(parsed, place)) {
    RA_TRY_ASSIGN(NamedList list, named_list(parsed, place, architecture));
    paths.push_back(std::move(list.path));
  }
  return paths;
}

bool is_apt_unique(std::string_view path, const AptPlace& place) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || !stays_below(path)) return false;
  return path.starts_with(place.folder() + place.component + "/") && path.substr(0, slash).ends_with(by_hash_folder) &&
         is_sha256(path.substr(slash + 1));
}

std::set<std::string> apt_unique_files(std::string_view release, const AptPlace& place) {
  std::set<std::string> paths;
  const auto parsed = parse_release(release);
  if (!parsed || !has_by_hash(*parsed)) return paths;
  for (const auto& [path, sum] : parsed->files) {
    const std::string folder = place.folder() + path.substr(0, path.rfind('/') + 1);
    std::string unique = fmt::format("{}{}/{}", folder, by_hash_folder.substr(1), sum.sha256);
    if (is_apt_unique(unique, place)) paths.insert(std::move(unique));
  }
  return paths;
}

Result<AptRepository> read_apt_repository(std::string_view release, const AptPlace& place,
                                          const RepositoryReader& read) {
  AptRepository repository;
  if (release.empty()) {
    set_deb_field(repository.release.fields, by_hash, "yes");
    return repository;
  }
  RA_TRY_ASSIGN(repository.release, parse_release(release));
  for (const auto& architecture : listed_architectures(repository.release, place)) {
    RA_TRY_ASSIGN(const NamedList list, named_list(repository.release, place, architecture));
    RA_TRY_ASSIGN(const std::string bytes, read(list.path));
    if (sha256_of(bytes) != list.sum.sha256)
      return unreadable_metadata(list.path + " has another sum than Release says");
    RA_TRY_ASSIGN(const std::string text, decompressed(bytes, most_metadata_bytes));
    RA_TRY_ASSIGN(repository.packages[architecture], parse_packages(text));
  }
  return repository;
}

const AptPackage* find_package(const AptRepository& repository, const std::string& identity) {
  for (const auto& [architecture, packages] : repository.packages) {
    const auto found = std::ranges::find(packages, identity, apt_identity);
    if (found != packages.end()) return &*found;
  }
  return nullptr;
}

void add_package(AptRepository& repository, const AptPackage& package) {
  if (package.architecture != all_architectures) return put(repository, package.architecture, package);
  std::vector<std::string> architectures;
  for (const auto& [architecture, packages] : repository.packages) architectures.push_back(architecture);
  for (const auto& architecture : architectures) put(repository, architecture, package);
}

void remove_package(AptRepository& repository, const std::string& identity) {
  for (auto& [architecture, packages] : repository.packages) {
    if (std::erase_if(packages, [&](const AptPackage& one) { return apt_identity(one) == identity; }) > 0)
      repository.changed.insert(architecture);
  }
}

void add_architectures(AptRepository& repository, const AptPlace& place) {
  for (const auto& architecture : place.architectures) list_of(repository, architecture);
}

Result<std::vector<RepositoryFile>> apt_metadata(AptRepository& repository, const AptPlace& place,
                                                 const std::vector<Compression>& compressions, WallTime now) {
  AptRelease& release = repository.release;
  set_absent(release.fields, "Suite", place.suite);
  set_absent(release.fields, "Codename", place.suite);
  auto architectures = words_of(deb_field(release.fields, "Architectures"));
  auto components = words_of(deb_field(release.fields, "Components"));
  for (const auto& [architecture, packages] : repository.packages) architectures.insert(architecture);
  components.insert(place.component);
  set_deb_field(release.fields, "Architectures", fmt::format("{}", fmt::join(architectures, " ")));
  set_deb_field(release.fields, "Components", fmt::format("{}", fmt::join(components, " ")));
  renew(release, now);
  std::vector<RepositoryFile> files;
  for (const auto& architecture : repository.changed) {
    auto& packages = repository.packages[architecture];
    std::ranges::stable_sort(packages, {}, &AptPackage::name);
    RA_TRY(write_list(files, release, place, architecture, packages_text(packages), compressions));
  }
  files.push_back({place.folder() + "Release", release_text(release)});
  return files;
}

}  // namespace ra::pack
