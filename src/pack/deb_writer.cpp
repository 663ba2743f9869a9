#include "pack/deb_writer.hpp"

#include "base/hash.hpp"
#include "base/output_file.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/ar.hpp"
#include "pack/compressor.hpp"
#include "pack/deb_control.hpp"
#include "pack/deb_documents.hpp"
#include "pack/entries.hpp"
#include "pack/payload.hpp"
#include "pack/tar_entry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ra::pack {

namespace {

// The control archive stands before the data and holds their digests. As it is not compressed, its size is known
// before they are, and it is written twice. gzip's level 0, because not every reader takes a bare control.tar.
constexpr Compression stored{CompressionKind::gzip, 0};

std::string_view suffix(CompressionKind kind) {
  if (kind == CompressionKind::zstd) return ".zst";
  if (kind == CompressionKind::xz) return ".xz";
  return kind == CompressionKind::gzip ? ".gz" : "";
}

// What RPM only notes, dpkg does not know; and folders that nobody named are made by the archive.
std::vector<Entry> deb_entries(std::vector<Entry> entries, std::int64_t built_at) {
  std::erase_if(entries, [](const Entry& entry) { return entry.kind == EntryKind::ghost; });
  std::set<std::string> there;
  for (const auto& entry : entries) there.insert(entry.path);
  std::vector<Entry> parents;
  const auto add = [&](const std::string& path) {
    if (!there.insert(path).second) return;
    Entry folder;
    folder.path = path;
    folder.kind = EntryKind::folder;
    folder.mode = 0755;
    folder.mtime = built_at;
    parents.push_back(std::move(folder));
  };
  for (const auto& entry : entries) {
    for (auto slash = entry.path.rfind('/'); slash > 0; slash = entry.path.rfind('/', slash - 1))
      add(entry.path.substr(0, slash));
  }
  add("/");
  std::ranges::move(parents, std::back_inserter(entries));
  std::ranges::sort(entries, {}, &Entry::path);
  return entries;
}

class DebWriter {
 public:
  DebWriter(const Package& package, const BuildOptions& options, OutputFile file)
      : package_{package}, options_{options}, file_{std::move(file)} {}

  Result<> write(const std::vector<Entry>& entries) {
    RA_TRY(file_.write(ar_magic));
    RA_TRY(member("debian-binary", [this] { return file_.write("2.0\n"); }));
    // First with digests of zeros, then with the true ones: as long as each other.
    std::vector<std::string> md5s;
    for (const auto& entry : entries) md5s.emplace_back(entry.kind == EntryKind::file ? std::string(32, '0') : "");
    RA_TRY_ASSIGN(const std::string placeholder, control(entries, md5s));
    std::uint64_t control_at = 0;
    RA_TRY(member("control.tar.gz", [&] {
      control_at = file_.size();
      return file_.write(placeholder);
    }));
    const std::string data = "data.tar" + std::string{suffix(package_.deb.compression.kind)};
    RA_TRY(member(data, [&] { return write_data(entries, md5s); }));
    RA_TRY_ASSIGN(const std::string known, control(entries, md5s));
    if (known.size() != placeholder.size()) return error(Errc::internal, "the control archive has changed its size");
    return file_.write_at(control_at, known);
  }

  Result<BuiltPackage> commit(const std::filesystem::path& path) {
    const std::uint64_t size = file_.size();
    RA_TRY(file_.commit());
    return BuiltPackage{path, size};
  }

 private:
  // Its head holds the size, which is known afterwards.
  template <class Write>
  Result<> member(std::string_view name, const Write& write) {
    const std::uint64_t head_at = file_.size();
    RA_TRY(file_.write(ar_head(name, 0, options_.built_at)));
    RA_TRY(write());
    const std::uint64_t size = file_.size() - head_at - ar_head_size;
    RA_TRY(file_.write_at(head_at, ar_head(name, size, options_.built_at)));
    return file_.write(ar_padding(size));
  }

  Result<std::string> control(const std::vector<Entry>& entries, const std::vector<std::string>& md5s) const {
    RA_TRY_ASSIGN(std::vector<Entry> files,
                  deb_control_files(package_, entries, md5s, options_.folder, options_.built_at));
    files = deb_entries(std::move(files), options_.built_at);
    std::string bytes;
    const auto compressor = make_compressor(stored, 1, [&](std::string_view piece) -> Result<> {
      bytes += piece;
      return {};
    });
    for (const auto& file : files) {
      RA_TRY(compressor->add(tar_entry(file)));
      if (file.kind == EntryKind::file) RA_TRY(compressor->add(*file.text + tar_padding(file.size)));
    }
    RA_TRY(compressor->add(tar_end()));
    RA_TRY(compressor->finish());
    return bytes;
  }

  Result<> write_data(const std::vector<Entry>& entries, std::vector<std::string>& md5s) {
    archive::Workers workers{options_.threads};
    Payload payload{Hash::md5,
                    payload_compressor(package_.deb.compression, Frames::one, workers,
                                       [this](const archive::Piece& piece) { return file_.write(piece.view()); })};
    for (const auto& entry : entries) {
      RA_TRY(payload.add(tar_entry(entry)));
      if (entry.kind != EntryKind::file) continue;
      RA_TRY(payload.add_file(entry));
      RA_TRY(payload.add(tar_padding(entry.size)));
    }
    RA_TRY(payload.add(tar_end()));
    RA_TRY_ASSIGN(PayloadSums sums, payload.finish());
    auto next = sums.files.begin();
    for (auto& md5 : md5s) {
      if (!md5.empty()) md5 = std::move(*next++);
    }
    return {};
  }

  const Package& package_;
  const BuildOptions& options_;
  OutputFile file_;
};

}  // namespace

Result<std::string> deb_file_name(const Package& package) {
  if (lower(package.name) != package.name || package.name.find('_') != std::string::npos || package.name.size() < 2)
    return error(Errc::config, fmt::format("`{}` cannot be the name of a deb", package.name),
                 "small letters, digits, `+`, `-` and `.`, two of them at least (Debian Policy 5.6.7)");
  GivenVersion version = package.version;
  version.epoch.reset();
  RA_TRY_ASSIGN(const std::string text, deb_version(version));
  return fmt::format("{}_{}_{}.deb", package.name, text, arch_for(Packager::deb, package.arch));
}

Result<BuiltPackage> write_deb(const Package& package, const BuildOptions& options) {
  RA_TRY_ASSIGN(const std::string name, deb_file_name(package));
  std::vector<Content> contents = package.contents;
  RA_TRY_ASSIGN(std::vector<Content> documents, deb_documents(package, options.built_at));
  std::ranges::move(documents, std::back_inserter(contents));
  RA_TRY_ASSIGN(std::vector<Entry> entries, gather(contents, options.folder, options.built_at));
  entries = deb_entries(std::move(entries), options.built_at);
  RA_TRY_ASSIGN(OutputFile file, OutputFile::create(options.output / name));
  DebWriter writer{package, options, std::move(file)};
  RA_TRY(writer.write(entries));
  return writer.commit(options.output / name);
}

}  // namespace ra::pack
