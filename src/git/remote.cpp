#include "git/remote.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"

namespace ra::git {

namespace asio = boost::asio;

namespace {

constexpr std::string_view peeled = "^{}";

}  // namespace

std::vector<RemoteRef> parse_refs(std::string_view out) {
  std::vector<RemoteRef> refs;
  for (const std::string_view line : lines(out)) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) continue;
    const std::string sha{line.substr(0, tab)};
    const std::string_view name = line.substr(tab + 1);
    if (!name.ends_with(peeled)) {
      refs.push_back({std::string{name}, sha, sha});
      continue;
    }
    // git writes it right after its tag.
    if (!refs.empty() && refs.back().ref == name.substr(0, name.size() - peeled.size())) refs.back().commit = sha;
  }
  return refs;
}

asio::awaitable<Result<std::vector<RemoteRef>>> look(const std::string& directory, const std::string& remote,
                                                     const std::vector<std::string>& patterns, const Retry& retry) {
  Command command;
  command.directory = directory;
  command.arguments = {"ls-remote", "--quiet", "--", remote};
  for (const std::string& pattern : patterns) {
    command.arguments.push_back(pattern);
    if (pattern.find('*') == std::string::npos) command.arguments.push_back(pattern + std::string{peeled});
  }
  auto result = co_await output_from_remote(command, retry);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  co_return parse_refs(out);
}

asio::awaitable<Result<std::vector<RemoteRef>>> ls_remote(const std::string& url,
                                                          const std::vector<std::string>& patterns, Retry retry) {
  const std::string here;
  auto refs = co_await look(here, url, patterns, retry);
  co_return refs;
}

}  // namespace ra::git
