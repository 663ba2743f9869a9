#include "history/history.hpp"

#include "base/try.hpp"

#include <algorithm>

namespace ra::history {

namespace asio = boost::asio;

namespace {

std::string folder_name(std::string path) {
  while (path.starts_with("./")) path.erase(0, 2);
  while (path.ends_with('/')) path.pop_back();
  return path == "." ? std::string{} : path;
}

}  // namespace

Folders::Folders(std::vector<std::string> paths) {
  std::uint32_t index = 0;
  for (std::string& path : paths) folders_.emplace_back(folder_name(std::move(path)), index++);
  std::ranges::stable_sort(folders_, {}, &std::pair<std::string, std::uint32_t>::first);
}

void Folders::add_owner(std::string_view path, std::vector<std::uint32_t>& owners) const {
  // The path itself first: a submodule is named as a file is.
  for (;;) {
    const auto found =
        std::ranges::lower_bound(folders_, path, {}, [](const auto& f) { return std::string_view{f.first}; });
    if (found != folders_.end() && found->first == path) {
      if (std::ranges::find(owners, found->second) == owners.end()) owners.push_back(found->second);
      return;
    }
    if (path.empty()) return;
    const std::size_t slash = path.rfind('/');
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
  }
}

asio::awaitable<Result<std::vector<Entry>>> read_history(const std::string& directory, const git::LogRequest& request,
                                                         const Folders* folders) {
  std::vector<Entry> entries;
  const std::function<Result<>(const git::Commit&)> each = [&](const git::Commit& commit) -> Result<> {
    entries.push_back(entry_of(commit));
    if (folders == nullptr) return {};
    for (const std::string_view path : commit.paths) folders->add_owner(path, entries.back().components);
    return {};
  };
  auto read = co_await git::read_log(directory, request, each);
  RA_CO_TRY(std::move(read));
  co_return entries;
}

}  // namespace ra::history
