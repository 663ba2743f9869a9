#include "product/statement_reader.hpp"

#include "archive/workers.hpp"
#include "base/parallel.hpp"
#include "base/sha256.hpp"

#include <algorithm>
#include <future>
#include <iterator>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

constexpr std::size_t statements_at_once = 8;
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

}  // namespace

Cache load_cache(const Reading& reading) {
  const std::string catalog = reading.catalog.text();
  const fs::path file = reading.cache / ("known-" + sha256_of(catalog).substr(0, 16));
  return Cache::load(reading.cache.empty() ? fs::path{} : file, catalog, reading.trust);
}

asio::awaitable<Result<>> StatementReader::look_at_new(const std::vector<StatementTag>& tags) {
  std::vector<StatementTag> missing;
  std::ranges::copy_if(tags, std::back_inserter(missing), [this](const auto& tag) { return !cache_.knows(tag); });
  if (missing.size() > many && !reading_.cache.empty())
    summary_ = co_await Summary::load(reading_.catalog, reading_.cache);
  const auto texts = co_await texts_of(missing);
  if (!texts) co_return texts.error();
  for (Fact& fact : look_at_all(missing, *texts, reading_.trust)) {
    const auto gone = gone_.find(fact.tag.statement);
    if (gone == gone_.end()) cache_.add(fact);
    if (gone != gone_.end()) fact = not_there(fact.tag, gone->second);
    fresh_.insert_or_assign(fresh_.end(), fact.tag, fact);
  }
  co_return Result<>{};
}

Fact StatementReader::fact_of(const StatementTag& tag) const {
  const auto fresh = fresh_.find(tag);
  if (fresh != fresh_.end()) return fresh->second;
  auto known = cache_.find(tag);
  return known ? *std::move(known) : not_there(tag, "it cannot be read");
}

void StatementReader::keep_cache() const {
  const auto saved = cache_.save();
  if (!saved) reading_.log.debug("the cache: {}", saved.error().message);
}

asio::awaitable<Result<std::vector<std::string>>> StatementReader::texts_of(const std::vector<StatementTag>& tags) {
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
  co_await in_parallel(to_read.size(), statements_at_once, one);
  if (!errors.empty()) co_return errors.front();
  co_return texts;
}

}  // namespace ra::product
