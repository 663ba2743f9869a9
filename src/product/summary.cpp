#include "product/summary.hpp"

#include "base/files.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "product/product.hpp"
#include "product/reading.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

constexpr std::uint64_t most_summary = std::uint64_t{256} << 20U;
constexpr std::size_t read_at_once = 8;
constexpr const char* nothing_in_it = "{}";

// Summaries that were read before are of no more use.
void remove_older(const fs::path& folder) {
  std::vector<fs::path> others;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{folder, ignored}) {
    if (entry.path().filename().string().starts_with("summary-")) others.push_back(entry.path());
  }
  for (const auto& file : others) static_cast<void>(remove_file(file));
}

// Documents that a summary of the catalogue should have, by their digests.
asio::awaitable<Result<std::map<std::string, std::string>>> documents_of(Catalog& catalog, const Summary& known) {
  auto tags = co_await catalog.tags();
  if (!tags) co_return tags.error();
  std::map<std::string, std::string> all;
  std::vector<std::string> missing;
  for (const auto& tag : statements_in(*tags)) {
    const std::string* line = known.find(tag.statement);
    if (line != nullptr) all.emplace(tag.statement, *line);
    if (line == nullptr) missing.push_back(tag.statement);
  }
  std::set<std::string> products;
  for (const auto& tag : *tags) {
    if (tag.find('_') != std::string::npos) products.insert(tag);
  }
  std::vector<Error> errors;
  const EachOne one = [&](std::size_t i) -> asio::awaitable<void> {
    auto text = co_await catalog.read(missing[i]);
    // What cannot be read is no statement; who reads the catalogue says so.
    if (!text && text.error().code != Errc::config) errors.push_back(text.error());
    if (text && *text) all.emplace(missing[i], **std::move(text));
  };
  co_await in_parallel(missing.size(), read_at_once, one);
  const std::vector<std::string> named{products.begin(), products.end()};
  const EachOne manifest = [&](std::size_t i) -> asio::awaitable<void> {
    auto found = co_await catalog.find(named[i]);
    if (!found && found.error().code != Errc::config) errors.push_back(found.error());
    if (found && *found) all.emplace((*found)->digest, (*found)->text);
  };
  co_await in_parallel(named.size(), read_at_once, manifest);
  if (!errors.empty()) co_return errors.front();
  std::erase_if(all, [](const auto& item) { return item.second.find('\n') != std::string::npos; });
  co_return all;
}

}  // namespace

asio::awaitable<Summary> Summary::load(Catalog& catalog, fs::path folder) {
  Summary summary;
  const auto manifest = co_await catalog.find(summary_tag);
  if (!manifest || !*manifest || (*manifest)->document.layers.size() != 1) co_return summary;
  const oci::Descriptor blob = (*manifest)->document.layers.front();
  if (blob.size > most_summary) co_return summary;
  const fs::path file = folder / ("summary-" + blob.digest.substr(blob.digest.find(':') + 1, 24));
  std::error_code ignored;
  if (!fs::exists(file, ignored)) {
    remove_older(folder);
    const auto fetched = co_await catalog.fetch(blob, file);
    if (!fetched) co_return summary;
  }
  const auto text = read_file(file, most_summary);
  if (!text) co_return summary;
  for (const std::string_view line : lines(*text)) summary.lines_.emplace(oci::digest_of(line), line);
  co_return summary;
}

const std::string* Summary::find(const std::string& digest) const {
  const auto found = lines_.find(digest);
  return found == lines_.end() ? nullptr : &found->second;
}

asio::awaitable<Result<Summarized>> summarize(Catalog& catalog, fs::path folder, bool look_only) {
  const Summary known = co_await Summary::load(catalog, folder);
  auto all = co_await documents_of(catalog, known);
  if (!all) co_return all.error();
  Summarized done;
  done.documents = all->size();
  std::string text;
  for (const auto& [digest, line] : *all) {
    if (known.find(digest) == nullptr) ++done.added;
    text += line + "\n";
  }
  if (done.added == 0 || look_only) co_return done;
  Upload upload;
  oci::Document document;
  document.media_type = oci::media::manifest;
  document.artifact_type = media::summary;
  document.config = add_bytes(upload, nothing_in_it, oci::media::empty);
  document.layers.push_back(add_bytes(upload, std::move(text), media::summary));
  upload.manifest = oci::stored(document);
  const auto put = co_await catalog.put(summary_tag, Catalog::Tag::moves, std::move(upload));
  if (!put) co_return put.error();
  co_return done;
}

}  // namespace ra::product
