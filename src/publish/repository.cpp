#include "publish/repository.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "publish/store.hpp"

#include <fmt/format.h>

#include <functional>
#include <utility>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// Packages first, and the metadata that people find them by at last: who is killed leaves nothing half-visible.
namespace ra::publish {

namespace {

constexpr int most_revisions = 8;  // of metadata that others change at the same time

class Repository final : public Destination {
 public:
  Repository(const Access& access, std::unique_ptr<Metadata> metadata, std::size_t keep)
      : access_{access}, metadata_{std::move(metadata)}, keep_{keep} {}

  Result<std::vector<Item>> prepare(std::vector<Item> items) override {
    for (const Item& item : items) RA_TRY(describe(item));
    return items;
  }

  asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) override {
    RA_CO_TRY(describe(item));
    if (!loaded_) {
      auto loaded = co_await load();
      if (!loaded) co_return loaded.error();
      loaded_ = true;
    }
    Listing& ours = listings_[item.file];
    if (const auto listed = metadata_->find(ours.identity)) {
      // Another content of the same name would be taken for it by everybody who has it already.
      if (listed->sha256 != ours.sha256 && !listed->sha256.empty())
        co_return std::optional<std::string>{listed->sha256};
      ours.location = listed->location;
    }
    auto there = co_await store_->sum(ours.location, item.file);
    co_return there;
  }

  asio::awaitable<Result<>> send(const Item& item) override {
    const std::string location = listings_[item.file].location;
    auto sent = co_await store_->send(location, item.file);
    co_return sent;
  }

  asio::awaitable<Result<>> finish(const std::vector<Item>& items) override {
    const Change add_all = [&] {
      for (const Item& item : items) {
        const Listing& ours = listings_[item.file];
        const auto listed = metadata_->find(ours.identity);
        if (listed && listed->sha256 == ours.sha256) continue;
        if (listed) return conflict(ours, *listed);
        metadata_->add(item, ours.location, store_->written_at(ours.location).value_or(own_time(item)));
      }
      return Result<>{};
    };
    auto settled = co_await settle(add_all);
    co_return settled;
  }

  std::string address(const Item& item) const override {
    const auto found = listings_.find(item.file);
    if (found == listings_.end()) return http::join_url(item.where, item.name);
    return store_->address(found->second.location);
  }

  std::string undoing(const Item& item) const override {
    const auto found = listings_.find(item.file);
    const std::string who = found == listings_.end() ? item.name : found->second.identity;
    return fmt::format("takes {} out of the metadata and deletes it: who has it keeps it", who);
  }

  asio::awaitable<Result<>> undo(const Item& item) override {
    RA_CO_TRY(describe(item));
    const Listing ours = listings_[item.file];
    const Change take_out = [&] {
      metadata_->remove(ours.identity);
      return Result<>{};
    };
    const auto settled = co_await settle(take_out);
    if (!settled) co_return settled.error();
    auto removed = co_await store_->remove(ours.location);
    co_return removed;
  }

 private:
  using Change = std::function<Result<>()>;

  static Result<> conflict(const Listing& ours, const Listing& listed) {
    return error(Errc::conflict,
                 fmt::format("{} is there with other content: sha256:{}, ours is sha256:{}", ours.identity,
                             listed.sha256, ours.sha256),
                 "it is not overwritten: release another version, or take it away there by hand");
  }

  // For undo nothing is prepared.
  Result<> describe(const Item& item) {
    if (!store_) {
      RA_TRY_ASSIGN(store_, open_store(access_, item.where));
    }
    if (listings_.contains(item.file)) return {};
    auto listing = metadata_->describe(item);
    if (!listing)
      return error(listing.error().code, fmt::format("{}: {}", item.name, listing.error().message),
                   "name the packages alone under `files`, such as [\"*.rpm\"] or [\"*.deb\"]");
    for (const auto& [file, other] : listings_) {
      if (other.identity == listing->identity)
        return error(Errc::config,
                     fmt::format("{} and {} are both {}", file.filename().string(), item.name, listing->identity),
                     "name one of them under `files`");
    }
    listings_[item.file] = *std::move(listing);
    return {};
  }

  static std::int64_t own_time(const Item& item) {
    std::error_code ignored;
    const auto time = fs::last_write_time(item.file, ignored);
    return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time)).time_since_epoch().count();
  }

  // What the repository says now.
  asio::awaitable<Result<>> load() {
    FilesRead files;
    const std::vector<std::string> heads = metadata_->heads();
    head_.reset();
    for (const std::string& path : heads) {
      auto read = co_await store_->read(path);
      RA_CO_TRY_ASSIGN(const auto there, std::move(read));
      if (there) files[path] = there->text;
      if (path == heads.front()) head_ = there;
    }
    auto named = metadata_->named_by(files);
    RA_CO_TRY_ASSIGN(const std::vector<std::string> paths, std::move(named));
    for (const std::string& path : paths) {
      auto read = co_await store_->read(path);
      RA_CO_TRY_ASSIGN(auto there, std::move(read));
      if (there) files[path] = std::move(there->text);
    }
    auto taken = co_await metadata_->take_in(std::move(files));
    co_return taken;
  }

  // Reads, changes and writes, until it says what it should: others may write it at the same time.
  asio::awaitable<Result<>> settle(Change change) {
    auto held = co_await store_->hold();
    RA_CO_TRY_ASSIGN(const auto hold, std::move(held));
    for (int i = 0; i < most_revisions; ++i) {
      const auto loaded = co_await load();
      if (!loaded) co_return loaded.error();
      RA_CO_TRY(change());
      if (!metadata_->needs_writing()) co_return Result<>{};
      auto revised = co_await metadata_->revise();
      RA_CO_TRY_ASSIGN(Revision revision, std::move(revised));
      auto written = co_await write(std::move(revision));
      RA_CO_TRY_ASSIGN(const Answer done, std::move(written));
      if (done == Answer::yes) co_return Result<>{};
    }
    co_return error(Errc::unavailable, "the metadata of the repository do not keep what is written to them",
                    "when others write them at the same time, run the same command again");
  }

  asio::awaitable<Result<Answer>> write(Revision revision) {
    const std::string path = revision.head.path;
    const std::string text = revision.head.bytes;
    auto pruned = co_await take_away_outdated(path, text);
    RA_CO_TRY_ASSIGN(const Answer alone, std::move(pruned));
    if (alone == Answer::no) co_return Answer::no;
    const auto prepared = co_await write_all(std::move(revision.before));
    if (!prepared) co_return prepared.error();
    // Not every place can compare: this leaves others little time.
    auto unchanged = co_await is_unchanged(path);
    RA_CO_TRY_ASSIGN(const Answer still, std::move(unchanged));
    if (still == Answer::no) co_return Answer::no;
    const auto replaced = co_await store_->replace(path, text, head_);
    // No answer: it may have arrived. It is read again.
    if (!replaced && replaced.error().code != Errc::uncertain) co_return replaced.error();
    if (!replaced || *replaced == Answer::no) co_return Answer::no;
    const auto ended = co_await write_all(std::move(revision.after));
    if (!ended) co_return ended.error();
    auto read = co_await store_->read(path);
    RA_CO_TRY_ASSIGN(const auto there, std::move(read));
    co_return answer(there && there->text == text);
  }

  // Whether the head is what was read.
  asio::awaitable<Result<Answer>> is_unchanged(std::string path) {
    auto read_again = co_await store_->read(path);
    RA_CO_TRY_ASSIGN(const auto now, std::move(read_again));
    if (now.has_value() != head_.has_value()) co_return Answer::no;
    co_return answer(!now || now->text == head_->text);
  }

  // Before anything new is written, and the trail after it: who is killed in between takes them away again. `no`:
  // somebody else has changed the head.
  asio::awaitable<Result<Answer>> take_away_outdated(std::string head_path, std::string next_head) {
    if (keep_ == 0) co_return Answer::yes;
    const std::string path = metadata_->trail_path();
    auto read = co_await store_->read(path);
    RA_CO_TRY_ASSIGN(const auto known, std::move(read));
    const Trail trail = known ? parse_trail(known->text) : Trail{};
    const Paths current = head_ ? metadata_->unique_files(head_->text) : Paths{};
    const Paths next = metadata_->unique_files(next_head);
    if (!known && next.empty()) co_return Answer::yes;
    Pruned pruned = prune(trail, current, next, keep_);
    // Whoever may write the trail may not name what else is to go.
    std::erase_if(pruned.outdated, [this](const std::string& one) { return !metadata_->is_unique(one); });
    if (!pruned.outdated.empty()) {
      auto unchanged = co_await is_unchanged(std::move(head_path));
      RA_CO_TRY_ASSIGN(const Answer still, std::move(unchanged));
      if (still == Answer::no) co_return Answer::no;
      Paths left = co_await remove_all(std::move(pruned.outdated));
      if (!left.empty()) pruned.trail.revisions.push_back(std::move(left));
    }
    std::string text = trail_text(pruned.trail);
    if (known && known->text == text) co_return Answer::yes;
    const auto written = co_await store_->write(path, std::move(text));
    if (!written) co_return written.error();
    co_return Answer::yes;
  }

  // What could not be removed: not every place lets us, and nobody's release is worse for it.
  asio::awaitable<Paths> remove_all(std::vector<std::string> paths) {
    Paths left{paths.begin(), paths.end()};
    for (const std::string& path : paths) {
      const auto removed = co_await store_->remove(path);
      if (!removed) {
        if (access_.log != nullptr) access_.log->warning("outdated metadata are left: {}", removed.error().message);
        break;
      }
      left.erase(path);
    }
    co_return left;
  }

  asio::awaitable<Result<>> write_all(std::vector<pack::RepositoryFile> files) {
    for (pack::RepositoryFile& file : files) {
      const auto written = co_await store_->write(std::move(file.path), std::move(file.bytes));
      if (!written) co_return written.error();
    }
    co_return Result<>{};
  }

  Access access_;
  std::unique_ptr<Metadata> metadata_;
  std::size_t keep_;  // revisions of the metadata whose files stay; 0: all
  std::unique_ptr<Store> store_;
  std::map<fs::path, Listing> listings_;  // of our files
  std::optional<Store::Text> head_;       // as it was read
  bool loaded_ = false;
};

}  // namespace

pack::Signature signing_key(const Access& access) { return {access.setting("key_id"), access.setting("key_file")}; }

Result<pack::Compression> metadata_compression(const std::string& word) {
  using pack::CompressionKind;
  if (word.empty() || word == "gzip") return pack::Compression{CompressionKind::gzip, {}};
  if (word == "xz") return pack::Compression{CompressionKind::xz, {}};
  if (word == "zstd") return pack::Compression{CompressionKind::zstd, {}};
  return error(Errc::config, fmt::format("`compression`: there is no `{}`", one_line(word, 40)), "gzip, xz or zstd");
}

Error signed_by_others(const std::string& what) {
  return error(Errc::config, fmt::format("the repository is signed: it has {}", what),
               "give the destination a `signature` with the key, or nobody will believe what is written");
}

Made repository_of(const Access& access, std::unique_ptr<Metadata> metadata) {
  std::size_t keep = usual_keep;
  const std::string word = access.setting("keep");
  if (!read_keep(word, keep))
    return error(Errc::config, fmt::format("`keep`: `{}` cannot be one", one_line(word, 40)),
                 fmt::format("how many revisions of the metadata stay, 2 to {}, or all", most_kept));
  return std::make_unique<Repository>(access, std::move(metadata), keep);
}

}  // namespace ra::publish
