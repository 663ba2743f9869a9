#pragma once

#include "product/catalog.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ra::product {

// Many small documents in one blob, so that who reads a catalogue for the first time need not ask for each of them.
// A line is a document and its sum is its digest: whoever wrote the summary, nothing in it can be other than it says.
class Summary {
 public:
  // Of the catalogue; empty when it has none or it cannot be used. It is kept in `folder`.
  static boost::asio::awaitable<Summary> load(Catalog& catalog, std::filesystem::path folder);

  const std::string* find(const std::string& digest) const;
  bool empty() const { return lines_.empty(); }

 private:
  std::unordered_map<std::string, std::string> lines_;
};

// Writes it anew when it lacks something, and says how many documents it has; nothing is written when `look_only`.
struct Summarized {
  std::size_t documents = 0;
  std::size_t added = 0;
};
boost::asio::awaitable<Result<Summarized>> summarize(Catalog& catalog, std::filesystem::path folder, bool look_only);

}  // namespace ra::product
