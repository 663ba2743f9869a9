#pragma once

#include "base/json.hpp"
#include "product/deployment.hpp"
#include "product/state.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The matrix of product versions and CIs, as machines and people read it.
namespace ra::product {

// Points into its entry, as the state does.
struct Row {
  Listed product;
  State state;
  std::vector<Deployment> deployments = {};
};
Row row_of(const Entry& entry, const Trust& trust, const Places& places);  // places: of all entries

// All rows, and what they point to.
struct Matrix {
  std::vector<Entry> entries;
  std::vector<Row> rows;
};
Matrix matrix_of(std::vector<Entry> entries, const Trust& trust);

// Where people can look at what goes with a report.
struct Links {
  std::function<std::string(const Listed& product, const Said& report)> log;  // the first of them
  std::function<std::string(const Said& report, const Attached& file)> file;
};
// By their digests alone.
Links links_by(std::function<std::string(const std::string& digest)> link);

json::Value to_json(const std::vector<Row>& rows, const Links& links);  // release-action/products/1
json::Value to_json(const Row& row, const Links& links);                // one of them
// One, and its files and all that was said of it.
json::Value to_json(const Whole& whole, const Trust& trust, const Places& places, const Links& links);

// "3m 12s": how long ago, and "" for a time to come.
std::string age_of(WallTime at, WallTime now);

// One page that loads nothing else.
struct Page {
  std::string catalog;
  std::vector<std::string> cis;
  Matrix matrix;
  WallTime now;
};
std::string to_html(const Page& page, const Links& links);

// The same of a server, which makes it anew only when something has changed: it tells times, and its script their age.
struct PageHead {
  std::string catalog;
  std::vector<std::string> cis;
  std::size_t versions = 0;
  std::size_t ready = 0;
};
struct Live {
  std::optional<WallTime> read_at;  // the catalogue, for the last time; nothing when it was never
  std::string trouble;              // why not since
  WallTime since;                   // when that began
  std::string version;              // another for other content
};
std::string live_html(const PageHead& head, const std::string& matrix, const Live& live);

// The rows of the matrix, with ages as of `now`, or else with times.
std::string matrix_html(const std::vector<Row>& rows, const Links& links, std::optional<WallTime> now);

std::string_view style_of_pages();   // CSS
std::string_view script_of_pages();  // of the server's

}  // namespace ra::product
