#pragma once

#include "base/json.hpp"
#include "product/deployment.hpp"
#include "product/state.hpp"

#include <functional>
#include <string>
#include <vector>

// The matrix of product versions and CIs, as machines and people read it.
namespace ra::product {

struct Row {
  Listed product;
  State state;
  std::vector<Deployment> deployments = {};
};
std::vector<Row> rows_of(const std::vector<Entry>& entries, const Trust& trust);
// Of some of them; `places` of all.
std::vector<Row> rows_of(const std::vector<Entry>& entries, const Trust& trust, const Places& places);

// Where the log of a report can be seen, by its digest.
using Link = std::function<std::string(const std::string& digest)>;

json::Value to_json(const std::vector<Row>& rows, const Link& link);  // release-action/products/1

// "3m 12s": how long ago, and "" for a time to come.
std::string age_of(WallTime at, WallTime now);

// One page that loads nothing else.
struct Page {
  std::string catalog;
  std::vector<std::string> cis;
  std::vector<Row> rows;
  WallTime now;
};
std::string to_html(const Page& page, const Link& link);

}  // namespace ra::product
