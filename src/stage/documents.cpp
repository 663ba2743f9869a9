#include "stage/documents.hpp"

#include "base/glob.hpp"
#include "base/try.hpp"
#include "git/tree.hpp"
#include "versioning/documents.hpp"

#include <algorithm>
#include <functional>

namespace ra::stage {

namespace asio = boost::asio;

asio::awaitable<Result<bump::Files>> new_documents(const Context& context, git::Sha commit) {
  const std::function<bool(std::string_view)> wanted = [&](std::string_view path) {
    return std::ranges::any_of(context.config.stages.documents,
                               [&](const std::string& pattern) { return glob_matches(pattern, path); });
  };
  auto read = co_await git::read_tree(context.repository.directory(), commit, wanted);
  RA_CO_TRY_ASSIGN(git::Tree tree, std::move(read));
  for (const auto& [path, text] : context.documents) {
    if (wanted(path)) tree.files[path] = text;
  }
  RA_CO_TRY_ASSIGN(bump::Files documents, versioning::with_versions(tree.files, context.plan));
  documents.insert(context.documents.begin(), context.documents.end());  // where nothing is marked
  co_return documents;
}

}  // namespace ra::stage
