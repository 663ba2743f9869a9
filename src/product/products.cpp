#include "product/products.hpp"

#include "base/parallel.hpp"
#include "oci/reference.hpp"

#include <set>

namespace asio = boost::asio;

namespace ra::product {

namespace {

constexpr std::size_t products_at_once = 8;

std::string beginning_of(const Listed& product) { return statement_tag(Kind::report, product.digest, "").about; }

// Manifests of products, from the cache, the summary or the catalogue.
class Manifests {
 public:
  explicit Manifests(StatementReader& reader) : reader_{reader} {}

  // Of those that somebody says are published.
  asio::awaitable<Result<std::vector<Listed>>> published_in(const std::vector<StatementTag>& statements) {
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

  StatementReader& reader_;
};

}  // namespace

Products::Products(StatementReader reader, std::vector<StatementTag> statements, const std::vector<Listed>& listed)
    : reader_{std::move(reader)}, statements_{std::move(statements)} {
  for (std::size_t i = 0; i < statements_.size(); ++i) about_[statements_[i].about].push_back(i);
  entries_.reserve(listed.size());
  for (const auto& product : listed) {
    Entry entry{product, {}, {}};
    for (const std::size_t i : about_[beginning_of(product)]) {
      if (statements_[i].kind == Kind::report) continue;
      entry.said.push_back(judge(reader_.fact_of(statements_[i]), reader_.reading().trust));
    }
    entries_.push_back(std::move(entry));
  }
  settle(entries_);
}

Entry Products::with_reports(const Entry& entry) const {
  Entry whole{entry.product, {}, entry.other};
  const auto found = about_.find(beginning_of(entry.product));
  if (found == about_.end()) return whole;
  whole.said.reserve(found->second.size());
  for (const std::size_t i : found->second)
    whole.said.push_back(judge(reader_.fact_of(statements_[i]), reader_.reading().trust));
  return whole;
}

asio::awaitable<Result<Products>> read_products(StatementReader reader, std::vector<StatementTag> statements) {
  const auto looked = co_await reader.look_at_new(statements);
  if (!looked) co_return looked.error();
  Manifests manifests{reader};
  const auto listed = co_await manifests.published_in(statements);
  if (!listed) co_return listed.error();
  reader.keep_cache();
  co_return Products{std::move(reader), std::move(statements), *listed};
}

asio::awaitable<Result<Products>> read_products(Reading reading, std::vector<StatementTag> statements) {
  StatementReader reader{std::move(reading)};
  auto products = co_await read_products(std::move(reader), std::move(statements));
  co_return products;
}

}  // namespace ra::product
