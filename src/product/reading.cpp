#include "product/reading.hpp"

#include "archive/workers.hpp"
#include "base/parallel.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"
#include "product/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>
#include <set>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

constexpr std::size_t at_once = 8;
// From so many on that are new, a summary is worth its request, and so are threads.
constexpr std::size_t many = 100;
constexpr std::size_t per_thread = 256;  // statements that a thread takes at a time

Fact not_there(const StatementTag& tag, std::string why) {
  Fact fact;
  fact.tag = tag;
  fact.statement.kind = tag.kind;
  fact.why = std::move(why);
  return fact;
}

// Of the texts of statements; "" is one that is not there.
std::vector<Fact> look_at_all(const std::vector<StatementTag>& tags, const std::vector<std::string>& texts,
                              const Trust& trust) {
  std::vector<Fact> facts(tags.size());
  const auto look = [&](std::size_t from) {
    for (std::size_t i = from; i < std::min(from + per_thread, tags.size()); ++i)
      facts[i] = look_at(tags[i], texts[i], trust);
  };
  if (tags.size() < many) {
    look(0);
    return facts;
  }
  archive::Workers workers;
  std::vector<std::future<void>> done;
  for (std::size_t from = 0; from < tags.size(); from += per_thread)
    done.push_back(workers.run([&, from] { look(from); }));
  for (auto& one : done) one.get();
  return facts;
}

Cache load_cache(const Reading& reading) {
  const std::string catalog = reading.catalog.text();
  const fs::path file = reading.cache / ("known-" + sha256_of(catalog).substr(0, 16));
  return Cache::load(reading.cache.empty() ? fs::path{} : file, catalog, reading.trust);
}

class Reader {
 public:
  explicit Reader(Reading reading) : reading_{std::move(reading)}, cache_{load_cache(reading_)} {}
  Reader(Reading reading, Cache cache) : reading_{std::move(reading)}, cache_{std::move(cache)} {}

  asio::awaitable<Result<std::vector<Entry>>> all(std::vector<StatementTag> statements) {
    auto facts = co_await facts_of(std::move(statements));
    if (!facts) co_return facts.error();
    auto products = co_await products_of(*facts);
    if (!products) co_return products.error();
    const auto saved = cache_.save();
    if (!saved) reading_.log.debug("the cache: {}", saved.error().message);
    co_return entries_of(*std::move(facts), *products, reading_.trust);
  }

  // In the order of the tags.
  asio::awaitable<Result<std::vector<Fact>>> facts_of(std::vector<StatementTag> tags) {
    std::vector<StatementTag> missing;
    std::vector<Fact*> known;
    known.reserve(tags.size());
    for (const auto& tag : tags) {
      known.push_back(cache_.find(tag));
      if (known.back() == nullptr) missing.push_back(tag);
    }
    if (missing.size() > many && !reading_.cache.empty())
      summary_ = co_await Summary::load(reading_.catalog, reading_.cache);
    auto texts = co_await texts_of(missing);
    if (!texts) co_return texts.error();
    for (Fact& fact : look_at_all(missing, *texts, reading_.trust)) cache_.add(fact);
    std::vector<Fact> facts;
    facts.reserve(tags.size());
    if (missing.empty()) {
      for (Fact* fact : known) facts.push_back(cache_.take(*fact));
      co_return facts;
    }
    for (const auto& tag : tags) {
      const auto gone = gone_.find(tag.statement);
      facts.push_back(gone == gone_.end() ? *cache_.find(tag) : not_there(tag, gone->second));
    }
    co_return facts;
  }

  static std::vector<Entry> entries_of(std::vector<Fact> facts, const std::vector<Listed>& products,
                                       const Trust& trust) {
    std::map<std::string, Entry> by_beginning;
    for (const auto& product : products)
      by_beginning[statement_tag(Kind::report, product.digest, "").about].product = product;
    for (auto& fact : facts) {
      const auto found = by_beginning.find(fact.tag.about);
      if (found != by_beginning.end()) found->second.said.push_back(judge(std::move(fact), trust));
    }
    std::vector<Entry> entries;
    for (auto& [about, entry] : by_beginning) entries.push_back(std::move(entry));
    settle(entries);
    return entries;
  }

 private:
  asio::awaitable<Result<std::vector<std::string>>> texts_of(const std::vector<StatementTag>& tags) {
    std::vector<std::string> texts(tags.size());
    std::vector<std::size_t> to_read;
    for (std::size_t i = 0; i < tags.size(); ++i) {
      const std::string* line = summary_.find(tags[i].statement);
      if (line != nullptr) texts[i] = *line;
      if (line == nullptr) to_read.push_back(i);
    }
    std::vector<Error> errors;
    const EachOne one = [&](std::size_t n) -> asio::awaitable<void> {
      if (!errors.empty()) co_return;
      const std::string digest = tags[to_read[n]].statement;
      auto text = co_await reading_.catalog.read(digest);
      if (!text && text.error().code != Errc::config) errors.push_back(text.error());
      if (!text && text.error().code == Errc::config) gone_[digest] = text.error().message;
      if (text && !*text) gone_[digest] = "its content is not there";
      if (text && *text) texts[to_read[n]] = **std::move(text);
    };
    co_await in_parallel(to_read.size(), at_once, one);
    if (!errors.empty()) co_return errors.front();
    co_return texts;
  }

  // Those that somebody says are published.
  asio::awaitable<Result<std::vector<Listed>>> products_of(const std::vector<Fact>& facts) {
    std::set<std::string> digests;
    for (const auto& fact : facts) {
      if (fact.tag.kind == Kind::publication && oci::is_digest(fact.statement.product))
        digests.insert(fact.statement.product);
    }
    const std::vector<std::string> wanted{digests.begin(), digests.end()};
    std::vector<Listed> products;
    std::vector<Error> errors;
    const EachOne one = [&](std::size_t i) -> asio::awaitable<void> {
      if (const Listed* known = cache_.product(wanted[i])) {
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
    co_await in_parallel(wanted.size(), at_once, one);
    if (!errors.empty()) co_return errors.front();
    co_return products;
  }

  // "" where there is none.
  asio::awaitable<Result<std::string>> manifest_of(std::string digest) {
    if (const std::string* line = summary_.find(digest)) co_return *line;
    auto found = co_await reading_.catalog.find(digest);
    if (!found && found.error().code == Errc::config) co_return std::string{};
    if (!found) co_return found.error();
    co_return *found ? (*found)->text : std::string{};
  }

  void keep(const std::string& digest, const std::string& text, std::vector<Listed>& products) {
    const auto document = oci::parse_document(text);
    const auto product = document ? product_of(*document) : Result<Product>{document.error()};
    if (!product) {
      reading_.log.debug("{}: {}", digest, product.error().message);
      return;
    }
    const Listed listed{digest, product->name, product->update};
    cache_.add(listed);
    products.push_back(listed);
  }

  Reading reading_;
  Cache cache_;
  Summary summary_;
  std::map<std::string, std::string> gone_;  // statements whose content cannot be had, and why
};

}  // namespace

asio::awaitable<Result<std::vector<Entry>>> read_all(Reading reading) {
  // While the registry makes its list.
  auto loading = std::async(std::launch::async, [&reading] { return load_cache(reading); });
  const auto tags = co_await reading.catalog.tags();
  if (!tags) co_return tags.error();
  auto statements = statements_in(*tags);
  Cache cache = loading.get();
  Reader reader{std::move(reading), std::move(cache)};
  auto entries = co_await reader.all(std::move(statements));
  co_return entries;
}

asio::awaitable<Result<std::vector<Entry>>> read_all(Reading reading, std::vector<StatementTag> statements) {
  Reader reader{std::move(reading)};
  auto entries = co_await reader.all(std::move(statements));
  co_return entries;
}

asio::awaitable<Result<Whole>> read_known(Reading reading, Entry known, std::vector<StatementTag> about_it) {
  reading.cache.clear();
  const Trust& trust = reading.trust;
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
  Reader reader{std::move(reading)};
  auto facts = co_await reader.facts_of(std::move(about_it));
  if (!facts) co_return facts.error();
  whole.entry = std::move(known);
  whole.entry.said.clear();
  for (auto& fact : *facts) whole.entry.said.push_back(judge(std::move(fact), trust));
  co_return whole;
}

asio::awaitable<Result<Whole>> read_one(Reading reading, std::string wanted) {
  reading.cache.clear();
  const Trust& trust = reading.trust;
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
  // Also what others were published under the name, of which the first counts.
  auto statements = statements_in(*tags);
  const std::string about = statement_tag(Kind::report, whole.manifest.digest, "").about;
  std::erase_if(statements,
                [&](const StatementTag& one) { return one.about != about && one.kind != Kind::publication; });
  Reader reader{std::move(reading)};
  auto facts = co_await reader.facts_of(std::move(statements));
  if (!facts) co_return facts.error();
  std::vector<Listed> listed{{whole.manifest.digest, whole.product.name, whole.product.update}};
  for (const auto& fact : *facts) {
    const bool same = fact.statement.name == whole.product.name && fact.statement.product != whole.manifest.digest;
    if (same && fact.tag.kind == Kind::publication)
      listed.push_back({fact.statement.product, fact.statement.name, false});
  }
  const auto entries = Reader::entries_of(*std::move(facts), listed, trust);
  for (const auto& entry : entries) {
    if (entry.product.digest == whole.manifest.digest) whole.entry = entry;
  }
  co_return whole;
}

}  // namespace ra::product
