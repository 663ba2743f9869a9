// Packs a folder as `zip -r` or `tar | zstd` would: archive_tool FOLDER ARCHIVE [THREADS]
#include "archive/walk.hpp"
#include "archive/zip_writer.hpp"

#include <cstdio>
#include <cstdlib>
#include <string_view>

int main(int argc, char* argv[]) {
  using namespace ra::archive;
  if (argc < 3) return 2;
  const std::string_view path = argv[2];
  auto entries = walk(argv[1]);
  if (!entries) return 1;
  const auto tree = Tree::of(*std::move(entries));
  if (!tree) return 1;
  Workers workers{argc > 3 ? static_cast<unsigned>(std::atoi(argv[3])) : 0U};
  const auto made = make_zip(*tree, path, ZipOptions{}, workers);
  if (!made) {
    std::fprintf(stderr, "%s\n", made.error().message.c_str());
    return 1;
  }
  for (const auto& [hash, digest] : made->digests)
    std::printf("%s %s\n", std::string{hash_name(hash)}.c_str(), digest.c_str());
}
