#include "pack/ar.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ra::pack {

namespace {

constexpr std::size_t most_ar_members = 100;

}  // namespace

std::string ar_head(std::string_view name, std::uint64_t size, std::int64_t mtime) {
  return fmt::format("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", name, mtime, 0, 0, "100644", size);
}

std::string_view ar_padding(std::uint64_t size) { return size % 2 == 0 ? "" : "\n"; }

Result<std::vector<ArMember>> ar_members(const InputFile& file) {
  std::string magic(ar_magic.size(), '\0');
  RA_TRY_ASSIGN(const std::size_t had, file.read_at(0, magic.data(), magic.size()));
  if (had != magic.size() || magic != ar_magic) return error(Errc::config, "it is no deb");
  std::vector<ArMember> all;
  for (std::uint64_t at = ar_magic.size(); at + ar_head_size <= file.size();) {
    std::string head(ar_head_size, '\0');
    RA_TRY(file.read_at(at, head.data(), head.size()));
    const std::string_view view{head};
    ArMember member;
    member.name = trim(view.substr(0, 16));
    if (member.name.ends_with('/')) member.name.pop_back();
    member.begin = at + ar_head_size;
    const std::string_view digits = trim(view.substr(48, 10));
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), member.size);
    if (read.ec != std::errc{} || member.size > file.size() - member.begin || all.size() >= most_ar_members)
      return error(Errc::config, "it is no deb");
    at = member.begin + member.size + member.size % 2;
    all.push_back(std::move(member));
  }
  return all;
}

}  // namespace ra::pack
