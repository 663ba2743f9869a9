// Writes the packages of a configuration, for tests against the tools that own these formats, and for the bench.
//   pack_driver CONFIGURATION rpm|deb OUTPUT BUILT_AT [THREADS [NAME=VALUE …]]
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "pack/deb_writer.hpp"
#include "pack/package_config.hpp"
#include "pack/rpm_writer.hpp"

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

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
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
