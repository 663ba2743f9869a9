#pragma once

#include "base/time.hpp"
#include "product/publish.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ra::product {

// What a program is told of a product whose files are in that folder.
std::map<std::string, std::string> variables_of(const Whole& whole, const std::filesystem::path& files);

// How a CI finds out whether a product is good.
struct Check {
  std::string run;  // given to /bin/sh -eu -c
  std::string directory;
  Duration timeout = std::chrono::hours{2};
  std::vector<std::string> results;                // what goes with the report, of the folder PRODUCT_RESULTS
  std::map<std::string, std::string> environment;  // besides our own
  std::function<std::string(std::string)> redact;  // of each line that goes out
};

// What came of it.
struct Checked {
  bool ok = false;
  std::string why;                   // it is not
  std::vector<Attachment> attached;  // the output first
};

// Runs the command on the product's files. What it writes goes into "output.log" in `folder`, and its results are
// looked for in "results" there. When it is cancelled, so is everything that it has started. An error says that nothing
// was found out.
boost::asio::awaitable<Result<Checked>> run_check(Check check, Whole whole, std::filesystem::path files,
                                                  std::filesystem::path folder);

// The products that this CI has yet to judge and whose turn it is, the oldest version first; and those that wait for
// others, with whom they wait for.
struct Turn {
  std::vector<Listed> now;
  std::vector<std::pair<Listed, std::vector<std::string>>> later;
};
Turn turn_of(const Party& ci, const std::vector<Entry>& entries, const Trust& trust);

}  // namespace ra::product
