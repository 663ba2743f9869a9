#include "pack/rpm_metadata.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/compressor.hpp"
#include "pack/cpio.hpp"
#include "pack/rpm_relations.hpp"
#include "pack/rpm_tags.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <utility>

namespace ra::pack {

namespace {

namespace tag = rpm::tag;

// rpm's build machines have names; ours must not show.
constexpr std::string_view build_host = "reproducible";

void set_if(RpmHeader& header, std::uint32_t tag, const std::string& value) {
  if (!value.empty()) header.set_string(tag, value);
}

std::string summary_of(const Package& package) {
  if (!package.rpm.summary.empty()) return package.rpm.summary;
  if (package.description.empty()) return package.name;
  return std::string{lines(std::string_view{package.description}).front()};
}

void add_names(RpmHeader& header, const Package& package, const RpmVersion& version, std::int64_t built_at) {
  const std::string arch = arch_for(Packager::rpm, package.arch);
  header.set_strings(tag::i18n_table, {"C"});
  header.set_string(tag::name, package.name);
  header.set_string(tag::version, version.version);
  header.set_string(tag::release, version.release);
  if (version.epoch) header.set_int32(tag::epoch, *version.epoch);
  header.set_translated(tag::summary, summary_of(package));
  header.set_translated(tag::description, package.description.empty() ? summary_of(package) : package.description);
  header.set_int32(tag::build_time, static_cast<std::uint32_t>(built_at));
  header.set_string(tag::build_host, build_host);
  set_if(header, tag::vendor, package.vendor);
  set_if(header, tag::license, package.license);
  set_if(header, tag::packager, package.maintainer);
  header.set_translated(tag::group, package.rpm.group.empty() ? "Unspecified" : package.rpm.group);
  set_if(header, tag::url, package.homepage);
  header.set_string(tag::os, "linux");
  header.set_string(tag::arch, arch);
  // Without it rpm takes the package for a source package.
  header.set_string(tag::source_rpm, fmt::format("{}-{}-{}.src.rpm", package.name, version.version, version.release));
  header.set_string(tag::encoding, "utf-8");
  if (!package.rpm.prefixes.empty()) header.set_strings(tag::prefixes, package.rpm.prefixes);
}

// People ask a package what it is (`rpm -q --changelog`); what changed is told elsewhere, in the changelog of the
// release.
void add_changelog(RpmHeader& header, const Package& package, const RpmVersion& version, std::int64_t built_at) {
  if (package.maintainer.empty()) return;
  header.set_int32s(tag::changelog_time, {static_cast<std::uint32_t>(built_at)});
  header.set_strings(tag::changelog_name, {fmt::format("{} - {}", package.maintainer, version.text())});
  header.set_strings(tag::changelog_text, {"- Release " + version.version});
}

void add_payload(RpmHeader& header, const Compression& compression) {
  header.set_string(tag::payload_format, "cpio");
  header.set_int32(tag::payload_digest_algo, rpm::sha256_algo);
  if (compression.kind == CompressionKind::none) {
    // rpm takes what does not say how it is compressed for gzip, whose reader also takes plain bytes.
    header.set_string(tag::payload_compressor, "gzip");
    return;
  }
  std::string_view name = "zstd";
  if (compression.kind == CompressionKind::gzip) name = "gzip";
  if (compression.kind == CompressionKind::xz) name = "xz";
  header.set_string(tag::payload_compressor, name);
  // One digit: of levels above 9 rpm has no word for gzip.
  header.set_string(tag::payload_flags, fmt::format("{}", level_of(compression)));
}

std::uint32_t flags_of(const Entry& entry) {
  if (entry.kind == EntryKind::ghost) return rpm::file_flag::ghost;
  if (entry.kind != EntryKind::file) return 0;
  switch (entry.type) {
    case ContentType::config: return rpm::file_flag::config;
    case ContentType::config_noreplace: return rpm::file_flag::config | rpm::file_flag::no_replace;
    case ContentType::config_missingok: return rpm::file_flag::config | rpm::file_flag::missing_ok;
    case ContentType::doc: return rpm::file_flag::doc;
    case ContentType::license: return rpm::file_flag::license;
    default: return 0;
  }
}

// All is verified, but of a ghost neither digest (1), size (2), link (4) nor time (32) (rpm's rpmvf.h).
std::uint32_t verify_flags_of(const Entry& entry) {
  constexpr std::uint32_t all = std::numeric_limits<std::uint32_t>::max();
  constexpr std::uint32_t of_content = 1U | 2U | 4U | 32U;
  return entry.kind == EntryKind::ghost ? all & ~of_content : all;
}

void add_paths(RpmHeader& header, const std::vector<Entry>& entries) {
  std::vector<std::string> folders;
  std::map<std::string, std::uint32_t> places;
  std::vector<std::string> names;
  std::vector<std::uint32_t> indexes;
  for (const auto& entry : entries) {
    const auto slash = entry.path.rfind('/') + 1;
    const std::string folder = entry.path.substr(0, slash);
    // Sorted paths do not keep files of one folder together: "a-b" stands between "a" and "a/b".
    const auto [found, added] = places.emplace(folder, static_cast<std::uint32_t>(folders.size()));
    if (added) folders.push_back(folder);
    indexes.push_back(found->second);
    names.push_back(entry.path.substr(slash));
  }
  header.set_int32s(tag::dir_indexes, indexes);
  header.set_strings(tag::base_names, names);
  header.set_strings(tag::dir_names, folders);
}

void add_sizes(RpmHeader& header, const std::vector<Entry>& entries) {
  std::vector<std::uint64_t> sizes;
  std::uint64_t all = 0;
  bool large = false;
  for (const auto& entry : entries) {
    sizes.push_back(payload_size(entry));
    all += sizes.back();
    large = large || sizes.back() > std::numeric_limits<std::uint32_t>::max();
  }
  if (large) {
    header.set_int64s(tag::long_file_sizes, sizes);
  } else if (!sizes.empty()) {
    header.set_int32s(tag::file_sizes, {sizes.begin(), sizes.end()});
  }
  if (all > std::numeric_limits<std::uint32_t>::max()) {
    header.set_int64(tag::long_size, all);
  } else {
    header.set_int32(tag::size, static_cast<std::uint32_t>(all));
  }
}

void add_files(RpmHeader& header, const std::vector<Entry>& entries) {
  add_sizes(header, entries);
  if (entries.empty()) return;
  std::vector<std::uint16_t> modes;
  std::vector<std::uint32_t> mtimes;
  std::vector<std::uint32_t> flags;
  std::vector<std::uint32_t> verify;
  std::vector<std::uint32_t> inodes;
  std::vector<std::string> links;
  std::vector<std::string> owners;
  std::vector<std::string> groups;
  for (const auto& entry : entries) {
    modes.push_back(full_mode(entry));
    mtimes.push_back(static_cast<std::uint32_t>(entry.mtime));
    flags.push_back(flags_of(entry));
    verify.push_back(verify_flags_of(entry));
    inodes.push_back(static_cast<std::uint32_t>(inodes.size() + 1));
    links.push_back(entry.target);
    owners.push_back(entry.owner);
    groups.push_back(entry.group);
  }
  add_paths(header, entries);
  header.set_int16s(tag::file_modes, modes);
  header.set_int16s(tag::file_rdevs, std::vector<std::uint16_t>(entries.size(), 0));
  header.set_int32s(tag::file_mtimes, mtimes);
  header.set_strings(tag::file_link_tos, links);
  header.set_int32s(tag::file_flags, flags);
  header.set_strings(tag::file_user_name, owners);
  header.set_strings(tag::file_group_name, groups);
  header.set_int32s(tag::file_verify_flags, verify);
  header.set_int32s(tag::file_devices, std::vector<std::uint32_t>(entries.size(), 1));
  header.set_int32s(tag::file_inodes, inodes);
  header.set_strings(tag::file_langs, std::vector<std::string>(entries.size()));
  header.set_int32(tag::file_digest_algo, rpm::sha256_algo);
}

Result<std::vector<RpmScript>> scripts_of(const Package& package, const std::filesystem::path& folder) {
  struct Place {
    const Script& script;
    std::uint32_t text_tag;
    std::uint32_t program_tag;
    std::uint32_t sense;
  };
  const Place places[] = {
      {package.scripts.preinstall, tag::pre_in, tag::pre_in_prog, rpm::sense::script_pre},
      {package.scripts.postinstall, tag::post_in, tag::post_in_prog, rpm::sense::script_post},
      {package.scripts.preremove, tag::pre_un, tag::pre_un_prog, rpm::sense::script_pre_un},
      {package.scripts.postremove, tag::post_un, tag::post_un_prog, rpm::sense::script_post_un},
      {package.rpm.pretrans, tag::pre_trans, tag::pre_trans_prog, rpm::sense::pre_trans},
      {package.rpm.posttrans, tag::post_trans, tag::post_trans_prog, rpm::sense::post_trans},
      {package.rpm.verify, tag::verify_script, tag::verify_script_prog, rpm::sense::script_verify},
  };
  std::vector<RpmScript> scripts;
  for (const auto& place : places) {
    if (!place.script.given()) continue;
    RA_TRY_ASSIGN(ScriptText text, script_text(place.script, folder));
    scripts.push_back({place.text_tag, place.program_tag, place.sense, std::move(text)});
  }
  return scripts;
}

void add_scripts(RpmHeader& header, const std::vector<RpmScript>& scripts) {
  for (const auto& one : scripts) {
    header.set_string(one.text_tag, one.script.text);
    const auto& interpreter = one.script.interpreter;
    if (interpreter.size() == 1) header.set_string(one.program_tag, interpreter.front());
    if (interpreter.size() > 1) header.set_strings(one.program_tag, interpreter);
  }
}

}  // namespace

PayloadDigests unknown_digests(const std::vector<Entry>& entries) {
  const std::string unknown(64, '0');
  PayloadDigests digests{{}, unknown, unknown};
  for (const auto& entry : entries) digests.files.push_back(entry.kind == EntryKind::file ? unknown : "");
  return digests;
}

void set_digests(RpmHeader& header, const PayloadDigests& digests) {
  if (!digests.files.empty()) header.set_strings(tag::file_digests, digests.files);
  header.set_strings(tag::payload_digest, {digests.compressed});
  header.set_strings(tag::payload_digest_alt, {digests.uncompressed});
}

Result<RpmHeader> rpm_metadata(const Package& package, const std::vector<Entry>& entries,
                               const std::filesystem::path& folder, std::int64_t built_at) {
  RA_TRY_ASSIGN(const RpmVersion version, rpm_version(package.version));
  RA_TRY_ASSIGN(const std::vector<RpmScript> scripts, scripts_of(package, folder));
  RpmHeader header;
  add_names(header, package, version, built_at);
  add_changelog(header, package, version, built_at);
  add_payload(header, package.rpm.compression);
  add_files(header, entries);
  add_scripts(header, scripts);
  add_relations(header, package, version, entries, scripts);
  set_digests(header, unknown_digests(entries));
  return header;
}

}  // namespace ra::pack
