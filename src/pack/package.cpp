#include "pack/package.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace ra::pack {

namespace {

struct Arch {
  std::string_view go;
  std::string_view rpm;
  std::string_view deb;
};

// go.dev/doc/install/source#environment; rpmrc.in (canonical names); dpkg's cputable.
constexpr auto architectures = std::to_array<Arch>({
    {"all", "noarch", "all"},
    {"noarch", "noarch", "all"},
    {"amd64", "x86_64", "amd64"},
    {"arm64", "aarch64", "arm64"},
    {"386", "i686", "i386"},
    {"arm7", "armv7hl", "armhf"},
    {"ppc64le", "ppc64le", "ppc64el"},
    {"s390x", "s390x", "s390x"},
    {"riscv64", "riscv64", "riscv64"},
});

}  // namespace

std::string arch_for(Packager packager, const std::string& arch) {
  const auto found = std::ranges::find_if(
      architectures, [&](const Arch& a) { return arch == a.go || arch == a.rpm || arch == a.deb; });
  if (found == architectures.end()) return arch;
  return std::string{packager == Packager::rpm ? found->rpm : found->deb};
}

}  // namespace ra::pack
