#include "pack/yum_repository.hpp"

#include "base/hash.hpp"
#include "base/try.hpp"
#include "pack/compressor.hpp"
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

constexpr std::uint64_t most_metadata_bytes = std::uint64_t{1} << 30U;

std::string sha256_hex(std::string_view bytes) {
  Hasher sum{Hash::sha256};
  sum.add(bytes);
  return sum.hex();
}

// What stands between two texts, the first time that it does.
std::optional<std::string_view> between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return std::nullopt;
  const auto rest = text.substr(begin + before.size());
  const auto end = rest.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  return rest.substr(0, end);
}

Error unreadable_metadata(std::string_view what) {
  return error(Errc::config, fmt::format("the metadata of the repository cannot be read: {}", what),
               "make them anew from all packages: createrepo_c does it");
}

// One of the files that repomd.xml names, as text.
Result<std::string> metadata_file(std::string_view repomd, const std::string& type, const RepositoryReader& read) {
  const auto data = between(repomd, "<data type=\"" + type + "\">", "</data>");
  if (!data) return unreadable_metadata("repomd.xml names no " + type);
  const auto href = between(*data, "<location href=\"", "\"");
  const auto sum = between(*data, "<checksum type=\"sha256\">", "</checksum>");
  const auto open_size = between(*data, "<open-size>", "</open-size>");
  if (!href || !sum) return unreadable_metadata(type + " has no place or no SHA-256");
  std::uint64_t size = 0;
  if (open_size) std::from_chars(open_size->data(), open_size->data() + open_size->size(), size);
  RA_TRY_ASSIGN(const std::string bytes, read(from_xml_text(*href)));
  if (sha256_hex(bytes) != *sum)
    return unreadable_metadata(std::string{*href} + " has another sum than repomd.xml says");
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

std::map<std::string, std::string> by_id(std::string_view text) {
  std::map<std::string, std::string> found;
  for (auto& element : package_elements(text)) {
    if (const auto id = between(element, "pkgid=\"", "\"")) found.emplace(std::string{*id}, element);
  }
  return found;
}

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

constexpr std::string_view prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string document(const Section& section, const std::vector<YumPackage>& packages) {
  std::string text{prolog};
  text += fmt::format("<{} xmlns=\"{}\" packages=\"{}\">\n", section.element, section.space, packages.size());
  for (const auto& package : packages) text += package.*section.part;
  return text + fmt::format("</{}>\n", section.element);
}

Result<std::string> packed(const std::string& text, const Compression& compression) {
  std::string out;
  const auto compressor = make_single_compressor(compression, 1, [&](std::string_view bytes) -> Result<> {
    out += bytes;
    return {};
  });
  RA_TRY(compressor->add(text));
  RA_TRY(compressor->finish());
  return out;
}

std::string_view ending(CompressionKind kind) {
  if (kind == CompressionKind::zstd) return ".zst";
  if (kind == CompressionKind::xz) return ".xz";
  return kind == CompressionKind::gzip ? ".gz" : "";
}

}  // namespace

Result<std::vector<YumPackage>> read_yum_repository(const RepositoryReader& read) {
  const auto repomd = read("repodata/repomd.xml");
  if (!repomd && repomd.error().code == Errc::not_found) return std::vector<YumPackage>{};
  if (!repomd) return repomd.error();
  RA_TRY_ASSIGN(const std::string primary, metadata_file(*repomd, "primary", read));
  RA_TRY_ASSIGN(const std::string filelists, metadata_file(*repomd, "filelists", read));
  RA_TRY_ASSIGN(const std::string other, metadata_file(*repomd, "other", read));
  const auto lists = by_id(filelists);
  const auto others = by_id(other);
  std::vector<YumPackage> packages;
  for (auto& element : package_elements(primary)) {
    const auto id = between(element, "pkgid=\"YES\">", "</checksum>");
    const auto href = between(element, "<location ", "/>");
    const auto location = href ? between(*href, "href=\"", "\"") : std::nullopt;
    if (!id || !location) return unreadable_metadata("a package has no sum or no place");
    const auto list = lists.find(std::string{*id});
    const auto change = others.find(std::string{*id});
    if (list == lists.end() || change == others.end())
      return unreadable_metadata(std::string{*id} + " is not in all of its files");
    packages.push_back({std::string{*id}, from_xml_text(*location), element, list->second, change->second});
  }
  return packages;
}

void add_package(std::vector<YumPackage>& packages, YumPackage package) {
  std::erase_if(packages, [&](const YumPackage& one) { return one.location == package.location; });
  packages.push_back(std::move(package));
}

Result<std::vector<RepositoryFile>> yum_metadata(std::vector<YumPackage> packages, const Compression& compression,
                                                 std::int64_t revision) {
  std::ranges::sort(packages, {}, &YumPackage::location);
  std::vector<RepositoryFile> files;
  std::string repomd{prolog};
  repomd += "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n";
  repomd += fmt::format("  <revision>{}</revision>\n", revision);
  for (const auto& section : sections) {
    const std::string text = document(section, packages);
    RA_TRY_ASSIGN(std::string bytes, packed(text, compression));
    const std::string sum = sha256_hex(bytes);
    const std::string path = fmt::format("repodata/{}-{}.xml{}", sum, section.type, ending(compression.kind));
    repomd += fmt::format("  <data type=\"{}\">\n", section.type);
    repomd += fmt::format("    <checksum type=\"sha256\">{}</checksum>\n", sum);
    repomd += fmt::format("    <open-checksum type=\"sha256\">{}</open-checksum>\n", sha256_hex(text));
    repomd += fmt::format("    <location href=\"{}\"/>\n    <timestamp>{}</timestamp>\n", path, revision);
    repomd += fmt::format("    <size>{}</size>\n    <open-size>{}</open-size>\n  </data>\n", bytes.size(), text.size());
    files.push_back({path, std::move(bytes)});
  }
  files.push_back({"repodata/repomd.xml", repomd + "</repomd>\n"});
  return files;
}

}  // namespace ra::pack
