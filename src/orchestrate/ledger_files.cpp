// The ledger's files in our folder: whose they are, and that no two runs write them.
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/try.hpp"
#include "orchestrate/ledger.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace ra::orchestrate {

namespace {

constexpr std::uint64_t max_ledger = std::uint64_t{256} << 20U;  // 1,000 components make 1 MB

// "ledger-gravitee-io-3.16.0-dry_run.ndjson"
std::string name_of(std::string_view product, std::string_view version, std::string_view mode) {
  return fmt::format("ledger-{}-{}-{}.ndjson", product, version, mode);
}

json::Value first_line(std::string_view text) {
  const auto first = json::parse(text.substr(0, text.find('\n')));
  return first ? *first : json::Value{};
}

}  // namespace

// Two runs in one folder would write one file; the kernel drops this lock with its process.
Result<> Ledger::lock_folder() {
  RA_TRY_ASSIGN(lock_, HeldLock::take(options_.folder / "lock"));
  if (!lock_) return taken("in the same folder");
  return {};
}

bool Ledger::is_of_this_release(std::string_view text) const {
  const json::Value first = first_line(text);
  return first["product"].as_string() == options_.product && first["version"].as_string() == options_.version &&
         first["mode"].as_string() == to_string(options_.run_mode);
}

fs::path Ledger::set_aside() const {
  return options_.folder / name_of(options_.product, options_.version, to_string(options_.run_mode));
}

// Before ledger.ndjson becomes ours: the one of another release is kept, whole, under its own name.
Result<> Ledger::set_others_aside() const {
  const auto text = read_file(file(), max_ledger);
  if (!text && text.error().code == Errc::not_found) return {};
  if (!text) return text.error();
  const json::Value first = first_line(*text);
  const std::string name =
      name_of(first["product"].as_string(), first["version"].as_string(), first["mode"].as_string());
  if (first["version"].as_string().empty() || name.find('/') != std::string::npos || is_of_this_release(*text))
    return {};
  return write_file(options_.folder / name, *text);
}

// ledger.ndjson is the one of the last run; those of other releases lie beside it under their own names.
Result<std::string> Ledger::read_file_of_this_release() const {
  for (const auto& path : {file(), set_aside()}) {
    auto text = read_file(path, max_ledger);
    if (!text && text.error().code != Errc::not_found) return std::move(text).error();
    if (text && is_of_this_release(*text)) return text;
  }
  return std::string{};
}

}  // namespace ra::orchestrate
