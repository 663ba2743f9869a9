// Zip files of strangers.
#include "archive/names.hpp"
#include "archive/zip_reader.hpp"
#include "base/try.hpp"
#include "fuzz/hold.hpp"
#include "fuzz/unpacking.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const UnpackAs unpack = [](const std::filesystem::path& file, const std::filesystem::path& folder) -> Result<> {
    RA_TRY_ASSIGN(const archive::ZipReader zip, archive::ZipReader::open(file, unpacking_limits));
    hold(zip.members().size() <= unpacking_limits.most_members, "members are bounded");
    for (const archive::ZipMember& member : zip.members()) {
      hold(archive::check_name(member.name).has_value(), "names are good", member.name);
      const auto content = zip.read_member(member.name, 1U << 16U);
      if (content) hold(content->size() == member.size, "a member is as large as it says", member.name);
    }
    return zip.extract(folder);
  };
  hold_unpacked(data, size, unpack);
  return 0;
}
