#pragma once

#include "product/statement_reader.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

namespace ra::product {

// What a catalogue has. Most of what is said are reports: those are held of one product at a time.
class Products {
 public:
  // The reader must have looked at the statements.
  Products(StatementReader reader, std::vector<StatementTag> statements, const std::vector<Listed>& listed);

  // The newest version of each first, with all that was said but the reports.
  const std::vector<Entry>& entries() const { return entries_; }
  Entry with_reports(const Entry& entry) const;
  std::vector<StatementTag> statements() && { return std::move(statements_); }

 private:
  StatementReader reader_;
  std::vector<StatementTag> statements_;
  std::unordered_map<std::string, std::vector<std::size_t>> about_;  // places of statements, by the product's beginning
  std::vector<Entry> entries_;
};

boost::asio::awaitable<Result<Products>> read_products(Reading reading, std::vector<StatementTag> statements);
boost::asio::awaitable<Result<Products>> read_products(StatementReader reader, std::vector<StatementTag> statements);

}  // namespace ra::product
