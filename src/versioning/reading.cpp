#include "versioning/reading.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "history/history.hpp"
#include "versioning/released.hpp"

#include <fmt/format.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <memory>
#include <set>

namespace ra::versioning {

namespace asio = boost::asio;

namespace {

using model::Version;

// The releases of a component that this branch goes on from.
struct Last {
  const history::Release* stable = nullptr;
  const history::Release* prerelease = nullptr;  // above the stable one
};

bool belongs(const Version& version, const std::optional<Line>& line) {
  return !line || (version.major == line->major && (!line->minor || version.minor == *line->minor));
}

// `releases` come highest first.
Last last_of(const std::vector<history::Release>& releases, const std::optional<Line>& line) {
  Last last;
  for (const auto& release : releases) {
    const auto version = Version::parse_with_build(release.version).value();
    if (!belongs(version, line)) continue;
    const bool stable = version.qualifier.empty() && !version.snapshot;
    if (stable) {
      last.stable = &release;
      return last;
    }
    if (last.prerelease == nullptr) last.prerelease = &release;
  }
  return last;
}

Result<std::optional<Version>> written_version(const Component& component) {
  if (component.written.empty()) return std::optional<Version>{};
  if (auto version = Version::parse_with_build(component.written)) return version;
  const auto defect = model::defect_of_version(component.written);
  const std::string where = component.packages.empty() ? component.name : component.packages.front().file;
  return error(Errc::config, where + ": " + (defect ? defect->message : component.written + " is not a version"),
               defect ? defect->hint : "write X.Y.Z");
}

constexpr std::size_t longest_message = std::size_t{64} << 10U;

class Reader {
 public:
  Reader(const Question& question, Reading& reading)
      : question_{question}, reading_{reading}, released_{reading.components.size() * 2} {}

  Result<> prepare() {
    const auto line = line_of(question_.branch, question_.config.lines);
    const auto channel = question_.config.prereleases.find(question_.branch);
    const auto count = static_cast<std::uint32_t>(reading_.components.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const Component& component = reading_.components[i];
      RA_TRY_ASSIGN(const auto releases, history::releases_of(reading_.tags, component.tag));
      const Last last = last_of(releases, line);
      Subject subject;
      subject.situation.line = line;
      subject.situation.branch = question_.branch;
      if (channel != question_.config.prereleases.end()) subject.situation.identifier = channel->second;
      RA_TRY_ASSIGN(subject.situation.written, written_version(component));
      if (last.stable != nullptr) {
        subject.situation.stable = Version::parse_with_build(last.stable->version);
        subject.since = last.stable->commit;
        released_.set(i, last.stable->commit);
        starts_.push_back(last.stable->commit);
      }
      if (last.prerelease != nullptr) {
        subject.situation.prerelease = Version::parse_with_build(last.prerelease->version);
        subject.situation.changed_since_prerelease = false;
        released_.set(count + i, last.prerelease->commit);
        starts_.push_back(last.prerelease->commit);
      } else {
        released_.will_not_come(count + i);
      }
      reading_.subjects.push_back(std::move(subject));
    }
    whole_ = count == 1 && reading_.components.front().paths == std::vector<std::string>{""};
    for (std::uint32_t i = 0; i < count; ++i) {
      for (const auto& path : reading_.components[i].paths) {
        folders_.push_back(path);
        owner_of_folder_.push_back(i);
      }
    }
    return {};
  }

  git::LogRequest request() const {
    git::LogRequest request;
    request.from = {question_.onto.empty() ? question_.commit : question_.onto};
    request.paths = !whole_;
    // Of a single component git itself can leave out what has been released.
    if (whole_ && !reading_.subjects.front().since.empty()) request.without = {reading_.subjects.front().since};
    return request;
  }

  git::LogRequest request_of_added(const git::Sha& head) const {
    git::LogRequest added = request();
    added.from = {head};
    added.without.push_back(question_.onto);
    return added;
  }

  // An error is the end: `finished()` tells whether it is a good one.
  Result<> take(const history::Folders& folders, const git::Commit& commit) {
    const auto owners = owners_of(folders, commit);
    if (!owners.empty()) {
      history::Entry entry = history::entry_of(commit);
      const bool counts = calls_for_something(entry, question_.config);
      for (const auto& owner : owners) {
        Subject& subject = reading_.subjects[owner.component];
        if (counts && owner.after_prerelease) subject.situation.changed_since_prerelease = true;
        subject.entries.push_back(entry);
      }
    }
    finished_ = released_.all_released();
    if (finished_) return error(Errc::cancelled, "everything that is left has been released");
    return {};
  }

  // All of these must come before what is there already: none of them has a child among that.
  Added take_added(const history::Folders& folders, const git::Commit& commit) {
    Added added;
    added.owners = owners_of(folders, commit);
    added.entry = history::entry_of(commit);
    added.message = commit.message.substr(0, longest_message);
    return added;
  }

  bool one_for_all() const { return whole_; }
  const std::vector<git::Sha>& starts() const { return starts_; }  // the releases that it goes on from
  bool finished() const { return finished_; }
  const std::vector<std::string>& folders() const { return folders_; }

 private:
  // The components that it belongs to and that have not released it.
  std::vector<Added::Owner> owners_of(const history::Folders& folders, const git::Commit& commit) {
    const auto bits = released_.next(commit.sha, commit.parents);
    const auto count = static_cast<std::uint32_t>(reading_.components.size());
    std::set<std::uint32_t> components;
    if (whole_) components.insert(0);
    found_.clear();
    for (const std::string_view path : commit.paths) folders.add_owner(path, found_);
    for (const std::uint32_t folder : found_) components.insert(owner_of_folder_[folder]);
    std::vector<Added::Owner> owners;
    for (const std::uint32_t i : components) {
      if (!Released::has(bits, i)) owners.push_back({i, !Released::has(bits, count + i)});
    }
    return owners;
  }

  const Question& question_;
  Reading& reading_;
  Released released_;
  std::vector<git::Sha> starts_;
  std::vector<std::string> folders_;
  std::vector<std::uint32_t> owner_of_folder_;
  std::vector<std::uint32_t> found_;
  bool whole_ = false;
  bool finished_ = false;
};

bool says_versions(std::string_view path, const model::VersioningConfig& config) {
  const auto is_path = [&](const model::VersionedFile& file) { return file.path == path; };
  return bump::reads(path) || path == "CHANGELOG.md" || path.ends_with("/CHANGELOG.md") ||
         std::ranges::any_of(config.files, is_path) ||
         std::ranges::any_of(config.components, [&](const auto& c) { return std::ranges::any_of(c.files, is_path); });
}

// The last releases are the highest tags that this history holds. As a rule those are the highest of all, and to see
// that takes a moment; to ask of each tag whether it is held takes git the whole history.
Result<std::unique_ptr<Reader>> with_all_tags(const Question& question, Reading& reading) {
  auto reader = std::make_unique<Reader>(question, reading);
  RA_TRY(reader->prepare());
  return reader;
}

std::vector<git::Sha> ends_of(const Question& question) {
  std::vector<git::Sha> ends{question.commit};
  if (!question.onto.empty()) ends.push_back(question.onto);
  return ends;
}

asio::awaitable<bool> holds_all(const Question& question, const Reader& reader) {
  const std::vector<git::Sha> ends = ends_of(question);
  const bool holds = co_await git::reaches_all(question.directory, ends, reader.starts());
  co_return holds;
}

asio::awaitable<Result<std::unique_ptr<Reader>>> with_held_tags(const Question& question, Reading& reading) {
  const std::string any;
  std::vector<git::Sha> ends = ends_of(question);
  auto tags = co_await history::read_tags(question.directory, any, std::move(ends));
  RA_CO_TRY_ASSIGN(reading.tags, std::move(tags));
  reading.subjects.clear();
  co_return with_all_tags(question, reading);
}

asio::awaitable<Result<>> read_commits(const Question& question, Reader& reader, const bool& in_vain) {
  const history::Folders folders{reader.folders()};
  const std::function<Result<>(const git::Commit&)> each = [&](const git::Commit& commit) -> Result<> {
    if (in_vain) return error(Errc::cancelled, "these are not the releases that it goes on from");
    return reader.take(folders, commit);
  };
  const git::LogRequest request = reader.request();
  auto read = co_await git::read_log(question.directory, request, each);
  if (!read && reader.finished()) co_return Result<>{};
  co_return read;
}

}  // namespace

asio::awaitable<Result<Reading>> read_components(const Question& question) {
  Reading reading;
  const std::function<bool(std::string_view)> wanted = [&](std::string_view path) {
    return says_versions(path, question.config);
  };
  auto tree = co_await git::read_tree(question.directory, question.commit, wanted);
  RA_CO_TRY_ASSIGN(reading.tree, std::move(tree));
  const std::string any;
  auto tags = co_await history::read_tags(question.directory, any);
  RA_CO_TRY_ASSIGN(reading.tags, std::move(tags));
  RA_CO_TRY_ASSIGN(reading.components,
                   components_of(question.config, reading.tree.files, reading.tags, question.repository));
  co_return reading;
}

asio::awaitable<Result<Reading>> read_all(const Question& question) {
  using asio::experimental::awaitable_operators::operator&&;
  auto begun = co_await read_components(question);
  RA_CO_TRY_ASSIGN(Reading reading, std::move(begun));
  auto prepared = with_all_tags(question, reading);
  RA_CO_TRY_ASSIGN(std::unique_ptr<Reader> reader, std::move(prepared));
  // Both take git a while, and the commits are read in vain but seldom.
  bool in_vain = false;
  const auto look = [&]() -> asio::awaitable<void> {
    const bool holds = co_await holds_all(question, *reader);
    in_vain = !holds;
  };
  Result<> read;
  const auto read_them = [&]() -> asio::awaitable<void> { read = co_await read_commits(question, *reader, in_vain); };
  co_await (look() && read_them());
  if (in_vain) {
    in_vain = false;
    auto again = co_await with_held_tags(question, reading);
    RA_CO_TRY_ASSIGN(reader, std::move(again));
    co_await read_them();
  }
  RA_CO_TRY(std::move(read));
  for (auto& subject : reading.subjects) subject.entries = history::without_reverted(std::move(subject.entries));
  co_return reading;
}

asio::awaitable<Result<Proposed>> read_proposed(const Question& question, const git::Sha& head) {
  auto begun = co_await read_components(question);
  Proposed proposed;
  RA_CO_TRY_ASSIGN(proposed.there, std::move(begun));
  auto prepared = with_all_tags(question, proposed.there);
  RA_CO_TRY_ASSIGN(std::unique_ptr<Reader> reader, std::move(prepared));
  const bool holds = co_await holds_all(question, *reader);
  if (!holds) {
    auto again = co_await with_held_tags(question, proposed.there);
    RA_CO_TRY_ASSIGN(reader, std::move(again));
  }
  proposed.one_for_all = reader->one_for_all();
  const history::Folders folders{reader->folders()};
  const std::function<Result<>(const git::Commit&)> add = [&](const git::Commit& commit) -> Result<> {
    proposed.added.push_back(reader->take_added(folders, commit));
    return {};
  };
  const git::LogRequest of_added = reader->request_of_added(head);
  auto added = co_await git::read_log(question.directory, of_added, add);
  RA_CO_TRY(std::move(added));
  const bool in_vain = false;
  auto read = co_await read_commits(question, *reader, in_vain);
  RA_CO_TRY(std::move(read));
  co_return proposed;
}

}  // namespace ra::versioning
