#include "product/saying.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <optional>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

constexpr const char* schema_name = "release-action/saying/1";
constexpr std::uint64_t most_recorded = std::uint64_t{16} << 20U;

fs::path folder_of(const Reading& reading) { return reading.cache / "saying"; }

// By the statement's digest, with which the tag ends.
fs::path file_of(const Reading& reading, const std::string& tag) {
  return folder_of(reading) / (tag.substr(tag.rfind('-') + 1) + ".json");
}

// Files that go with it are not in it: they arrive before it does.
std::string text_of(const Reading& reading, const Saying& saying) {
  auto contents = json::Value::object();
  for (const auto& [digest, content] : saying.upload.contents) {
    if (content.file.empty()) contents.set(digest, content.bytes);
  }
  auto value = json::Value::object();
  value.set("schema", schema_name).set("catalog", reading.catalog.text());
  value.set("kind", to_string(saying.kind)).set("by", saying.by).set("tag", saying.tag);
  value.set("manifest", saying.upload.manifest.text).set("contents", std::move(contents));
  return json::dump(value) + "\n";
}

// Nothing when it is of another catalogue, or was never whole.
std::optional<Saying> saying_in(const fs::path& file, const std::string& catalog) {
  const auto text = read_file(file, most_recorded);
  if (!text) return {};
  const auto parsed = json::parse(*text);
  if (!parsed) return {};
  const json::Value& value = *parsed;
  const auto tag = parse_statement_tag(value["tag"].as_string());
  auto manifest = oci::stored(value["manifest"].as_string(), oci::media::manifest);
  const bool ours = value["schema"].as_string() == schema_name && value["catalog"].as_string() == catalog;
  if (!ours || !tag || !manifest) return {};
  Saying saying{tag->kind, value["by"].as_string(), value["tag"].as_string(), {*std::move(manifest), {}}};
  for (const auto& member : value["contents"].members())
    saying.upload.contents[member.key] = {{}, member.value.as_string()};
  return saying;
}

// Whether it is sure that it was not taken, and will not be.
bool is_refused(const Error& e) {
  return e.code != Errc::uncertain && e.code != Errc::transient && e.code != Errc::unavailable &&
         e.code != Errc::rate_limited && e.code != Errc::cancelled && e.code != Errc::unauthorized;
}

std::vector<fs::path> recorded(const Reading& reading) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{folder_of(reading), ignored}) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

asio::awaitable<Result<>> put_statement(Reading reading, Saying saying) {
  const bool records = !reading.cache.empty();
  const fs::path file = file_of(reading, saying.tag);
  if (records) RA_CO_TRY(write_file(file, text_of(reading, saying)));
  const auto put = co_await reading.catalog.put(saying.tag, Catalog::Tag::stays, std::move(saying.upload));
  if (records && (put || is_refused(put.error()))) RA_CO_TRY(remove_file(file));
  if (!put) co_return put.error();
  co_return Result<>{};
}

asio::awaitable<Result<>> finish_saying(Reading reading, Kind kind, std::string by) {
  if (reading.cache.empty()) co_return Result<>{};
  for (const fs::path& file : recorded(reading)) {
    auto saying = saying_in(file, reading.catalog.text());
    if (!saying || saying->kind != kind || saying->by != by) continue;
    const auto put = co_await put_statement(reading, *std::move(saying));
    if (!put && !is_refused(put.error())) co_return put.error();
    if (put) reading.log.info("the {} with which a run was stopped is in the catalogue now", to_string(kind));
    // Its files had not arrived, so nobody has heard of it.
    if (!put) reading.log.debug("{}: {}", file.filename().string(), put.error().message);
  }
  co_return Result<>{};
}

}  // namespace ra::product
