#include "publish/deb_file.hpp"

#include "archive/tar_texts.hpp"
#include "base/input_file.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "pack/ar.hpp"
#include "pack/decompress.hpp"

#include <algorithm>

namespace ra::publish {

namespace {

constexpr std::uint64_t most_control_bytes = std::uint64_t{64} << 20U;
constexpr std::string_view control_name = "control";

}  // namespace

Result<pack::DebFile> read_deb(const std::filesystem::path& path) {
  RA_TRY_ASSIGN(const InputFile file, InputFile::open(path));
  RA_TRY_ASSIGN(const auto members, pack::ar_members(file));
  const auto found = std::ranges::find_if(members, [](const auto& one) { return one.name.starts_with("control.tar"); });
  if (found == members.end()) return error(Errc::config, "it is no deb: it has no control.tar");
  if (found->size > most_control_bytes) return error(Errc::config, "it is no deb: its control.tar is too large");
  std::string packed(found->size, '\0');
  RA_TRY(file.read_at(found->begin, packed.data(), packed.size()));
  RA_TRY_ASSIGN(const std::string tar, pack::decompressed(packed, most_control_bytes));
  const archive::Limits limits;
  archive::TarTexts texts{[](std::string_view name) { return name == control_name; }};
  archive::TarParser parser{limits, texts};
  RA_TRY(parser.write(tar));
  RA_TRY(parser.finish());
  pack::DebFile deb;
  deb.control = texts.texts[std::string{control_name}];
  deb.size = file.size();
  RA_TRY_ASSIGN(deb.sha256, sha256_of_file(path));
  return deb;
}

}  // namespace ra::publish
