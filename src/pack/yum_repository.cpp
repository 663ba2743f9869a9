#include "pack/yum_repository.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/decompress.hpp"
#include "pack/xml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

namespace ra::pack {

namespace {

struct Section {
  std::string_view type;
  std::string_view element;
  std::string_view space;
  std::string YumPackage::*part;
};
constexpr std::string_view common_space =
    "http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm";
const Section sections[] = {
    {"primary", "metadata", common_space, &YumPackage::primary},
    {"filelists", "filelists", "http://linux.duke.edu/metadata/filelists", &YumPackage::filelists},
    {"other", "otherdata", "http://linux.duke.edu/metadata/other", &YumPackage::other},
};

// What stands between two texts, the first time that it does.
std::optional<std::string_view> between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto rest = text.substr(begin + before.size());
  const auto end = rest.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

// What an element's first tag of this name says by an attribute, in whatever order.
std::optional<std::string_view> attribute(std::string_view text, std::string_view tag, const std::string& name) {
  const auto all = between(text, tag, ">");
  return all ? between(*all, " " + name + "=\"", "\"") : std::nullopt;
}

Result<std::string> metadata_path(std::string_view repomd, const std::string& type) {
  const auto data = between(repomd, "<data type=\"" + type + "\">", "</data>");
  const auto href = data ? attribute(*data, "<location", "href") : std::nullopt;
  if (!href) return unreadable_metadata("repomd.xml names no " + type);
  const std::string path = from_xml_text(*href);
  if (stays_below(path)) return path;
  return unreadable_metadata("repomd.xml names a file outside of it: " + one_line(path));
}

// One of the files that repomd.xml names, as text.
Result<std::string> metadata_file(std::string_view repomd, const std::string& type, const RepositoryReader& read) {
  RA_TRY_ASSIGN(const std::string href, metadata_path(repomd, type));
  const auto data = between(repomd, "<data type=\"" + type + "\">", "</data>");
  const auto sum = between(*data, "<checksum type=\"sha256\">", "</checksum>");
  const auto open_size = between(*data, "<open-size>", "</open-size>");
  if (!sum) return unreadable_metadata(type + " has no SHA-256");
  std::uint64_t size = 0;
  if (open_size) std::from_chars(open_size->data(), open_size->data() + open_size->size(), size);
  RA_TRY_ASSIGN(const std::string bytes, read(href));
  if (sha256_of(bytes) != *sum) return unreadable_metadata(href + " has another sum than repomd.xml says");
  return decompressed(bytes, size == 0 ? most_metadata_bytes : std::min(size, most_metadata_bytes));
}

std::vector<std::string> package_elements(std::string_view text) {
  constexpr std::string_view end = "</package>";
  std::vector<std::string> found;
  for (;;) {
    const auto from = text.find("<package ");
    if (from == std::string_view::npos) return found;
    const auto to = text.find(end, from);
    if (to == std::string_view::npos) return found;
    found.push_back(std::string{text.substr(from, to + end.size() - from)} + "\n");
    text.remove_prefix(to + end.size());
  }
}

// What repomd.xml tells besides packages. What is made of the packages' metadata, such as databases, would tell of the
// old ones: it goes.
std::string others_of(std::string_view repomd) {
  std::string kept;
  if (const auto tags = between(repomd, "<tags>", "</tags>")) kept += fmt::format("  <tags>{}</tags>\n", *tags);
  constexpr std::string_view end = "</data>";
  for (;;) {
    const auto from = repomd.find("<data ");
    const auto to = repomd.find(end, from);
    if (from == std::string_view::npos || to == std::string_view::npos) return kept;
    const std::string_view element = repomd.substr(from, to + end.size() - from);
    const std::string_view type = attribute(element, "<data", "type").value_or("");
    const bool made = std::ranges::any_of(sections, [&](const Section& one) { return type.starts_with(one.type); });
    if (!made) kept += fmt::format("  {}\n", element);
    repomd.remove_prefix(to + end.size());
  }
}

std::map<std::string, std::string> by_id(std::string_view text) {
  std::map<std::string, std::string> found;
  for (auto& element : package_elements(text)) {
    if (const auto id = between(element, "pkgid=\"", "\"")) found.emplace(std::string{*id}, element);
  }
  return found;
}

constexpr std::string_view prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string document(const Section& section, const std::vector<YumPackage>& packages) {
  std::string text{prolog};
  text += fmt::format("<{} xmlns=\"{}\" packages=\"{}\">\n", section.element, section.space, packages.size());
  for (const auto& package : packages) text += package.*section.part;
  return text + fmt::format("</{}>\n", section.element);
}

}  // namespace

Result<std::vector<std::string>> yum_metadata_paths(std::string_view repomd) {
  std::vector<std::string> paths;
  for (const auto& section : sections) {
    RA_TRY_ASSIGN(std::string path, metadata_path(repomd, std::string{section.type}));
    paths.push_back(std::move(path));
  }
  return paths;
}

bool is_yum_unique(std::string_view path) {
  constexpr std::string_view folder = "repodata/";
  if (!path.starts_with(folder) || !stays_below(path)) return false;
  const std::string_view name = path.substr(folder.size());
  return name.find('/') == std::string_view::npos && is_sha256(name.substr(0, name.find('-')));
}

std::set<std::string> yum_unique_files(std::string_view repomd) {
  std::set<std::string> paths;
  while (const auto data = between(repomd, "<data ", "</data>")) {
    const auto href = attribute(*data, "<location", "href");
    if (href && is_yum_unique(*href)) paths.insert(std::string{*href});
    repomd.remove_prefix(static_cast<std::size_t>(data->data() + data->size() - repomd.data()));
  }
  return paths;
}

Result<YumRepository> read_yum_repository(const RepositoryReader& read) {
  const auto repomd = read("repodata/repomd.xml");
  if (!repomd && repomd.error().code == Errc::not_found) return YumRepository{};
  if (!repomd) return repomd.error();
  RA_TRY_ASSIGN(const std::string primary, metadata_file(*repomd, "primary", read));
  RA_TRY_ASSIGN(const std::string filelists, metadata_file(*repomd, "filelists", read));
  RA_TRY_ASSIGN(const std::string other, metadata_file(*repomd, "other", read));
  const auto lists = by_id(filelists);
  const auto others = by_id(other);
  YumRepository repository{{}, others_of(*repomd)};
  for (auto& element : package_elements(primary)) {
    const auto id = between(element, "pkgid=\"YES\">", "</checksum>");
    const auto location = attribute(element, "<location", "href");
    if (!id || !location) return unreadable_metadata("a package has no sum or no place");
    const auto list = lists.find(std::string{*id});
    const auto change = others.find(std::string{*id});
    if (list == lists.end() || change == others.end())
      return unreadable_metadata(std::string{*id} + " is not in all of its files");
    repository.packages.push_back({std::string{*id}, from_xml_text(*location), element, list->second, change->second});
  }
  return repository;
}

std::string yum_identity(const YumPackage& package) {
  const std::string_view text = package.primary;
  const auto version = [&](const char* part) { return attribute(text, "<version", part).value_or(""); };
  return fmt::format("{}-{}:{}-{}.{}", between(text, "<name>", "</name>").value_or(""), version("epoch"),
                     version("ver"), version("rel"), between(text, "<arch>", "</arch>").value_or(""));
}

void add_package(std::vector<YumPackage>& packages, YumPackage package) {
  std::erase_if(packages, [&](const YumPackage& one) { return one.location == package.location; });
  packages.push_back(std::move(package));
}

Result<std::vector<RepositoryFile>> yum_metadata(YumRepository repository, const Compression& compression,
                                                 std::int64_t revision) {
  auto& packages = repository.packages;
  std::ranges::sort(packages, {}, &YumPackage::location);
  std::vector<RepositoryFile> files;
  std::string repomd{prolog};
  repomd += "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n";
  repomd += fmt::format("  <revision>{}</revision>\n", revision);
  for (const auto& section : sections) {
    const std::string text = document(section, packages);
    RA_TRY_ASSIGN(std::string bytes, packed_metadata(text, compression));
    const std::string sum = sha256_of(bytes);
    const std::string path = fmt::format("repodata/{}-{}.xml{}", sum, section.type, metadata_ending(compression.kind));
    repomd += fmt::format("  <data type=\"{}\">\n", section.type);
    repomd += fmt::format("    <checksum type=\"sha256\">{}</checksum>\n", sum);
    repomd += fmt::format("    <open-checksum type=\"sha256\">{}</open-checksum>\n", sha256_of(text));
    repomd += fmt::format("    <location href=\"{}\"/>\n    <timestamp>{}</timestamp>\n", path, revision);
    repomd += fmt::format("    <size>{}</size>\n    <open-size>{}</open-size>\n  </data>\n", bytes.size(), text.size());
    files.push_back({path, std::move(bytes)});
  }
  files.push_back({"repodata/repomd.xml", repomd + repository.others + "</repomd>\n"});
  return files;
}

}  // namespace ra::pack
