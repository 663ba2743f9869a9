#include "product/reading.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace ra::product {

namespace {

// When it was published, by what counts.
std::optional<WallTime> published_at(const Entry& entry) {
  std::optional<WallTime> first;
  for (const auto& said : entry.said) {
    if (said.counts() && said.statement.kind == Kind::publication && (!first || said.statement.at < *first))
      first = said.statement.at;
  }
  return first;
}

}  // namespace

std::vector<StatementTag> statements_in(const std::vector<std::string>& tags) {
  std::vector<StatementTag> all;
  for (const auto& tag : tags) {
    if (auto parsed = parse_statement_tag(tag)) all.push_back(*std::move(parsed));
  }
  // A registry mostly has sorted them already.
  if (!std::ranges::is_sorted(all)) std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());  // not std::ranges::unique: clang 14 cannot
  return all;
}

void settle(std::vector<Entry>& entries) {
  std::map<Name, std::pair<WallTime, std::string>> first;
  for (const auto& entry : entries) {
    const auto at = published_at(entry);
    if (!at) continue;
    const std::pair mine{*at, entry.product.digest};
    const auto [there, added] = first.try_emplace(entry.product.name, mine);
    if (!added) there->second = std::min(there->second, mine);
  }
  for (auto& entry : entries) {
    const auto found = first.find(entry.product.name);
    if (found != first.end() && found->second.second != entry.product.digest) entry.other = found->second.second;
  }
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    if (a.product.name.product != b.product.name.product) return a.product.name.product < b.product.name.product;
    if (a.product.name != b.product.name) return older(b.product.name, a.product.name);
    if (a.other != b.other) return a.other < b.other;
    return a.product.digest < b.product.digest;
  });
}

}  // namespace ra::product
