#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>

// How one version is told to RPM and to dpkg, so that both sort it as people mean it.
namespace ra::pack {

// As it stands in a description: "1.2.3-alpha.2" in `version`, or its parts apart.
struct GivenVersion {
  std::optional<std::uint32_t> epoch;
  std::string version;
  std::string prerelease;  // empty: what follows the first '-' of `version`
  std::string release;     // empty: "1"
};

struct RpmVersion {
  std::optional<std::uint32_t> epoch;
  std::string version;
  std::string release;

  std::string text() const;  // [epoch:]version-release
};

// 1.2.3 → 1.2.3-1. 1.2.3-alpha.2 → 1.2.3-0.2.alpha, which sorts before 1.2.3-1 on every RPM, also those
// that do not know '~'. Numbers come first: alpha.2 sorts after alpha.1, but also after beta.1.
Result<RpmVersion> rpm_version(const GivenVersion& given);

// 1.2.3 → 1.2.3-1, 1.2.3-alpha.2 → 1.2.3~alpha.2-1; with "epoch:" before it where there is one.
Result<std::string> deb_version(const GivenVersion& given);

}  // namespace ra::pack
