#include "product/site_state.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::product {

namespace {

constexpr std::size_t digits_of_version = 16;
constexpr std::size_t most_room = std::size_t{16} << 20U;

SiteRow site_row_of(const Entry& entry, const State& state) {
  SiteRow row;
  row.known.product = entry.product;
  row.known.other = entry.other;
  for (const auto& one : state.validations)
    row.statements.push_back(one.said != nullptr && one.said->counts() ? one.said->tag.statement : "");
  return row;
}

}  // namespace

Links site_links() {
  Links links;
  // Short, and like the ones beside it: digests would be most of a page.
  links.log = [](const Listed& product, const Said& report) {
    return fmt::format("/logs/{}@{}/{}", product.name.product, http::percent_encode(product.name.version),
                       http::percent_encode(report.statement.by));
  };
  links.file = [](const Said& report, const Attached& file) {
    return fmt::format("/logs/{}/{}", report.tag.statement, http::percent_encode(file.name));
  };
  return links;
}

SiteState::SiteState(std::string catalog, const Trust& trust, bool decides, bool dry_run)
    : catalog_{std::move(catalog)}, trust_{trust}, decides_{decides}, dry_run_{dry_run} {
  render(WallTime{});
}

void SiteState::read(Products all, WallTime now) {
  places_ = places_of(all.entries());
  head_.cis.clear();
  for (const auto* ci : trust_.cis()) head_.cis.push_back(ci->name);
  const Links links = site_links();
  rows_.clear();
  by_name_.clear();
  whole_ = true;
  head_.versions = all.entries().size();
  head_.ready = 0;
  matrix_.clear();
  std::string products = R"({"schema":"release-action/products/1","products":[)";
  // A row at a time: all of them as trees would take many times the memory of the texts.
  for (const auto& known : all.entries()) {
    const Entry entry = all.with_reports(known);
    std::vector<Row> rows{row_of(entry, trust_, places_)};
    const Row& row = rows.front();
    rows_.emplace(row.product.digest, site_row_of(entry, row.state));
    // Of two under one name the one that counts comes first.
    by_name_.try_emplace(row.product.name.text(), row.product.digest);
    const auto lost = [](const Said* said) { return said->standing == Said::Standing::tampered; };
    whole_ = whole_ && std::ranges::none_of(row.state.ignored, lost);
    if (row.state.ready) ++head_.ready;
    matrix_ += matrix_html(rows, links, {});
    if (!products.ends_with('[')) products += ",\n";
    products += json::dump(product::to_json(row, links));
    if (rows_.size() > 1) continue;
    // The others are much like the first: a text that grows again and again is in memory twice.
    const auto room = [&](std::size_t of_one) { return std::min(of_one * head_.versions * 9 / 8, most_room); };
    matrix_.reserve(room(matrix_.size()));
    products.reserve(room(products.size()));
  }
  statements_ = std::move(all).statements();
  products += "]}\n";
  products_ = site_content(std::move(products), "application/json");
  trouble_.clear();
  read_at_ = now;
  render(now);
}

void SiteState::not_read(const std::string& why, WallTime now) {
  if (trouble_ == why) return;
  trouble_ = why;
  render(now);
}

void SiteState::render(WallTime now) {
  Live live;
  live.read_at = read_at_;
  live.trouble = trouble_;
  live.since = now;
  live.version = sha256_of(products_.etag + trouble_ + (ready() ? "1" : "0")).substr(0, digits_of_version);
  version_ = live.version;
  head_.catalog = catalog_;
  page_ = site_content(live_html(head_, matrix_, live), "text/html; charset=utf-8");
}

json::Value SiteState::to_json() const {
  json::Value value = json::Value::object();
  value.set("schema", "release-action/serving/1").set("version", version_).set("catalog", catalog_);
  if (read_at_) value.set("read", format_utc(*read_at_));
  if (!trouble_.empty()) value.set("trouble", trouble_);
  value.set("certify", decides_).set("dry_run", dry_run_);
  return value;
}

const SiteRow* SiteState::find(const std::string& wanted) const {
  const auto named = by_name_.find(wanted);
  const auto found = rows_.find(named == by_name_.end() ? wanted : named->second);
  return found == rows_.end() ? nullptr : &found->second;
}

std::vector<StatementTag> SiteState::about(const SiteRow& row) const {
  const std::string about = statement_tag(Kind::report, row.known.product.digest, "").about;
  std::vector<StatementTag> all;
  for (const auto& one : statements_) {
    if (one.about == about) all.push_back(one);
  }
  return all;
}

std::optional<StatementTag> SiteState::statement(const std::string& digest) const {
  const auto found = std::ranges::find(statements_, digest, &StatementTag::statement);
  if (found == statements_.end()) return {};
  return *found;
}

}  // namespace ra::product
