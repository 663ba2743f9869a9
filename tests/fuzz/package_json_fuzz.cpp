// Manifests of npm as strangers may write them: package.json, that of a workspace, then the lock file, between bytes of
// 0x1f.
#include "fuzz/bumping.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  fuzz::Input input{data, size};
  bump::Files files;
  for (const char* name : {"package.json", "a/package.json", "package-lock.json"}) {
    if (!input.empty()) files[name] = input.text();
  }
  fuzz::hold_bump(files, bump::Kind::npm);
  return 0;
}
