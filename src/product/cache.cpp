#include "product/cache.hpp"

#include "base/files.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace ra::product {

namespace {

constexpr std::uint64_t most_cache = std::uint64_t{512} << 20U;
constexpr std::size_t fact_fields = 13;
constexpr std::size_t product_fields = 5;
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

std::optional<Fact> fact_of(const std::vector<std::string_view>& fields) {
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
  cache.same_ = fmt::format("release-action products 2 {} ", sha256_of(catalog));
  cache.head_ = cache.same_ + keys_of(trust);
  if (cache.file_.empty()) return cache;
  const auto text = read_file(cache.file_, most_cache);
  if (text) cache.read(*text);
  return cache;
}

void Cache::read(std::string_view text) {
  const auto all = lines(text);
  if (all.empty() || !all.front().starts_with(same_)) return;
  const bool same_keys = all.front() == head_;
  facts_.reserve(all.size());
  for (std::size_t i = 1; i < all.size(); ++i) {
    const auto fields = split(all[i], '\t');
    if (fields.size() == product_fields && fields[0] == "product" && oci::is_digest(fields[1])) {
      const std::string digest{fields[1]};
      products_[digest] = Listed{digest, {std::string{fields[2]}, std::string{fields[3]}}, fields[4] == "update"};
    } else if (fields.size() == fact_fields) {
      auto fact = fact_of(fields);
      if (fact && (same_keys || fact->seal != Fact::Seal::unknown_key)) {
        std::string tag = fact->tag.text();
        facts_.emplace(std::move(tag), *std::move(fact));
      }
    }
  }
}

Fact* Cache::find(const StatementTag& tag) {
  const auto found = facts_.find(tag.text());
  return found == facts_.end() ? nullptr : &found->second;
}

Fact Cache::take(Fact& fact) {
  taken_ = true;
  return std::move(fact);
}

const Listed* Cache::product(const std::string& digest) const {
  const auto found = products_.find(digest);
  return found == products_.end() ? nullptr : &found->second;
}

void Cache::add(const Fact& fact) {
  facts_.insert_or_assign(fact.tag.text(), fact);
  changed_ = true;
}

void Cache::add(const Listed& product) {
  products_.insert_or_assign(product.digest, product);
  changed_ = true;
}

Result<> Cache::save() const {
  if (!changed_ || taken_ || file_.empty()) return {};
  std::string text = head_ + "\n";
  for (const auto& [digest, one] : products_)
    text += row({"product", digest, one.name.product, one.name.version, one.update ? "update" : "initial"});
  for (const auto& [tag, one] : facts_) text += row_of(one);
  return write_file(file_, text);
}

}  // namespace ra::product
