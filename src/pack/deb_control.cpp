#include "pack/deb_control.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/relation.hpp"
#include "pack/script_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace ra::pack {

namespace {

void add_field(std::string& control, std::string_view name, const std::string& value) {
  if (!value.empty()) control += fmt::format("{}: {}\n", name, value);
}

std::string joined(const std::vector<std::string>& relations) {
  std::vector<std::string> texts;
  for (const auto& text : relations) texts.push_back(deb_relation(parse_relation(text)));
  return fmt::format("{}", fmt::join(texts, ", "));
}

// As dpkg-gencontrol counts: files in whole KiB, and one for all else.
std::uint64_t installed_size(const std::vector<Entry>& entries) {
  std::uint64_t size = 0;
  for (const auto& entry : entries) size += entry.kind == EntryKind::file ? (entry.size + 1023) / 1024 : 1;
  return size;
}

// Policy 5.6.13: the first line is a summary, further ones are indented, empty ones are a dot.
std::string description(const Package& package) {
  std::string text;
  for (const auto line : lines(std::string_view{package.description})) {
    if (text.empty()) {
      text = line;
      continue;
    }
    text += trim(line).empty() ? "\n ." : fmt::format("\n {}", line);
  }
  return text.empty() ? package.name : text;
}

std::string conffiles(const std::vector<Entry>& entries) {
  std::string text;
  for (const auto& entry : entries) {
    if (is_config(entry)) text += entry.path + "\n";
  }
  return text;
}

std::string md5sums(const std::vector<Entry>& entries, const std::vector<std::string>& md5s) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!md5s[i].empty()) text += fmt::format("{}  {}\n", md5s[i], entries[i].path.substr(1));
  }
  return text;
}

std::string triggers(const DebPart& deb) {
  std::string text;
  for (const auto& [directive, names] : deb.triggers) {
    for (const auto& name : names) text += fmt::format("{} {}\n", directive, name);
  }
  return text;
}

class ControlFiles {
 public:
  explicit ControlFiles(std::int64_t built_at) : built_at_{built_at} {}

  void add(std::string_view name, std::string text, std::uint32_t mode = 0644) {
    if (text.empty()) return;
    Entry entry;
    entry.path = "/" + std::string{name};
    entry.mode = mode;
    entry.mtime = built_at_;
    entry.size = text.size();
    entry.text = std::move(text);
    entries_.push_back(std::move(entry));
  }

  Result<> add_script(std::string_view name, const Script& script, const std::filesystem::path& folder,
                      std::uint32_t mode = 0755) {
    if (!script.given()) return {};
    RA_TRY_ASSIGN(ScriptText text, script_text(script, folder));
    // The kernel starts it, and asks for an interpreter.
    if (mode == 0755 && !text.text.starts_with("#!")) text.text = "#!/bin/sh\n" + text.text;
    add(name, std::move(text.text), mode);
    return {};
  }

  std::vector<Entry> take() { return std::move(entries_); }

 private:
  std::int64_t built_at_;
  std::vector<Entry> entries_;
};

}  // namespace

Result<std::string> deb_control(const Package& package, const std::vector<Entry>& entries) {
  RA_TRY_ASSIGN(const std::string version, deb_version(package.version));
  std::string control;
  add_field(control, "Package", package.name);
  add_field(control, "Version", version);
  add_field(control, "Architecture", arch_for(Packager::deb, package.arch));
  add_field(control, "Maintainer", package.maintainer.empty() ? "Unset <unset@localhost>" : package.maintainer);
  add_field(control, "Installed-Size", fmt::format("{}", installed_size(entries)));
  add_field(control, "Pre-Depends", joined(package.deb.predepends));
  add_field(control, "Depends", joined(package.relations.depends));
  add_field(control, "Recommends", joined(package.relations.recommends));
  add_field(control, "Suggests", joined(package.relations.suggests));
  add_field(control, "Conflicts", joined(package.relations.conflicts));
  add_field(control, "Breaks", joined(package.deb.breaks));
  add_field(control, "Replaces", joined(package.relations.replaces));
  add_field(control, "Provides", joined(package.relations.provides));
  add_field(control, "Section", package.section.empty() ? "misc" : package.section);
  add_field(control, "Priority", package.priority.empty() ? "optional" : package.priority);
  add_field(control, "Homepage", package.homepage);
  for (const auto& [name, value] : package.deb.fields) add_field(control, name, value);
  add_field(control, "Description", description(package));
  return control;
}

Result<std::vector<Entry>> deb_control_files(const Package& package, const std::vector<Entry>& entries,
                                             const std::vector<std::string>& md5s, const std::filesystem::path& folder,
                                             std::int64_t built_at) {
  ControlFiles files{built_at};
  RA_TRY_ASSIGN(std::string control, deb_control(package, entries));
  files.add("conffiles", conffiles(entries));
  RA_TRY(files.add_script("config", package.deb.config, folder));
  files.add("control", std::move(control));
  files.add("md5sums", md5sums(entries, md5s));
  RA_TRY(files.add_script("postinst", package.scripts.postinstall, folder));
  RA_TRY(files.add_script("postrm", package.scripts.postremove, folder));
  RA_TRY(files.add_script("preinst", package.scripts.preinstall, folder));
  RA_TRY(files.add_script("prerm", package.scripts.preremove, folder));
  RA_TRY(files.add_script("rules", package.deb.rules, folder));
  RA_TRY(files.add_script("templates", package.deb.templates, folder, 0644));
  files.add("triggers", triggers(package.deb));
  return files.take();
}

}  // namespace ra::pack
