#include "archive/tar_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>

namespace ra::archive::tar {

namespace {

constexpr std::string_view pax_name = "PaxHeaders/0";

char type_of(Kind kind) { return kind == Kind::file ? '0' : kind == Kind::folder ? '5' : '2'; }

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct Fields {
  std::string_view name;
  std::string_view prefix;
  std::string_view target;
  std::uint32_t mode = plain_mode;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint64_t size = 0;
  std::uint64_t time = 0;
  char type = '0';
};

std::string block(const Fields& fields) {
  std::string out(block_size, '\0');
  const auto put = [&](std::size_t at, std::string_view text) { out.replace(at, text.size(), text); };
  put(0, fields.name);
  put(100, fmt::format("{:07o}", fields.mode));
  put(108, fmt::format("{:07o}", fields.owner));
  put(116, fmt::format("{:07o}", fields.group));
  put(124, fmt::format("{:011o}", fields.size));
  put(136, fmt::format("{:011o}", fields.time));
  put(148, "        ");  // what the sum is made of has spaces here
  out[156] = fields.type;
  put(157, fields.target);
  put(magic_at, "ustar");
  put(263, "00");
  put(329, "0000000");  // a device's numbers
  put(337, "0000000");
  put(345, fields.prefix);
  const auto sum = std::accumulate(out.begin(), out.end(), 0U,
                                   [](unsigned before, char c) { return before + static_cast<unsigned char>(c); });
  put(148, fmt::format("{:06o}", sum));
  out[154] = '\0';
  return out;
}

// "27 path=…\n": the number counts itself.
std::string pax_record(std::string_view key, std::string_view value) {
  const std::size_t rest = key.size() + value.size() + 3;
  std::size_t size = rest + 1;
  while (size != rest + std::to_string(size).size()) size = rest + std::to_string(size).size();
  return fmt::format("{} {}={}\n", size, key, value);
}

// Puts the name into both fields, if there is a "/" at which it fits.
bool split_name(std::string_view name, Fields& fields) {
  if (!is_ascii(name)) return false;
  fields.name = name;
  if (name.size() <= name_size) return true;
  const auto slash = name.find('/', name.size() - name_size - 1);
  if (slash == std::string_view::npos || slash == 0 || slash > prefix_size || slash + 1 == name.size()) return false;
  fields.prefix = name.substr(0, slash);
  fields.name = name.substr(slash + 1);
  return true;
}

}  // namespace

std::string header(const Entry& entry, WallTime time) {
  const std::string name = entry.kind == Kind::folder ? entry.name + "/" : entry.name;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  Fields fields;
  fields.mode = entry.mode;
  fields.owner = std::min(entry.owner, most_owner);
  fields.group = std::min(entry.group, most_owner);
  fields.type = type_of(entry.kind);
  fields.time = seconds < 0 ? 0 : std::min(static_cast<std::uint64_t>(seconds), most_octal);
  std::string pax;
  if (!split_name(name, fields)) {
    pax += pax_record("path", name);
    fields.name = std::string_view{name}.substr(0, name_size);
    fields.prefix = {};
  }
  if (entry.kind == Kind::symlink) {
    const bool fits = entry.target.size() <= name_size && is_ascii(entry.target);
    if (!fits) pax += pax_record("linkpath", entry.target);
    fields.target = std::string_view{entry.target}.substr(0, name_size);
  }
  if (entry.kind == Kind::file) {
    if (entry.size > most_octal) pax += pax_record("size", std::to_string(entry.size));
    fields.size = entry.size > most_octal ? 0 : entry.size;
  }
  std::string out;
  if (!pax.empty()) {
    Fields before;
    before.name = pax_name;
    before.type = 'x';
    before.size = pax.size();
    before.time = fields.time;
    out = block(before) + pax + std::string(padding(pax.size()), '\0');
  }
  return out + block(fields);
}

std::size_t padding(std::uint64_t size) {
  return static_cast<std::size_t>((block_size - size % block_size) % block_size);
}

}  // namespace ra::archive::tar
