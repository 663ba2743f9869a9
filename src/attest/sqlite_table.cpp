#include "attest/sqlite_table.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace ra::attest {

namespace {

constexpr std::string_view sqlite_magic{"SQLite format 3\0", 16};
constexpr std::size_t file_header = 100;  // before the first page's own
constexpr int most_levels = 20;           // sqlite's own limit (BTCURSOR_MAX_DEPTH)
constexpr std::uint32_t schema_page = 1;
constexpr unsigned interior_table = 5;
constexpr unsigned leaf_table = 13;

Error damaged_database() { return error(Errc::config, "the database is damaged"); }

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

// Takes numbers and bytes off the front; nothing once they have run out.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : bytes_{bytes} {}

  std::optional<std::string_view> take(std::uint64_t size) {
    if (size > bytes_.size()) return std::nullopt;
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  // 1.3 of the format: seven bits a byte, the ninth whole.
  std::optional<std::uint64_t> varint() {
    std::uint64_t value = 0;
    for (int i = 0; i < 9; ++i) {
      const auto byte = take(1);
      if (!byte) return std::nullopt;
      const auto bits = static_cast<unsigned char>(byte->front());
      if (i == 8) return value << 8U | bits;
      value = value << 7U | (bits & 0x7FU);
      if (bits < 0x80U) return value;
    }
    return value;
  }

  bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

// 2.1: what its type says how long it is, and what it is.
std::optional<SqliteValue> value_of(std::uint64_t type, Cursor& body) {
  constexpr std::uint64_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  if (type == 10 || type == 11) return std::nullopt;
  const auto bytes = body.take(type < 10 ? sizes[type] : (type - 12) / 2);
  if (!bytes) return std::nullopt;
  SqliteValue value;
  if (type >= 12) value.bytes = *bytes;
  if (type >= 1 && type <= 6) {
    const std::uint64_t shift = 64 - 8 * bytes->size();
    value.number = static_cast<std::int64_t>(big_endian(*bytes) << shift) >> shift;
  }
  if (type == 9) value.number = 1;
  return value;
}

Result<SqliteRow> row_of(std::string_view record) {
  Cursor whole{record};
  const auto kinds_size = whole.varint();
  if (!kinds_size || *kinds_size > record.size()) return damaged_database();
  Cursor head{record.substr(0, *kinds_size)};
  Cursor body{record.substr(*kinds_size)};
  RA_TRY(head.varint() ? Result<>{} : damaged_database());
  SqliteRow row;
  while (!head.empty()) {
    const auto type = head.varint();
    const auto value = type ? value_of(*type, body) : std::nullopt;
    if (!value) return damaged_database();
    row.push_back(*value);
  }
  return row;
}

using OnRow = std::function<Result<>(const SqliteRow&)>;

class Database {
 public:
  static Result<Database> open(std::string_view bytes) {
    if (bytes.size() < file_header || !bytes.starts_with(sqlite_magic))
      return error(Errc::config, "it is no database of SQLite");
    Database it;
    it.bytes_ = bytes;
    it.page_size_ = big_endian(bytes.substr(16, 2));
    if (it.page_size_ == 1) it.page_size_ = 65'536;
    const auto reserved = static_cast<unsigned char>(bytes[20]);
    if (it.page_size_ < 512 || reserved > 32) return damaged_database();
    it.usable_ = it.page_size_ - reserved;
    it.seen_.resize(bytes.size() / it.page_size_ + 1);
    return it;
  }

  Result<> walk(std::uint64_t number, int depth, const OnRow& row) {
    RA_TRY_ASSIGN(const std::string_view page, take_page(number));
    const std::size_t begin = number == schema_page ? file_header : 0;
    const unsigned kind = static_cast<unsigned char>(page[begin]);
    if ((kind != interior_table && kind != leaf_table) || depth > most_levels) return damaged_database();
    const std::uint64_t cells = big_endian(page.substr(begin + 3, 2));
    const std::size_t pointers = begin + (kind == leaf_table ? 8 : 12);
    if (pointers + 2 * cells > page.size()) return damaged_database();
    for (std::uint64_t i = 0; i < cells; ++i) {
      const std::uint64_t at = big_endian(page.substr(pointers + 2 * i, 2));
      if (at >= page.size()) return damaged_database();
      const std::string_view cell = page.substr(at);
      if (kind == leaf_table) {
        RA_TRY(give(cell, row));
        continue;
      }
      if (cell.size() < 4) return damaged_database();
      RA_TRY(walk(big_endian(cell.substr(0, 4)), depth + 1, row));
    }
    if (kind == leaf_table) return {};
    return walk(big_endian(page.substr(begin + 8, 4)), depth + 1, row);
  }

 private:
  Result<std::string_view> take_page(std::uint64_t number) {
    if (number == 0 || number > bytes_.size() / page_size_ || seen_[number]) return damaged_database();
    seen_[number] = true;
    return bytes_.substr((number - 1) * page_size_, page_size_).substr(0, usable_);
  }

  // 1.6: what is too long for its page goes on in pages of its own.
  Result<> give(std::string_view cell, const OnRow& row) {
    Cursor cursor{cell};
    const auto size = cursor.varint();
    const auto number = cursor.varint();
    // Rows share no bytes: else a small page could come to gigabytes.
    if (!size || !number || *size > bytes_.size() - given_) return damaged_database();
    given_ += *size;
    std::uint64_t here = *size;
    if (here > usable_ - 35) {
      const std::uint64_t least = (usable_ - 12) * 32 / 255 - 23;
      here = least + (*size - least) % (usable_ - 4);
      if (here > usable_ - 35) here = least;
    }
    const auto begin = cursor.take(here);
    if (!begin) return damaged_database();
    std::string record{*begin};
    if (here < *size) {
      const auto next = cursor.take(4);
      if (!next) return damaged_database();
      std::uint64_t page_number = big_endian(*next);
      while (record.size() < *size) {
        RA_TRY_ASSIGN(const std::string_view page, take_page(page_number));
        page_number = big_endian(page.substr(0, 4));
        record += page.substr(4, *size - record.size());
      }
    }
    RA_TRY_ASSIGN(const SqliteRow values, row_of(record));
    return row(values);
  }

  std::string_view bytes_;
  std::uint64_t page_size_ = 0;
  std::uint64_t usable_ = 0;
  std::vector<bool> seen_;
  std::uint64_t given_ = 0;  // bytes of rows
};

}  // namespace

Result<> each_row(std::string_view database, std::string_view table, const OnRow& row) {
  RA_TRY_ASSIGN(Database it, Database::open(database));
  std::uint64_t root = 0;
  // 2.6: type, name, tbl_name, rootpage, sql
  RA_TRY(it.walk(schema_page, 0, [&](const SqliteRow& entry) -> Result<> {
    if (entry.size() < 4 || entry[0].bytes != "table" || entry[1].bytes != table) return {};
    root = static_cast<std::uint64_t>(entry[3].number);
    return {};
  }));
  if (root == 0) return error(Errc::not_found, fmt::format("the database has no table {}", table));
  return it.walk(root, 0, row);
}

}  // namespace ra::attest
