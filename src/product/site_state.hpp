#pragma once

#include "product/products.hpp"
#include "product/site_content.hpp"
#include "product/status.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ra::product {

// What the site knows of one version.
struct SiteRow {
  Entry known;                          // without what was said
  std::vector<std::string> statements;  // of the newest report of each CI, in the order of cis(); "" is none
};

// What the site shows: made anew whenever something has changed, and given from memory to all who ask.
class SiteState {
 public:
  // Who may decide here is shown, too.
  SiteState(std::string catalog, const Trust& trust, bool decides, bool dry_run);

  void read(Products all, WallTime now);
  void not_read(const std::string& why, WallTime now);
  void read_again(WallTime now) { read_at_ = now; }  // and nothing was new

  // Whether these are the statements that were read, and all of them could be.
  bool same(const std::vector<StatementTag>& statements) const { return whole_ && statements == statements_; }

  bool ready() const { return read_at_.has_value(); }
  const std::string& trouble() const { return trouble_; }
  const SiteContent& page() const { return page_; }
  const SiteContent& products() const { return products_; }
  json::Value to_json() const;  // release-action/serving/1

  const std::vector<std::string>& cis() const { return head_.cis; }  // when it was read: others may be trusted since
  const Places& places() const { return places_; }                   // where which version is deployed
  const SiteRow* find(const std::string& wanted) const;              // by name and version, or by its digest
  std::vector<StatementTag> about(const SiteRow& row) const;
  std::optional<StatementTag> statement(const std::string& digest) const;

 private:
  void render(WallTime now);

  std::string catalog_;
  const Trust& trust_;
  bool decides_;
  bool dry_run_;
  std::optional<WallTime> read_at_;
  std::string trouble_;
  bool whole_ = false;
  std::vector<StatementTag> statements_;
  Places places_;
  std::unordered_map<std::string, SiteRow> rows_;
  std::unordered_map<std::string, std::string> by_name_;  // to the digest
  std::string matrix_;                                    // the rows of the page
  PageHead head_;
  SiteContent page_;
  SiteContent products_;
  std::string version_;
};

// Where the logs of a report lie on the site.
Links site_links();

}  // namespace ra::product
