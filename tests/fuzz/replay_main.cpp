// Instead of libFuzzer, where there is no clang: gives a fuzz target each file that is named, and each in the folders
// that are named.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

// A batch of files holds the target too.
// NOLINTNEXTLINE(readability-redundant-declaration)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fs = std::filesystem;

namespace {

void add(std::vector<fs::path>& files, const fs::path& path) {
  if (!fs::is_directory(path)) return files.push_back(path);
  for (const auto& entry : fs::recursive_directory_iterator{path}) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) add(files, argv[i]);
  std::ranges::sort(files);
  for (const auto& file : files) {
    std::ifstream in{file, std::ios::binary};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    // Said before, and without a buffer: an input that ends the program is the last one named.
    std::fprintf(stderr, "%s\n", file.c_str());
    // Its own copy, so that reading past the end is seen.
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    try {
      LLVMFuzzerTestOneInput(exact.data(), exact.size());
    } catch (const std::exception& e) {
      std::fprintf(stderr, "thrown: %s\n", e.what());
      return 1;
    }
  }
  std::printf("%zu inputs\n", files.size());
  return files.empty() ? 1 : 0;
}
