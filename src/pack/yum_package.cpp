#include "pack/yum_package.hpp"

#include "base/text.hpp"
#include "pack/rpm_tags.hpp"
#include "pack/xml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace ra::pack {

namespace {

namespace rpm_tag = rpm::tag;
constexpr std::uint32_t supplement_name = 5052;  // with version and flags after it
constexpr std::uint32_t enhance_name = 5055;
constexpr std::uint32_t folder_bits = 0040000;
constexpr std::uint32_t type_bits = 0170000;
constexpr std::size_t most_changes = 10;  // createrepo_c --changelog-limit

struct Evr {
  std::string epoch;
  std::string version;
  std::string release;
};

// "2:1.2.3-4"
Evr split_evr(const std::string& text) {
  Evr evr{"0", text, ""};
  const auto colon = evr.version.find(':');
  if (colon != std::string::npos) {
    evr.epoch = evr.version.substr(0, colon);
    evr.version.erase(0, colon + 1);
  }
  const auto dash = evr.version.find('-');
  if (dash != std::string::npos) {
    evr.release = evr.version.substr(dash + 1);
    evr.version.resize(dash);
  }
  return evr;
}

std::string_view comparison(std::uint64_t flags) {
  switch (flags & (rpm::sense::less | rpm::sense::greater | rpm::sense::equal)) {
    case rpm::sense::less: return "LT";
    case rpm::sense::greater: return "GT";
    case rpm::sense::equal: return "EQ";
    case rpm::sense::less | rpm::sense::equal: return "LE";
    case rpm::sense::greater | rpm::sense::equal: return "GE";
    default: return "";
  }
}

struct YumRelation {
  std::string name;
  std::string version;
  std::uint64_t flags = 0;
  bool pre = false;
};

struct RelationTags {
  std::uint32_t names;
  std::uint32_t versions;
  std::uint32_t flags;
};
constexpr RelationTags provide_tags{rpm_tag::provide_name, rpm_tag::provide_version, rpm_tag::provide_flags};
constexpr RelationTags require_tags{rpm_tag::require_name, rpm_tag::require_version, rpm_tag::require_flags};

std::vector<YumRelation> relations(const RpmValues& header, const RelationTags& tags) {
  const auto names = header.texts(tags.names);
  const auto versions = header.texts(tags.versions);
  const auto flags = header.numbers(tags.flags);
  std::vector<YumRelation> found;
  for (std::size_t i = 0; i < names.size(); ++i)
    found.push_back({names[i], i < versions.size() ? versions[i] : "", i < flags.size() ? flags[i] : 0});
  return found;
}

std::vector<std::string> paths(const RpmValues& header) {
  const auto folders = header.texts(rpm_tag::dir_names);
  const auto names = header.texts(rpm_tag::base_names);
  const auto indexes = header.numbers(rpm_tag::dir_indexes);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < names.size() && i < indexes.size(); ++i) {
    if (indexes[i] < folders.size()) found.push_back(folders[indexes[i]] + names[i]);
  }
  return found;
}

// "libc.so.6(GLIBC_2.34)(64bit)" → {2, 34}; nothing for what is not of a version.
std::vector<int> glibc_version(std::string_view name) {
  constexpr std::string_view before = "(GLIBC_";
  const auto at = name.find(before);
  if (at == std::string_view::npos) return {};
  const auto text = name.substr(at + before.size());
  std::vector<int> parts;
  for (const auto part : split(text.substr(0, text.find(')')), '.'))
    std::from_chars(part.data(), part.data() + part.size(), parts.emplace_back());
  return parts;
}

// Of all versions of the C library the newest stands for the others, and last.
void only_newest_libc(std::vector<YumRelation>& all) {
  const auto is_libc = [](const YumRelation& one) { return one.name.starts_with("libc.so.6"); };
  const auto newest = std::ranges::max_element(all, {}, [&](const YumRelation& one) {
    return std::pair{is_libc(one), is_libc(one) ? glibc_version(one.name) : std::vector<int>{}};
  });
  if (newest == all.end() || !is_libc(*newest)) return;
  YumRelation kept = *newest;
  std::erase_if(all, is_libc);
  all.push_back(std::move(kept));
}

// Without what rpm itself must know, what the package brings, and the same twice in a row.
std::vector<YumRelation> requirements(const RpmValues& header, const std::vector<std::string>& files) {
  const std::set<std::string> own_files{files.begin(), files.end()};
  std::set<std::tuple<std::string, std::string, std::string_view>> own;
  for (const auto& one : relations(header, provide_tags)) own.insert({one.name, one.version, comparison(one.flags)});
  std::map<std::string, std::tuple<std::string, std::string_view, bool>> last;
  std::vector<YumRelation> found;
  for (auto& one : relations(header, require_tags)) {
    one.pre = (one.flags & (64U | rpm::sense::script_pre | rpm::sense::script_post)) != 0;
    const std::tuple said{one.version, comparison(one.flags), one.pre};
    const auto before = last.find(one.name);
    const bool twice = before != last.end() && before->second == said;
    const bool brought = own_files.contains(one.name) || own.contains({one.name, one.version, comparison(one.flags)});
    if ((one.flags & rpm::sense::rpmlib) != 0 || one.name.starts_with("rpmlib(") || twice || brought) continue;
    last[one.name] = said;
    found.push_back(std::move(one));
  }
  only_newest_libc(found);
  return found;
}

std::string entries(std::string_view element, const std::vector<YumRelation>& all) {
  if (all.empty()) return "";
  std::string text = fmt::format("    <rpm:{}>\n", element);
  for (const auto& one : all) {
    text += fmt::format("      <rpm:entry name=\"{}\"", xml_text(one.name));
    if (const auto flags = comparison(one.flags); !flags.empty()) {
      const Evr evr = split_evr(one.version);
      text += fmt::format(" flags=\"{}\" epoch=\"{}\" ver=\"{}\"", flags, xml_text(evr.epoch), xml_text(evr.version));
      if (!evr.release.empty()) text += fmt::format(" rel=\"{}\"", xml_text(evr.release));
    }
    text += one.pre ? " pre=\"1\"/>\n" : "/>\n";
  }
  return text + fmt::format("    </rpm:{}>\n", element);
}

struct YumFileEntry {
  std::string path;
  std::string_view type;
};

std::vector<YumFileEntry> files_of(const RpmValues& header) {
  const auto modes = header.numbers(rpm_tag::file_modes);
  const auto flags = header.numbers(rpm_tag::file_flags);
  std::vector<YumFileEntry> found;
  for (auto& path : paths(header)) {
    const std::size_t i = found.size();
    std::string_view type;
    if (i < modes.size() && (modes[i] & type_bits) == folder_bits) type = "dir";
    if (type.empty() && i < flags.size() && (flags[i] & rpm::file_flag::ghost) != 0) type = "ghost";
    found.push_back({std::move(path), type});
  }
  return found;
}

std::string file_element(const YumFileEntry& file, std::string_view indent) {
  const std::string type = file.type.empty() ? "" : fmt::format(" type=\"{}\"", file.type);
  return fmt::format("{}<file{}>{}</file>\n", indent, type, xml_text(file.path));
}

// What dnf looks at without the full list of files (createrepo_c's documentation of primary.xml).
bool is_primary(const std::string& path) {
  return path.starts_with("/etc/") || path == "/usr/lib/sendmail" || path.find("bin/") != std::string::npos;
}

// A package of sources is one that has none itself (rpm's headerIsSource), and is called so.
std::string arch_of(const RpmValues& header) {
  return header.has(rpm_tag::source_rpm) ? header.text(rpm_tag::arch) : "src";
}

std::string version_element(const RpmValues& header) {
  return fmt::format("  <version epoch=\"{}\" ver=\"{}\" rel=\"{}\"/>\n", header.number(rpm_tag::epoch),
                     xml_text(header.text(rpm_tag::version)), xml_text(header.text(rpm_tag::release)));
}

std::string element(std::string_view indent, std::string_view name, const std::string& text) {
  if (text.empty()) return fmt::format("{}<{}/>\n", indent, name);
  return fmt::format("{}<{}>{}</{}>\n", indent, name, xml_text(text), name);
}

std::string primary(const RpmFile& file, const std::string& location, std::int64_t time) {
  const RpmValues& header = file.header;
  std::string text = "<package type=\"rpm\">\n";
  text += element("  ", "name", header.text(rpm_tag::name));
  text += element("  ", "arch", arch_of(header));
  text += version_element(header);
  text += fmt::format("  <checksum type=\"sha256\" pkgid=\"YES\">{}</checksum>\n", file.sha256);
  text += element("  ", "summary", header.text(rpm_tag::summary));
  text += element("  ", "description", header.text(rpm_tag::description));
  text += element("  ", "packager", header.text(rpm_tag::packager));
  text += element("  ", "url", header.text(rpm_tag::url));
  text += fmt::format("  <time file=\"{}\" build=\"{}\"/>\n", time, header.number(rpm_tag::build_time));
  const std::uint64_t installed = header.number(rpm_tag::long_size, header.number(rpm_tag::size));
  const std::uint64_t archive = file.signature.number(rpm::signature_tag::long_archive_size,
                                                      file.signature.number(rpm::signature_tag::payload_size));
  text += fmt::format("  <size package=\"{}\" installed=\"{}\" archive=\"{}\"/>\n", file.size, installed, archive);
  text += fmt::format("  <location href=\"{}\"/>\n  <format>\n", xml_text(location));
  text += element("    ", "rpm:license", header.text(rpm_tag::license));
  text += element("    ", "rpm:vendor", header.text(rpm_tag::vendor));
  const std::string group = header.text(rpm_tag::group);
  text += element("    ", "rpm:group", group.empty() ? "Unspecified" : group);
  text += element("    ", "rpm:buildhost", header.text(rpm_tag::build_host));
  text += element("    ", "rpm:sourcerpm", header.text(rpm_tag::source_rpm));
  text += fmt::format("    <rpm:header-range start=\"{}\" end=\"{}\"/>\n", file.header_begin, file.header_end);
  text += entries("provides", relations(header, provide_tags));
  text += entries("requires", requirements(header, paths(header)));
  text += entries("conflicts",
                  relations(header, {rpm_tag::conflict_name, rpm_tag::conflict_version, rpm_tag::conflict_flags}));
  text += entries("obsoletes",
                  relations(header, {rpm_tag::obsolete_name, rpm_tag::obsolete_version, rpm_tag::obsolete_flags}));
  text +=
      entries("suggests", relations(header, {rpm_tag::suggest_name, rpm_tag::suggest_version, rpm_tag::suggest_flags}));
  text += entries("enhances", relations(header, {enhance_name, enhance_name + 1, enhance_name + 2}));
  text += entries("recommends",
                  relations(header, {rpm_tag::recommend_name, rpm_tag::recommend_version, rpm_tag::recommend_flags}));
  text += entries("supplements", relations(header, {supplement_name, supplement_name + 1, supplement_name + 2}));
  for (const auto& one : files_of(header)) {
    if (is_primary(one.path)) text += file_element(one, "    ");
  }
  return text + "  </format>\n</package>\n";
}

std::string begin(const RpmFile& file) {
  return fmt::format("<package pkgid=\"{}\" name=\"{}\" arch=\"{}\">\n{}", file.sha256,
                     xml_text(file.header.text(rpm_tag::name)), xml_text(arch_of(file.header)),
                     version_element(file.header));
}

std::string changes(const RpmValues& header) {
  const auto times = header.numbers(rpm_tag::changelog_time);
  const auto authors = header.texts(rpm_tag::changelog_name);
  const auto texts = header.texts(rpm_tag::changelog_text);
  const std::size_t count = std::min({times.size(), authors.size(), texts.size(), most_changes});
  std::string text;
  // The newest stands first in a package, and last here.
  for (std::size_t i = count; i-- > 0;) {
    text += fmt::format("  <changelog author=\"{}\" date=\"{}\">{}</changelog>\n", xml_text(authors[i]), times[i],
                        xml_text(texts[i]));
  }
  return text;
}

}  // namespace

YumPackage yum_package(const RpmFile& file, const std::string& location, std::int64_t time) {
  YumPackage package{file.sha256, location, primary(file, location, time), begin(file), begin(file)};
  for (const auto& one : files_of(file.header)) package.filelists += file_element(one, "  ");
  package.filelists += "</package>\n";
  package.other += changes(file.header) + "</package>\n";
  return package;
}

}  // namespace ra::pack
