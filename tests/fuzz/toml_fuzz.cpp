// Manifests of cargo as strangers may write them: Cargo.toml, that of a member, then Cargo.lock, between bytes of 0x1f.
#include "fuzz/bumping.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  fuzz::Input input{data, size};
  bump::Files files;
  for (const char* name : {"Cargo.toml", "a/Cargo.toml", "Cargo.lock"}) {
    if (!input.empty()) files[name] = input.text();
  }
  fuzz::hold_bump(files, bump::Kind::cargo);
  return 0;
}
