#pragma once

#include "product/reading.hpp"
#include "product/site_content.hpp"

#include <filesystem>
#include <string>

namespace ra::product {

constexpr std::uint64_t most_log = std::uint64_t{64} << 20U;

// Gives what goes with reports, through a file, so that it need not fit into memory. Nothing but that: whoever may see
// the site may not see all that lies in the catalogue.
class SiteLogs {
 public:
  SiteLogs(Reading reading, std::filesystem::path folder) : reading_{std::move(reading)}, folder_{std::move(folder)} {}

  // A file of a statement; "" is its first.
  boost::asio::awaitable<http::Reply> answer(StatementTag tag, std::string name, const http::Incoming& request);

 private:
  boost::asio::awaitable<http::Reply> send(Attached file);

  Reading reading_;
  std::filesystem::path folder_;
  std::size_t under_way_ = 0;
  std::size_t number_ = 0;
};

}  // namespace ra::product
