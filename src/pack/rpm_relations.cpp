#include "pack/rpm_relations.hpp"

#include "pack/relation.hpp"
#include "pack/rpm_tags.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace ra::pack {

namespace {

struct Dependency {
  std::string name;
  std::string version;
  std::uint32_t flags = 0;

  friend auto operator<=>(const Dependency&, const Dependency&) = default;
};
using Dependencies = std::set<Dependency>;  // sorted by name, as rpmbuild does it

struct Tags {
  std::uint32_t names;
  std::uint32_t versions;
  std::uint32_t flags;
};

std::uint32_t sense_of(const std::string& comparison) {
  std::uint32_t flags = 0;
  if (comparison.find('<') != std::string::npos) flags |= rpm::sense::less;
  if (comparison.find('>') != std::string::npos) flags |= rpm::sense::greater;
  if (comparison.find('=') != std::string::npos) flags |= rpm::sense::equal;
  return flags;
}

void add(Dependencies& out, const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    const Relation relation = parse_relation(text);
    out.insert({relation.name, relation.version, sense_of(relation.comparison)});
  }
}

void write(RpmHeader& header, const Tags& tags, const Dependencies& dependencies) {
  if (dependencies.empty()) return;
  std::vector<std::string> names;
  std::vector<std::string> versions;
  std::vector<std::uint32_t> flags;
  for (const auto& one : dependencies) {
    names.push_back(one.name);
    versions.push_back(one.version);
    flags.push_back(one.flags);
  }
  header.set_strings(tags.names, names);
  header.set_strings(tags.versions, versions);
  header.set_int32s(tags.flags, flags);
}

// rpmlib(7): what an rpm must know, and the version in which it learnt it (lib/rpmds.c of rpm lists them).
void need_rpmlib(Dependencies& out, std::string_view what, std::string_view since) {
  out.insert({"rpmlib(" + std::string{what} + ")", std::string{since},
              rpm::sense::rpmlib | rpm::sense::less | rpm::sense::equal});
}

bool any_with(const std::vector<std::string>& texts, char c) {
  return std::ranges::any_of(texts, [c](const std::string& text) { return text.find(c) != std::string::npos; });
}

bool any_rich(const Relations& relations) {
  const auto rich = [](const std::string& text) { return text.starts_with('('); };
  return std::ranges::any_of(relations.depends, rich) || std::ranges::any_of(relations.recommends, rich) ||
         std::ranges::any_of(relations.suggests, rich) || std::ranges::any_of(relations.conflicts, rich);
}

// "name(x86-64)": how packages of one architecture are asked for (%{?_isa} of rpm's platform macros).
std::string isa(const std::string& arch) {
  if (arch == "x86_64") return "(x86-64)";
  if (arch == "aarch64") return "(aarch-64)";
  if (arch == "i686") return "(x86-32)";
  return "";
}

void need_features(Dependencies& out, const Package& package, const RpmVersion& version, bool arguments, bool large) {
  need_rpmlib(out, "CompressedFileNames", "3.0.4-1");
  need_rpmlib(out, "FileDigests", "4.6.0-1");
  need_rpmlib(out, "PayloadFilesHavePrefix", "4.0-1");
  if (package.rpm.compression.kind == CompressionKind::zstd) need_rpmlib(out, "PayloadIsZstd", "5.4.18-1");
  if (package.rpm.compression.kind == CompressionKind::xz) need_rpmlib(out, "PayloadIsXz", "5.2-1");
  if (large) need_rpmlib(out, "LargeFiles", "4.12.0-1");
  if (arguments) need_rpmlib(out, "ScriptletInterpreterArgs", "4.0.3-1");
  if (any_rich(package.relations)) need_rpmlib(out, "RichDependencies", "4.12.0-1");
  const bool tilde = version.text().find('~') != std::string::npos || any_with(package.relations.depends, '~') ||
                     any_with(package.relations.provides, '~');
  if (tilde) need_rpmlib(out, "TildeInVersions", "4.10.0-1");
}

}  // namespace

void add_relations(RpmHeader& header, const Package& package, const RpmVersion& version,
                   const std::vector<Entry>& entries, const std::vector<RpmScript>& scripts) {
  Dependencies provides;
  Dependencies needs;
  const std::string evr = version.text();
  provides.insert({package.name, evr, rpm::sense::equal});
  if (const std::string suffix = isa(arch_for(Packager::rpm, package.arch)); !suffix.empty())
    provides.insert({package.name + suffix, evr, rpm::sense::equal});
  if (std::ranges::any_of(entries, is_config)) {
    const std::uint32_t flags = rpm::sense::config | rpm::sense::equal;
    provides.insert({"config(" + package.name + ")", evr, flags});
    needs.insert({"config(" + package.name + ")", evr, flags});
  }
  bool arguments = false;
  for (const auto& [text_tag, program_tag, sense, script] : scripts) {
    needs.insert({script.interpreter.front(), "", rpm::sense::interpreter | sense});
    arguments = arguments || script.interpreter.size() > 1;
  }
  const bool large = std::ranges::any_of(entries, [](const Entry& e) { return e.size > UINT32_MAX; });
  need_features(needs, package, version, arguments, large);
  add(provides, package.relations.provides);
  add(needs, package.relations.depends);

  Dependencies conflicts;
  Dependencies obsoletes;
  Dependencies recommends;
  Dependencies suggests;
  add(conflicts, package.relations.conflicts);
  add(obsoletes, package.relations.replaces);  // what deb calls Replaces
  add(obsoletes, package.relations.obsoletes);
  add(recommends, package.relations.recommends);
  add(suggests, package.relations.suggests);

  namespace tag = rpm::tag;
  write(header, {tag::provide_name, tag::provide_version, tag::provide_flags}, provides);
  write(header, {tag::require_name, tag::require_version, tag::require_flags}, needs);
  write(header, {tag::conflict_name, tag::conflict_version, tag::conflict_flags}, conflicts);
  write(header, {tag::obsolete_name, tag::obsolete_version, tag::obsolete_flags}, obsoletes);
  write(header, {tag::recommend_name, tag::recommend_version, tag::recommend_flags}, recommends);
  write(header, {tag::suggest_name, tag::suggest_version, tag::suggest_flags}, suggests);
}

}  // namespace ra::pack
