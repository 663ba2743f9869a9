// Tar files of strangers, packed or not.
#include "archive/tar_reader.hpp"
#include "base/try.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/unpacking.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const UnpackAs unpack = [](const std::filesystem::path& file, const std::filesystem::path& folder) -> Result<> {
    const auto listed = archive::list_tar(file, unpacking_limits);
    const auto done = archive::extract_tar(file, folder, unpacking_limits);
    hold(listed.has_value() || !done, "what cannot be listed is not unpacked");
    if (listed) hold(listed->size() <= unpacking_limits.most_members, "members are bounded");
    return done;
  };
  hold_unpacked(data, size, unpack);
  return 0;
}
