// Writes the packages of a configuration, for tests against the tools that own these formats, and for the bench.
//   pack_driver CONFIGURATION rpm|deb OUTPUT BUILT_AT [THREADS [NAME=VALUE …]]
//   pack_driver yum FOLDER gzip|zstd REVISION RPM …     adds packages, which lie in the folder, to its metadata
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "pack/deb_writer.hpp"
#include "pack/package_config.hpp"
#include "pack/rpm_reader.hpp"
#include "pack/rpm_writer.hpp"
#include "pack/yum_repository.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace fs = std::filesystem;
using namespace ra;

namespace {

int fail(const Error& e) {
  std::fprintf(stderr, "%s\n%s\n", e.message.c_str(), e.hint.c_str());
  return exit_code(e.code);
}

int update_repository(int argc, char** argv) {
  const fs::path folder = argv[2];
  const bool gzip = std::string_view{argv[3]} == "gzip";
  const pack::Compression compression{gzip ? pack::CompressionKind::gzip : pack::CompressionKind::zstd, {}};
  auto repository =
      pack::read_yum_repository([&](const std::string& path) { return read_file(folder / path, 100'000'000); });
  if (!repository) return fail(repository.error());
  for (int i = 5; i < argc; ++i) {
    const auto file = pack::read_rpm(folder / argv[i]);
    if (!file) return fail(file.error());
    pack::add_package(repository->packages, pack::yum_package(*file, argv[i], std::atoll(argv[4])));
  }
  const auto files = pack::yum_metadata(*repository, compression, std::atoll(argv[4]));
  if (!files) return fail(files.error());
  for (const auto& file : *files) {
    if (const auto written = write_file(folder / file.path, file.bytes); !written) return fail(written.error());
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  if (std::string_view{argv[1]} == "yum") return update_repository(argc, argv);
  const fs::path file = argv[1];
  const bool rpm = std::string_view{argv[2]} == "rpm";
  pack::BuildOptions options;
  options.folder = file.parent_path();
  options.output = argv[3];
  options.built_at = std::atoll(argv[4]);
  options.threads = argc > 5 ? static_cast<unsigned>(std::atoi(argv[5])) : 2;
  model::Placeholders values;
  for (int i = 6; i < argc; ++i) {
    const std::string one = argv[i];
    values[one.substr(0, one.find('='))] = one.substr(one.find('=') + 1);
  }
  const auto text = read_file(file, 1'000'000);
  if (!text) return fail(text.error());
  const auto packages =
      pack::parse_packages(file.filename().string(), *text, rpm ? pack::Packager::rpm : pack::Packager::deb, values);
  if (!packages) return fail(packages.error());
  for (const auto& package : *packages) {
    const auto built = rpm ? run_coroutine(pack::write_rpm(package, options)) : pack::write_deb(package, options);
    if (!built) return fail(built.error());
    std::printf("%s\n", built->path.c_str());
  }
  return 0;
}
