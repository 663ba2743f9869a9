#include "stage/journal.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/tree.hpp"

#include <fmt/format.h>

namespace ra::stage {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view record_suffix = ".json";
constexpr std::string_view approval_suffix = ".approval.json";
constexpr std::uint64_t most_bytes = std::uint64_t{16} << 20U;

}  // namespace

Journal::Journal(JournalOptions options, git::Repository& repository, const Clock& clock)
    : options_{std::move(options)}, repository_{repository}, clock_{clock} {}

Result<> Journal::take(const std::string& name, const std::string& text) {
  if (!name.ends_with(record_suffix)) return {};
  const auto value = json::parse(text);
  if (!value) {
    return error(Errc::conflict, fmt::format("{} is not JSON: {}", name, value.error().message),
                 "it was cut short or edited: remove it to run the stage again");
  }
  if (name.ends_with(approval_suffix)) {
    approvals_[name.substr(0, name.size() - approval_suffix.size())] = approval_of(*value);
    return {};
  }
  RA_TRY_ASSIGN(Record record, record_of(*value, name));
  records_[name.substr(0, name.size() - record_suffix.size())] = std::move(record);
  return {};
}

asio::awaitable<Result<>> Journal::open() {
  if (options_.ref.empty()) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{options_.folder, none}) {
      if (!entry.is_regular_file()) continue;
      RA_CO_TRY_ASSIGN(const std::string text, read_file(entry.path(), most_bytes));
      RA_CO_TRY(take(entry.path().filename().string(), text));
    }
    co_return Result<>{};
  }
  auto fetched = co_await repository_.fetch(options_.ref);
  RA_CO_TRY_ASSIGN(const std::optional<git::Sha> tip, std::move(fetched));
  if (!tip) co_return Result<>{};
  tip_ = *tip;
  const std::function<bool(std::string_view)> all = [](std::string_view) { return true; };
  auto read = co_await git::read_tree(repository_.directory(), tip_, all);
  RA_CO_TRY_ASSIGN(const git::Tree tree, std::move(read));
  for (const auto& [name, text] : tree.files) RA_CO_TRY(take(name, text));
  co_return Result<>{};
}

const Record* Journal::record(const std::string& stage) const {
  const auto found = records_.find(stage);
  return found == records_.end() ? nullptr : &found->second;
}

const Approval* Journal::approval(const std::string& stage) const {
  const auto found = approvals_.find(stage);
  return found == approvals_.end() ? nullptr : &found->second;
}

asio::awaitable<Result<>> Journal::write_file(std::string name, std::string text, std::string message) {
  RA_CO_TRY(ra::write_file(options_.folder / name, text));
  if (options_.ref.empty()) co_return Result<>{};
  const std::map<std::string, std::string> files{{name, text}};
  const WallTime now = clock_.wall();
  auto committed = co_await repository_.commit(tip_, files, message, options_.who, now);
  RA_CO_TRY_ASSIGN(const git::Sha commit, std::move(committed));
  const std::vector<git::RefUpdate> updates{{options_.ref, commit, tip_}};
  auto pushed = co_await repository_.push(updates);
  if (!pushed && pushed.error().code == Errc::conflict) {
    co_return error(Errc::conflict, "another run is at work on this delivery: " + pushed.error().message,
                    "wait for it, then run again: what it has done is found done");
  }
  RA_CO_TRY(std::move(pushed));
  tip_ = commit;
  co_return Result<>{};
}

asio::awaitable<Result<>> Journal::write(const Record& record) {
  const std::string name = record.stage + std::string{record_suffix};
  const std::string text = json::dump_pretty(to_json(record, options_.program_version));
  const std::string message = fmt::format("{} {}", record.stage, to_string(record.state));
  auto written = co_await write_file(name, text, message);
  RA_CO_TRY(std::move(written));
  records_[record.stage] = record;
  co_return Result<>{};
}

asio::awaitable<Result<>> Journal::approve(const std::string& stage, const Approval& approval) {
  const std::string name = stage + std::string{approval_suffix};
  const std::string text = json::dump_pretty(to_json(approval));
  const std::string message = fmt::format("{} approved by {}", stage, one_line(approval.by, 100));
  auto written = co_await write_file(name, text, message);
  RA_CO_TRY(std::move(written));
  approvals_[stage] = approval;
  co_return Result<>{};
}

}  // namespace ra::stage
