#include "archive/tar_texts.hpp"
#include "archive/unpack.hpp"
#include "attest/cpio_parser.hpp"
#include "attest/tar_visitors.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/ar.hpp"
#include "pack/rpm_reader.hpp"
#include "pack/rpm_tags.hpp"

#include <fmt/format.h>

// RPM and deb.
namespace ra::attest {

namespace {

// Goes through the tar file that a deb has by the name of `which`, packed somehow.
Result<> read_deb(const std::filesystem::path& path, std::string_view which, const archive::Limits& limits,
                  archive::TarVisitor& visitor) {
  RA_TRY_ASSIGN(const InputFile file, InputFile::open(path));
  RA_TRY_ASSIGN(const auto members, pack::ar_members(file));
  for (const auto& member : members) {
    if (!member.name.starts_with(which)) continue;
    archive::TarParser parser{limits, visitor};
    RA_TRY(archive::unpack(file, member.begin, member.size, limits, parser));
    return parser.finish();
  }
  return error(Errc::config, fmt::format("it is no deb: it has no {}", which));
}

}  // namespace

Component who_rpm(const std::filesystem::path& file) {
  const auto rpm = pack::read_rpm(file);
  if (!rpm) return {};
  namespace tag = pack::rpm::tag;
  Component it;
  it.kind = Component::Kind::library;
  it.name = rpm->header.text(tag::name);
  it.version = fmt::format("{}-{}", rpm->header.text(tag::version), rpm->header.text(tag::release));
  it.purl = purl_of("rpm", lower(rpm->header.text(tag::vendor)), it.name, it.version,
                    fmt::format("arch={}", rpm->header.text(tag::arch)));
  if (std::string licence = rpm->header.text(tag::license); !licence.empty()) it.licences = {std::move(licence)};
  return it;
}

Component who_deb(const std::filesystem::path& file) {
  archive::TarTexts control{[](std::string_view name) { return name == "control"; }};
  if (!read_deb(file, "control.tar", {}, control)) return {};
  const auto packages = packages_of_record("var/lib/dpkg/status", control.texts["control"]);
  return packages.empty() ? Component{} : packages.front();
}

Result<> look_into_rpm(Looker& looker, const std::filesystem::path& file, const std::string& before) {
  RA_TRY_ASSIGN(const auto rpm, pack::read_rpm(file));
  RA_TRY_ASSIGN(const InputFile input, InputFile::open(file));
  CpioParser parser{[&](const std::string& name) { return looker.member(before, name); }};
  RA_TRY(archive::unpack(input, rpm.header_end, input.size() - rpm.header_end, looker.limits(), parser));
  return parser.finish();
}

Result<> look_into_deb(Looker& looker, const std::filesystem::path& file, const std::string& before) {
  TarMembers data{looker, before};
  return read_deb(file, "data.tar", looker.limits(), data);
}

}  // namespace ra::attest
