#include "product/reading.hpp"

#include "base/parallel.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"
#include "product/statement_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <set>
#include <unordered_map>

namespace asio = boost::asio;

namespace ra::product {

namespace {

constexpr std::size_t products_at_once = 8;

std::vector<Entry> entries_of(const StatementReader& reader, const std::vector<StatementTag>& statements,
                              const std::vector<Listed>& products) {
  const Trust& trust = reader.reading().trust;
  std::unordered_map<std::string, Entry> by_beginning;
  for (const auto& product : products) {
    Entry& entry = by_beginning[statement_tag(Kind::report, product.digest, "").about];
    entry.product = product;
    entry.said.reserve(trust.cis().size() + 1);  // a report of each, and that it is published
  }
  for (const auto& tag : statements) {
    const auto found = by_beginning.find(tag.about);
    if (found != by_beginning.end()) found->second.said.push_back(judge(reader.fact_of(tag), trust));
  }
  std::vector<Entry> entries;
  entries.reserve(by_beginning.size());
  for (auto& [about, entry] : by_beginning) entries.push_back(std::move(entry));
  settle(entries);
  return entries;
}

class CatalogReader {
 public:
  explicit CatalogReader(StatementReader reader) : reader_{std::move(reader)} {}

  asio::awaitable<Result<std::vector<Entry>>> all(std::vector<StatementTag> statements) {
    const auto looked = co_await reader_.look_at_new(statements);
    if (!looked) co_return looked.error();
    const auto products = co_await products_of(statements);
    if (!products) co_return products.error();
    reader_.keep_cache();
    co_return entries_of(reader_, statements, *products);
  }

 private:
  // Those that somebody says are published.
  asio::awaitable<Result<std::vector<Listed>>> products_of(const std::vector<StatementTag>& statements) {
    std::set<std::string> digests;
    for (const auto& tag : statements) {
      if (tag.kind != Kind::publication) continue;
      std::string product = reader_.fact_of(tag).statement.product;
      if (oci::is_digest(product)) digests.insert(std::move(product));
    }
    const std::vector<std::string> wanted{digests.begin(), digests.end()};
    std::vector<Listed> products;
    std::vector<Error> errors;
    const EachOne one = [&](std::size_t i) -> asio::awaitable<void> {
      if (const Listed* known = reader_.cache().product(wanted[i])) {
        products.push_back(*known);
        co_return;
      }
      const std::string& digest = wanted[i];
      auto text = co_await manifest_of(digest);
      if (!text) {
        errors.push_back(text.error());
        co_return;
      }
      keep(digest, *text, products);
    };
    co_await in_parallel(wanted.size(), products_at_once, one);
    if (!errors.empty()) co_return errors.front();
    co_return products;
  }

  // "" where there is none.
  asio::awaitable<Result<std::string>> manifest_of(std::string digest) {
    if (const std::string* line = reader_.summary().find(digest)) co_return *line;
    auto found = co_await reader_.reading().catalog.find(digest);
    if (!found && found.error().code == Errc::config) co_return std::string{};
    if (!found) co_return found.error();
    co_return *found ? (*found)->text : std::string{};
  }

  void keep(const std::string& digest, const std::string& text, std::vector<Listed>& products) {
    const auto document = oci::parse_document(text);
    const auto product = document ? product_of(*document) : Result<Product>{document.error()};
    if (!product) {
      reader_.reading().log.debug("{}: {}", digest, product.error().message);
      return;
    }
    const Listed listed{digest, product->name, product->update};
    reader_.cache().add(listed);
    products.push_back(listed);
  }

  StatementReader reader_;
};

}  // namespace

asio::awaitable<Result<std::vector<Entry>>> read_all(Reading reading) {
  // While the registry makes its list.
  auto loading = std::async(std::launch::async, [&reading] { return load_cache(reading); });
  const auto tags = co_await reading.catalog.tags();
  if (!tags) co_return tags.error();
  auto statements = statements_in(*tags);
  Cache cache = loading.get();
  CatalogReader reader{StatementReader{std::move(reading), std::move(cache)}};
  auto entries = co_await reader.all(std::move(statements));
  co_return entries;
}

asio::awaitable<Result<std::vector<Entry>>> read_all(Reading reading, std::vector<StatementTag> statements) {
  CatalogReader reader{StatementReader{std::move(reading)}};
  auto entries = co_await reader.all(std::move(statements));
  co_return entries;
}

asio::awaitable<Result<Whole>> read_known(Reading reading, Entry known, std::vector<StatementTag> about_it) {
  reading.cache.clear();
  const auto found = co_await reading.catalog.find(known.product.digest);
  if (!found) co_return found.error();
  if (!*found)
    co_return error(Errc::not_found,
                    fmt::format("{} has no product {} any more", reading.catalog.text(), known.product.name.text()));
  Whole whole;
  auto product = product_of((*found)->document);
  if (!product) co_return with_context(product.error(), known.product.name.text());
  whole.product = *std::move(product);
  whole.manifest = (*found)->descriptor();
  StatementReader reader{reading};
  const auto looked = co_await reader.look_at_new(about_it);
  if (!looked) co_return looked.error();
  whole.entry = std::move(known);
  whole.entry.said.clear();
  for (const auto& tag : about_it) whole.entry.said.push_back(judge(reader.fact_of(tag), reading.trust));
  co_return whole;
}

namespace {

// Who else was published under the name, of which the first counts: those need to be read anew. That all the others
// have other names, the cache may tell.
asio::awaitable<Result<std::set<StatementTag>>> of_that_name(Reading reading, const std::vector<StatementTag>& all,
                                                             const Name& name) {
  std::vector<StatementTag> publications;
  std::ranges::copy_if(all, std::back_inserter(publications),
                       [](const StatementTag& one) { return one.kind == Kind::publication; });
  StatementReader reader{std::move(reading)};
  const auto looked = co_await reader.look_at_new(publications);
  if (!looked) co_return looked.error();
  reader.keep_cache();
  std::set<StatementTag> named;
  for (auto& tag : publications) {
    if (reader.fact_of(tag).statement.name == name) named.insert(std::move(tag));
  }
  co_return named;
}

}  // namespace

asio::awaitable<Result<Whole>> read_one(Reading reading, std::string wanted) {
  Catalog& catalog = reading.catalog;
  std::string tag = wanted;
  if (!oci::is_digest(wanted)) {
    RA_CO_TRY_ASSIGN(const Name name, parse_name(wanted));
    tag = version_tag(name);
  }
  const auto found = co_await catalog.find(tag);
  if (!found) co_return found.error();
  if (!*found)
    co_return error(Errc::not_found, fmt::format("{} has no product {}", catalog.text(), one_line(wanted, 150)),
                    "release-action product list shows those that there are");
  Whole whole;
  auto product = product_of((*found)->document);
  if (!product) co_return with_context(product.error(), wanted);
  whole.product = *std::move(product);
  whole.manifest = (*found)->descriptor();
  const auto tags = co_await catalog.tags();
  if (!tags) co_return tags.error();
  auto statements = statements_in(*tags);
  const std::string about = statement_tag(Kind::report, whole.manifest.digest, "").about;
  const auto named = co_await of_that_name(reading, statements, whole.product.name);
  if (!named) co_return named.error();
  std::erase_if(statements, [&](const StatementTag& one) { return one.about != about && !named->contains(one); });
  reading.cache.clear();
  StatementReader reader{std::move(reading)};
  const auto looked = co_await reader.look_at_new(statements);
  if (!looked) co_return looked.error();
  std::vector<Listed> listed{{whole.manifest.digest, whole.product.name, whole.product.update}};
  for (const auto& one : statements) {
    const Fact fact = reader.fact_of(one);
    const bool same = fact.statement.name == whole.product.name && fact.statement.product != whole.manifest.digest;
    if (same && fact.tag.kind == Kind::publication)
      listed.push_back({fact.statement.product, fact.statement.name, false});
  }
  const auto entries = entries_of(reader, statements, listed);
  for (const auto& entry : entries) {
    if (entry.product.digest == whole.manifest.digest) whole.entry = entry;
  }
  co_return whole;
}

}  // namespace ra::product
