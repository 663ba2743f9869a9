#include "changelog/reading.hpp"

#include "base/try.hpp"
#include "changelog/sections.hpp"
#include "history/unreleased.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace ra::changelog {

namespace asio = boost::asio;

namespace {

bool belongs(const Range& range, const history::Entry& entry) {
  return range.folders.empty() || std::ranges::find_first_of(entry.components, range.own) != entry.components.end();
}

// Nothing when the commits came in another order than that of the graph.
asio::awaitable<Result<std::optional<std::vector<Section>>>> read_in_order(const Range& range, bool by_date) {
  std::optional<history::Folders> folders;
  if (!range.folders.empty()) folders.emplace(range.folders);
  git::LogRequest request;
  request.from = {range.to};
  if (!range.from.empty()) request.without = {range.from};
  request.paths = folders.has_value();
  request.in_any_order = by_date;
  Splitter splitter{range.releases};
  std::vector<std::vector<history::Entry>> entries(range.releases.size());
  std::vector<history::Entry> unreleased;
  const std::function<Result<>(const git::Commit&)> each = [&](const git::Commit& commit) -> Result<> {
    const std::size_t release = splitter.next(commit.sha, commit.parents);
    history::Entry entry = history::entry_of(commit, range.parts);
    if (folders) {
      for (const std::string_view path : commit.paths) folders->add_owner(path, entry.components);
      if (!belongs(range, entry)) return {};
    }
    (release == Splitter::unreleased ? unreleased : entries[release]).push_back(std::move(entry));
    return {};
  };
  auto read = co_await git::read_log(range.directory, request, each);
  RA_CO_TRY(std::move(read));
  if (by_date && splitter.waits()) co_return std::nullopt;
  auto sections = sections_of(range.releases, splitter, std::move(entries), std::move(unreleased));
  if (!range.from.empty()) {
    if (sections.empty()) sections.emplace_back();
    sections.back().previous_tag = range.from_name;
  }
  co_return sections;
}

// Each version's section, in one pass. By their dates commits come at once, while git is still reading; a clock that
// went wrong shows, and then they are read again in the order of the graph.
asio::awaitable<Result<std::vector<Section>>> read_each_version(const Range& range) {
  if (range.from.empty()) {
    auto by_date = co_await read_in_order(range, true);
    RA_CO_TRY_ASSIGN(auto sections, std::move(by_date));
    if (sections) co_return *std::move(sections);
  }
  auto by_graph = co_await read_in_order(range, false);
  RA_CO_TRY_ASSIGN(auto sections, std::move(by_graph));
  co_return *std::move(sections);
}

// What is not released yet, or, asked for by its tag, the one version.
asio::awaitable<Result<std::vector<Section>>> read_one(const Range& range) {
  const auto own = std::ranges::find(range.releases, range.to, &history::Release::commit);
  const bool itself = range.itself && own != range.releases.end();
  std::optional<history::Folders> folders;
  if (!range.folders.empty()) folders.emplace(range.folders);
  const history::Folders* const in = folders ? &*folders : nullptr;
  auto read = co_await history::read_unreleased(range.directory, range.to, range.releases, itself, in);
  RA_CO_TRY_ASSIGN(history::Unreleased found, std::move(read));
  std::erase_if(found.entries, [&](const history::Entry& entry) { return !belongs(range, entry); });
  Section section;
  section.entries = history::without_reverted(std::move(found.entries));
  if (found.since) section.previous_tag = found.since->tag;
  if (itself) {
    section.version = own->version;
    section.tag = own->tag;
    section.released_at = own->tagged_at;
  }
  std::vector<Section> sections;
  sections.push_back(std::move(section));
  co_return sections;
}

}  // namespace

asio::awaitable<Result<std::vector<Section>>> read_sections(const Range& range) {
  if (range.each_version || !range.from.empty()) {
    auto sections = co_await read_each_version(range);
    co_return sections;
  }
  auto section = co_await read_one(range);
  co_return section;
}

}  // namespace ra::changelog
