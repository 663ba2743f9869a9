#pragma once

#include "product/reading.hpp"
#include "product/summary.hpp"

#include <map>
#include <string>
#include <vector>

namespace ra::product {

// The cache of that catalogue.
Cache load_cache(const Reading& reading);

// Reads statements: those that nobody has looked at yet from the catalogue, and many of them from its summary.
class StatementReader {
 public:
  explicit StatementReader(Reading reading) : StatementReader{reading, load_cache(reading)} {}
  StatementReader(Reading reading, Cache known) : reading_{std::move(reading)}, cache_{std::move(known)} {}

  // Afterwards fact_of() answers for each of them.
  boost::asio::awaitable<Result<>> look_at_new(const std::vector<StatementTag>& tags);
  Fact fact_of(const StatementTag& tag) const;

  const Reading& reading() const { return reading_; }
  Cache& cache() { return cache_; }
  const Summary& summary() const { return summary_; }
  void keep_cache() const;

 private:
  boost::asio::awaitable<Result<std::vector<std::string>>> texts_of(const std::vector<StatementTag>& tags);

  Reading reading_;
  Cache cache_;
  Summary summary_;
  std::map<StatementTag, Fact> fresh_;       // what was read just now
  std::map<std::string, std::string> gone_;  // statements whose content cannot be had, and why
};

}  // namespace ra::product
