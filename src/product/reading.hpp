#pragma once

#include "base/log.hpp"
#include "product/cache.hpp"
#include "product/catalog.hpp"
#include "product/product.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::product {

// One version of a product and all that was said of it, whether it counts or not.
struct Entry {
  Listed product;
  std::vector<Said> said;
  std::string other;  // the digest of what was published before under the same name: this one does not count
};

// What is needed to read a catalogue.
struct Reading {
  Catalog& catalog;
  const Trust& trust;
  const Log& log;
  std::filesystem::path cache;  // a folder; empty: nothing is kept
};

// All products of which somebody has said that they are published, the newest version of each first. What was read
// before comes from the cache.
boost::asio::awaitable<Result<std::vector<Entry>>> read_all(Reading reading);

// One of them, read anew: what is decided rests on it.
struct Whole {
  Entry entry;
  Product product;
  oci::Descriptor manifest;
};
// By its name, or by its digest. An error is not_found.
boost::asio::awaitable<Result<Whole>> read_one(Reading reading, std::string wanted);

// One that is known, to be shown: itself, and these statements about it, read anew.
boost::asio::awaitable<Result<Whole>> read_known(Reading reading, Entry known, std::vector<StatementTag> about_it);

// Marks what was published under a name that another had before; then the newest comes first.
void settle(std::vector<Entry>& entries);

// Digests of the statements that a catalogue has, by its tags.
std::vector<StatementTag> statements_in(const std::vector<std::string>& tags);

}  // namespace ra::product
