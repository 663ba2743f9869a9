#include "product/cache.hpp"

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/output_file.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace ra::product {

namespace {

constexpr std::uint64_t most_cache = std::uint64_t{512} << 20U;
constexpr std::size_t write_at_once = std::size_t{64} << 10U;
constexpr std::size_t fact_fields = 13;
constexpr std::size_t product_fields = 5;
constexpr std::string_view product_mark = "product\t";
constexpr std::string_view flags = "guxb";  // as Fact::Seal

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (ec != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

bool plain_text(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// Fields of one line with tabs between them; "" when one of them has a tab or a line end in it.
std::string row(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (const std::string_view field : fields) {
    if (!plain_text(field)) return {};
    if (!line.empty()) line += '\t';
    line += field;
  }
  return line + "\n";
}

std::string row_of(const Fact& fact) {
  const Statement& said = fact.statement;
  const std::string seal{flags[static_cast<std::size_t>(fact.seal)]};
  const std::string marks = fmt::format("{}{}", said.ok ? 'o' : '-', said.override_policy ? 'p' : '-');
  // The first one is the log, and what a list leads to.
  const std::string log = said.attached.empty() ? "" : said.attached.front().digest;
  const std::string at = std::to_string(said.at.time_since_epoch().count());
  return row({fact.tag.text(), seal, fact.key, said.product, said.name.product, said.name.version, said.by, at, marks,
              said.reason, log, fact.why, said.environment});
}

// 16 digits of the digest of the statement whose tag stands first in the line.
std::optional<std::uint64_t> key_of(std::string_view line) {
  constexpr std::size_t digits = 16;
  const std::string_view tag = line.substr(0, line.find('\t'));
  const auto dash = tag.rfind('-');
  if (dash == std::string_view::npos || tag.size() - dash <= digits) return {};
  std::uint64_t key = 0;
  const char* const end = tag.data() + dash + 1 + digits;
  const auto read = std::from_chars(tag.data() + dash + 1, end, key, 16);
  if (read.ec != std::errc{} || read.ptr != end) return {};
  return key;
}

bool of_unknown_key(std::string_view line) {
  constexpr char mark = flags[static_cast<std::size_t>(Fact::Seal::unknown_key)];
  const auto tab = line.find('\t');
  return tab != std::string_view::npos && line.substr(tab + 1).starts_with(mark);
}

std::optional<Fact> fact_of(std::string_view line) {
  const auto fields = split(line, '\t');
  if (fields.size() != fact_fields) return {};
  const auto tag = parse_statement_tag(fields[0]);
  const auto seal = fields[1].size() == 1 ? flags.find(fields[1][0]) : flags.npos;
  const auto at = number_of(fields[7]);
  if (!tag || seal == flags.npos || !at || fields[8].size() != 2) return {};
  Fact fact;
  fact.tag = *tag;
  fact.seal = static_cast<Fact::Seal>(seal);
  fact.key = fields[2];
  fact.why = fields[11];
  Statement& said = fact.statement;
  said.kind = tag->kind;
  said.product = fields[3];
  said.name = {std::string{fields[4]}, std::string{fields[5]}};
  said.by = fields[6];
  said.at = WallTime{std::chrono::milliseconds{*at}};
  said.ok = fields[8][0] == 'o';
  said.override_policy = fields[8][1] == 'p';
  said.reason = fields[9];
  said.environment = fields[12];
  if (!fields[10].empty()) said.attached.push_back({"", std::string{fields[10]}, 0});
  return fact;
}

constexpr std::string_view sum_mark = "sum\t";

// What stands in the last line: of a file that has come to harm nothing is believed.
std::string sum_line(Hasher& sum) { return std::string{sum_mark} + sum.hex() + "\n"; }

std::string keys_of(const Trust& trust) {
  std::set<std::string> ids;
  for (const auto& party : trust.parties) ids.insert(party.key.id());
  std::string all;
  for (const auto& id : ids) all += id;
  return sha256_of(all);
}

}  // namespace

Cache Cache::load(std::filesystem::path file, const std::string& catalog, const Trust& trust) {
  Cache cache;
  cache.file_ = std::move(file);
  cache.same_ = fmt::format("release-action products 3 {} ", sha256_of(catalog));
  cache.head_ = cache.same_ + keys_of(trust);
  if (cache.file_.empty()) return cache;
  auto text = read_file(cache.file_, most_cache);
  if (!text) return cache;
  cache.text_ = *std::move(text);
  cache.read();
  return cache;
}

void Cache::read() {
  const std::string_view text = text_;
  const std::size_t end = text.rfind(sum_mark);
  if (!text.starts_with(same_) || end == std::string_view::npos) return;
  const std::string_view summed = text.substr(0, end);
  Hasher sum{Hash::sha256};
  sum.add(summed);
  if (text.substr(end) != sum_line(sum)) return;
  const auto all = lines(summed);
  const bool same_keys = all.front() == head_;
  lines_.reserve(all.size());
  for (const std::string_view line : all) {
    if (line.starts_with(product_mark)) {
      const auto fields = split(line, '\t');
      if (fields.size() != product_fields || !oci::is_digest(fields[1])) continue;
      const std::string digest{fields[1]};
      products_[digest] = Listed{digest, {std::string{fields[2]}, std::string{fields[3]}}, fields[4] == "update"};
    } else if (const auto key = key_of(line); key && (same_keys || !of_unknown_key(line))) {
      lines_.push_back({*key, static_cast<std::size_t>(line.data() - text_.data()), line.size()});
    }
  }
  std::ranges::sort(lines_, {}, &Line::key);
}

std::string_view Cache::line_of(const StatementTag& tag) const {
  const std::string begin = tag.text() + "\t";
  const auto key = key_of(begin);
  if (!key) return {};
  // Not std::ranges::equal_range: clang 14 cannot.
  for (auto line = std::ranges::lower_bound(lines_, *key, {}, &Line::key); line != lines_.end(); ++line) {
    if (line->key != *key) break;
    if (text_of(*line).starts_with(begin)) return text_of(*line);
  }
  return {};
}

std::optional<Fact> Cache::find(const StatementTag& tag) const {
  const std::string_view line = line_of(tag);
  return line.empty() ? std::nullopt : fact_of(line);
}

const Listed* Cache::product(const std::string& digest) const {
  const auto found = products_.find(digest);
  return found == products_.end() ? nullptr : &found->second;
}

void Cache::add(const Fact& fact) {
  added_ += row_of(fact);
  changed_ = true;
}

void Cache::add(const Listed& product) {
  products_.insert_or_assign(product.digest, product);
  changed_ = true;
}

Result<> Cache::save() const {
  if (!changed_ || file_.empty()) return {};
  RA_TRY_ASSIGN(OutputFile file, OutputFile::create(file_));
  Hasher sum{Hash::sha256};
  const auto write = [&](std::string_view text) {
    sum.add(text);
    return file.write(text);
  };
  std::string some = head_ + "\n";  // not all at once: it is as large as what was read
  for (const auto& [digest, one] : products_)
    some += row({"product", digest, one.name.product, one.name.version, one.update ? "update" : "initial"});
  for (const Line& line : lines_) {
    some += text_of(line);
    some += '\n';
    if (some.size() < write_at_once) continue;
    RA_TRY(write(some));
    some.clear();
  }
  RA_TRY(write(some));
  RA_TRY(write(added_));
  RA_TRY(file.write(sum_line(sum)));
  return file.commit();
}

}  // namespace ra::product
