#include "git/tree.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"

#include <fmt/format.h>

#include <charconv>

namespace ra::git {

namespace asio = boost::asio;

namespace {

struct Blob {
  std::string sha;
  std::string path;
};

// "100644 blob <sha>\t<path>", NUL between them.
std::vector<Blob> blobs_of(std::string_view listing) {
  std::vector<Blob> blobs;
  for (const std::string_view entry : split(listing, '\0')) {
    const std::size_t tab = entry.find('\t');
    const bool file = entry.starts_with("100644 blob ") || entry.starts_with("100755 blob ");
    if (!file || tab == std::string_view::npos) continue;
    constexpr std::size_t sha_at = std::string_view{"100644 blob "}.size();
    blobs.push_back({std::string{entry.substr(sha_at, tab - sha_at)}, std::string{entry.substr(tab + 1)}});
  }
  return blobs;
}

// "<sha> blob <size>\n<content>\n" each, in the order asked for.
Result<std::map<std::string, std::string>> contents_of(std::string_view answers, const std::vector<Blob>& blobs) {
  std::map<std::string, std::string> files;
  for (const Blob& blob : blobs) {
    const std::size_t end = answers.find('\n');
    const std::string_view header = answers.substr(0, end);
    const std::size_t space = header.rfind(' ');
    std::size_t size = 0;
    if (end == std::string_view::npos || space == std::string_view::npos ||
        header.find(" blob ") == std::string_view::npos)
      return error(Errc::config, "this clone lacks " + one_line(blob.path),
                   "fetch it whole: git fetch --refetch --no-filter");
    std::from_chars(header.data() + space + 1, header.data() + header.size(), size);
    if (answers.size() < end + 1 + size + 1) return error(Errc::internal, "git cat-file was cut short");
    files.emplace(blob.path, answers.substr(end + 1, size));
    answers.remove_prefix(end + 1 + size + 1);
  }
  return files;
}

}  // namespace

asio::awaitable<Result<Tree>> read_tree(const std::string& directory, const Sha& commit,
                                        const std::function<bool(std::string_view path)>& wanted) {
  const Command list{
      .arguments = {"ls-tree", "-r", "-z", "--full-tree", commit}, .directory = directory, .no_fetch = true};
  auto listed = co_await output(list);
  RA_CO_TRY_ASSIGN(const std::string listing, std::move(listed));
  Tree tree;
  std::vector<Blob> blobs;
  Command read{.arguments = {"cat-file", "--batch"}, .directory = directory, .no_fetch = true};
  for (Blob& blob : blobs_of(listing)) {
    tree.paths.push_back(blob.path);
    if (!wanted(blob.path)) continue;
    read.input += blob.sha + "\n";
    blobs.push_back(std::move(blob));
  }
  if (blobs.empty()) co_return tree;
  auto answered = co_await output(read);
  RA_CO_TRY_ASSIGN(const std::string answers, std::move(answered));
  RA_CO_TRY_ASSIGN(tree.files, contents_of(answers, blobs));
  co_return tree;
}

}  // namespace ra::git
