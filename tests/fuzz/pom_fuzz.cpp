// POMs as strangers may write them: pom.xml, then those of the modules a and b, between bytes of 0x1f.
#include "fuzz/bumping.hpp"
#include "fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  fuzz::Input input{data, size};
  bump::Files files;
  for (const char* name : {"pom.xml", "a/pom.xml", "b/pom.xml"}) {
    if (!input.empty()) files[name] = input.text();
  }
  fuzz::hold_bump(files, bump::Kind::maven);
  return 0;
}
