// Makes and reads archives as the commands will: for bench/run.py and for tests that ask other programs.
//   archive_tool pack FOLDER THREADS ARCHIVE…   all of them in one pass, and their sums; what each is, its name's end
//   says archive_tool list ARCHIVE archive_tool unpack ARCHIVE FOLDER
#include "archive/checksums.hpp"
#include "archive/tar_reader.hpp"
#include "archive/tar_writer.hpp"
#include "archive/walk.hpp"
#include "archive/zip_reader.hpp"
#include "archive/zip_writer.hpp"
#include "base/files.hpp"
#include "base/try.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace ra::archive;

namespace {

using Names = std::vector<std::string>;

const ra::WallTime release_time = ra::parse_utc("2026-01-14T10:26:04Z").value();

ra::Result<std::unique_ptr<Writer>> writer_of(const std::string& path, Workers& workers) {
  if (path.ends_with(".zip")) {
    ZipOptions options;
    options.time = release_time;
    RA_TRY_ASSIGN(auto writer, ZipWriter::create(path, options, workers));
    return std::unique_ptr<Writer>{std::move(writer)};
  }
  TarOptions options;
  options.time = release_time;
  if (path.ends_with(".gz")) options.compression = Compression::gzip;
  if (path.ends_with(".zst")) options.compression = Compression::zstd;
  RA_TRY_ASSIGN(auto writer, TarWriter::create(path, options, workers));
  return std::unique_ptr<Writer>{std::move(writer)};
}

ra::Result<> pack(const Names& names) {
  RA_TRY_ASSIGN(auto entries, walk(names.at(1)));
  RA_TRY_ASSIGN(const Tree tree, Tree::of(std::move(entries)));
  Workers workers{static_cast<unsigned>(std::stoi(names.at(2)))};
  std::vector<std::unique_ptr<Writer>> writers;
  std::vector<Writer*> all;
  for (std::size_t i = 3; i < names.size(); ++i) {
    RA_TRY_ASSIGN(auto writer, writer_of(names[i], workers));
    all.push_back(writer.get());
    writers.push_back(std::move(writer));
  }
  RA_TRY(write_members(tree, all));
  for (Writer* writer : all) {
    RA_TRY_ASSIGN(const Made made, writer->finish());
    for (const auto& [hash, digest] : made.digests) {
      const std::string sums = made.path.string() + "." + std::string{hash_name(hash)};
      RA_TRY(ra::write_file(sums, checksum_line(digest, made.path.filename().string())));
    }
  }
  return {};
}

void print(const std::string& name, Kind kind, bool executable, std::uint64_t size) {
  const char* is = kind == Kind::folder ? "d" : kind == Kind::symlink ? "l" : executable ? "x" : "-";
  std::printf("%s %llu %s\n", is, static_cast<unsigned long long>(size), name.c_str());
}

ra::Result<> list(const Names& names) {
  if (names.at(1).ends_with(".zip")) {
    RA_TRY_ASSIGN(const ZipReader zip, ZipReader::open(names[1]));
    for (const ZipMember& one : zip.members()) print(one.name, one.kind, one.executable, one.size);
    return {};
  }
  RA_TRY_ASSIGN(const auto members, list_tar(names[1]));
  for (const TarMember& one : members) print(one.name, one.kind, one.executable, one.size);
  return {};
}

ra::Result<> unpack(const Names& names) {
  if (!names.at(1).ends_with(".zip")) return extract_tar(names[1], names.at(2));
  RA_TRY_ASSIGN(const ZipReader zip, ZipReader::open(names[1]));
  return zip.extract(names.at(2));
}

}  // namespace

int main(int argc, char* argv[]) {
  const Names names(argv + 1, argv + argc);
  const std::string command = names.empty() ? "" : names[0];
  if (command != "pack" && command != "list" && command != "unpack") return 2;
  const auto done = command == "pack" ? pack(names) : command == "list" ? list(names) : unpack(names);
  if (done) return 0;
  std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return ra::exit_code(done.error().code);
}
