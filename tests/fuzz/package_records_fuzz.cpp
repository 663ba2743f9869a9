// What an image says is installed in it, in any form, as strangers may write it.
#include "attest/looking.hpp"
#include "attest/sqlite_table.hpp"
#include "fuzz/hold.hpp"

#include <cstdint>
#include <string>

namespace ra::fuzz {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes{reinterpret_cast<const char*>(data), size};
  for (const char* path : {"var/lib/dpkg/status", "lib/apk/db/installed", "var/lib/rpm/rpmdb.sqlite"}) {
    for (const auto& package : attest::packages_of_record(path, bytes))
      hold(package.purl.starts_with("pkg:"), "every package has a name that others know", package.purl);
  }
  std::size_t taken = 0;
  static_cast<void>(attest::each_row(bytes, "bodies", [&](const attest::SqliteRow& row) -> Result<> {
    for (const auto& value : row) taken += value.bytes.size();
    return {};
  }));
  hold(taken <= size, "no more comes out of a database than is in it");
  return 0;
}

}  // namespace ra::fuzz
