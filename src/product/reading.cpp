#include "product/reading.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"
#include "product/products.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <iterator>
#include <set>

namespace asio = boost::asio;

namespace ra::product {

asio::awaitable<Result<std::vector<Entry>>> read_all(Reading reading) {
  // While the registry makes its list.
  auto loading = std::async(std::launch::async, [&reading] { return load_cache(reading); });
  const auto tags = co_await reading.catalog.tags();
  if (!tags) co_return tags.error();
  auto statements = statements_in(*tags);
  Cache cache = loading.get();
  StatementReader reader{std::move(reading), std::move(cache)};
  const auto products = co_await read_products(std::move(reader), std::move(statements));
  if (!products) co_return products.error();
  std::vector<Entry> entries;
  entries.reserve(products->entries().size());
  for (const auto& entry : products->entries()) entries.push_back(products->with_reports(entry));
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
  const Products products{std::move(reader), std::move(statements), listed};
  for (const auto& entry : products.entries()) {
    if (entry.product.digest == whole.manifest.digest) whole.entry = products.with_reports(entry);
  }
  co_return whole;
}

}  // namespace ra::product
