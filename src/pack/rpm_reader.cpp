#include "pack/rpm_reader.hpp"

#include "base/file_reader.hpp"
#include "base/hash.hpp"
#include "base/try.hpp"
#include "pack/rpm_lead.hpp"
#include "pack/rpm_tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ra::pack {

namespace {

// rpm itself takes headers of up to 256 MB and 65,535 tags; ours are a hundred bytes a file.
constexpr std::uint64_t most_header_bytes = 64U << 20U;
constexpr std::uint64_t most_tags = 65'535;
constexpr std::size_t intro_size = 16;
constexpr std::size_t entry_size = 16;

constexpr std::uint32_t char_type = 1;
constexpr std::uint32_t int64_value = 5;
constexpr std::uint32_t string_value = 6;
constexpr std::uint32_t binary_value = 7;
constexpr std::uint32_t i18n_value = 9;

std::uint64_t big_endian_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

Error no_rpm(std::string_view why) {
  return error(Errc::config, fmt::format("is no RPM: {}", why), "was it fetched to its end?");
}

// Each path is a folder's name and its own: a long one that thousands share comes to more than the header.
bool has_fair_paths(const RpmValues& header) {
  const auto folders = header.texts(rpm::tag::dir_names);
  std::uint64_t size = 0;
  for (const std::uint64_t index : header.numbers(rpm::tag::dir_indexes)) {
    if (index < folders.size()) size += folders[index].size();
  }
  return size <= most_header_bytes;
}

}  // namespace

// Checks every number before it is believed.
class RpmHeaderParser {
 public:
  explicit RpmHeaderParser(std::string_view bytes) : bytes_{bytes} {}

  // How long the header is that begins at `at`.
  Result<std::uint64_t> size_at(std::uint64_t at) const {
    if (at > bytes_.size() || bytes_.size() - at < intro_size) return no_rpm("it ends within a header");
    if (bytes_.substr(at, 4) != "\x8e\xad\xe8\x01") return no_rpm("there is no header where one begins");
    const std::uint64_t tags = big_endian_at(bytes_, at + 8, 4);
    const std::uint64_t data = big_endian_at(bytes_, at + 12, 4);
    if (tags > most_tags || data > most_header_bytes) return no_rpm("a header is too large");
    return intro_size + tags * entry_size + data;
  }

  Result<RpmValues> values_at(std::uint64_t at) const {
    RA_TRY_ASSIGN(const std::uint64_t size, size_at(at));
    if (size > bytes_.size() - at) return no_rpm("it ends within a header");
    const std::uint64_t tags = big_endian_at(bytes_, at + 8, 4);
    const std::string_view data =
        bytes_.substr(at + intro_size + tags * entry_size, size - intro_size - tags * entry_size);
    RpmValues values;
    std::uint64_t used = 0;
    for (std::uint64_t i = 0; i < tags; ++i) {
      const std::size_t entry = at + intro_size + i * entry_size;
      const auto field = [&](std::size_t offset) { return big_endian_at(bytes_, entry + offset, 4); };
      auto value = value_of(data, static_cast<std::uint32_t>(field(4)), field(8), field(12), used);
      if (!value) return no_rpm(fmt::format("tag {} reaches beyond its header", field(0)));
      // Values share no bytes: else a small header could come to gigabytes.
      if (used > data.size()) return no_rpm("its tags overlap");
      values.values_[static_cast<std::uint32_t>(field(0))] = *std::move(value);
    }
    return values;
  }

 private:
  static std::optional<RpmValues::Value> value_of(std::string_view data, std::uint32_t type, std::uint64_t offset,
                                                  std::uint64_t count, std::uint64_t& used) {
    RpmValues::Value value;
    if (type < char_type || type > i18n_value || type == binary_value) return value;
    if (offset > data.size() || count > data.size()) return std::nullopt;
    const std::uint64_t begin = offset;
    if (type >= string_value) {
      for (std::uint64_t i = 0; i < count; ++i) {
        const auto end = data.find('\0', offset);
        if (end == std::string_view::npos) return std::nullopt;
        value.texts.emplace_back(data.substr(offset, end - offset));
        offset = end + 1;
      }
      used += offset - begin;
      return value;
    }
    std::size_t width = std::size_t{1} << (type - std::min(type, 2U));
    if (type == int64_value) width = 8;
    if (count * width > data.size() - offset) return std::nullopt;
    for (std::uint64_t i = 0; i < count; ++i) value.numbers.push_back(big_endian_at(data, offset + i * width, width));
    used += count * width;
    return value;
  }

  std::string_view bytes_;
};

std::string RpmValues::text(std::uint32_t tag) const {
  const auto found = values_.find(tag);
  return found == values_.end() || found->second.texts.empty() ? "" : found->second.texts.front();
}

std::vector<std::string> RpmValues::texts(std::uint32_t tag) const {
  const auto found = values_.find(tag);
  return found == values_.end() ? std::vector<std::string>{} : found->second.texts;
}

std::vector<std::uint64_t> RpmValues::numbers(std::uint32_t tag) const {
  const auto found = values_.find(tag);
  return found == values_.end() ? std::vector<std::uint64_t>{} : found->second.numbers;
}

std::uint64_t RpmValues::number(std::uint32_t tag, std::uint64_t otherwise) const {
  const auto found = values_.find(tag);
  return found == values_.end() || found->second.numbers.empty() ? otherwise : found->second.numbers.front();
}

Result<RpmValues> parse_rpm_header(std::string_view bytes) {
  const std::string whole = std::string{"\x8e\xad\xe8\x01\0\0\0\0", 8} + std::string{bytes};
  return RpmHeaderParser{whole}.values_at(0);
}

Result<RpmFile> parse_rpm(std::string_view bytes) {
  if (!bytes.starts_with("\xed\xab\xee\xdb")) return no_rpm("it does not begin as one");
  const RpmHeaderParser parser{bytes};
  RpmFile file;
  RA_TRY_ASSIGN(const std::uint64_t signature_size, parser.size_at(rpm_lead_size));
  RA_TRY_ASSIGN(file.signature, parser.values_at(rpm_lead_size));
  file.header_begin = (rpm_lead_size + signature_size + 7) / 8 * 8;
  RA_TRY_ASSIGN(const std::uint64_t header_size, parser.size_at(file.header_begin));
  RA_TRY_ASSIGN(file.header, parser.values_at(file.header_begin));
  if (!has_fair_paths(file.header)) return no_rpm("its paths are too long");
  file.header_end = file.header_begin + header_size;
  return file;
}

Result<RpmFile> read_rpm(const std::filesystem::path& path) {
  RA_TRY_ASSIGN(FileReader reader, FileReader::open(path));
  Hasher sha256{Hash::sha256};
  std::string head;
  std::uint64_t size = 0;
  std::optional<RpmFile> file;
  Error problem = no_rpm("it is empty");
  std::size_t next_try = 0;
  for (;;) {
    RA_TRY_ASSIGN(const std::string_view piece, reader.next());
    sha256.add(piece);
    size += piece.size();
    if (!file && head.size() <= 2 * most_header_bytes) head += piece;
    // Headers are mostly within the first piece; else it is tried again each time that there is twice as much.
    if (!file && (head.size() >= next_try || piece.empty())) {
      auto parsed = parse_rpm(head);
      if (!parsed) problem = parsed.error();
      if (parsed) file = *std::move(parsed);
      next_try = head.size() * 2;
    }
    if (piece.empty()) break;
  }
  if (!file) return with_context(problem, path.string());
  file->size = size;
  file->sha256 = sha256.hex();
  return *std::move(file);
}

}  // namespace ra::pack
