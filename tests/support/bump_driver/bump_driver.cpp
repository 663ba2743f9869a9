// Bumps the files of a folder, for tests against the tools that own these files: the program has no command for it
// alone.
//   bump_driver FOLDER                        lists the packages: kind, name, version, shares, needs
//   bump_driver FOLDER KIND NAME=VERSION …    writes the versions, and prints the files that changed
#include "base/files.hpp"
#include "bump/bump.hpp"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace ra;

namespace {

constexpr std::uint64_t most = 64'000'000;

int fail(const Error& e) {
  std::fprintf(stderr, "%s\n%s\n", e.message.c_str(), e.hint.c_str());
  return exit_code(e.code);
}

Result<bump::Files> read_folder(const fs::path& folder) {
  bump::Files files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    const std::string path = fs::relative(entry.path(), folder).generic_string();
    if (!entry.is_regular_file() || !bump::reads(path)) continue;
    auto text = read_file(entry.path(), most);
    if (!text) return std::move(text).error();
    files.emplace(path, *std::move(text));
  }
  return files;
}

const char* name_of(bump::Kind kind) {
  return kind == bump::Kind::cargo ? "cargo" : kind == bump::Kind::maven ? "maven" : "npm";
}

int list(const bump::Files& files) {
  const auto packages = bump::packages(files);
  if (!packages) return fail(packages.error());
  for (const auto& one : *packages) {
    std::string needs;
    for (const auto& need : one.needs) needs += " " + need;
    std::printf("%s %s %s %s [%s]%s%s\n", name_of(one.kind), one.name.c_str(), one.version.c_str(), one.file.c_str(),
                one.shares.c_str(), needs.c_str(), one.published ? "" : " (not published)");
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const fs::path folder = argv[1];
  const auto files = read_folder(folder);
  if (!files) return fail(files.error());
  if (argc < 4) return list(*files);
  const std::string_view said = argv[2];
  const auto kind = said == "cargo" ? bump::Kind::cargo : said == "maven" ? bump::Kind::maven : bump::Kind::npm;
  std::vector<bump::NewVersion> versions;
  for (int i = 3; i < argc; ++i) {
    const std::string one = argv[i];
    const auto equals = one.find('=');
    if (equals == std::string::npos) return 2;
    versions.push_back({kind, one.substr(0, equals), one.substr(equals + 1)});
  }
  const auto changed = bump::bump(*files, versions);
  if (!changed) return fail(changed.error());
  for (const auto& [path, text] : *changed) {
    if (const auto written = write_file(folder / path, text); !written) return fail(written.error());
    std::printf("%s\n", path.c_str());
  }
  return 0;
}
