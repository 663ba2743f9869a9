#include "git/repository.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "git/failure.hpp"
#include "git/git.hpp"
#include "git/import.hpp"
#include "git/remote.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ra::git {

namespace asio = boost::asio;

namespace {

constexpr std::string_view branches = "refs/heads/";

Error no_commit(const Sha& commit) { return error(Errc::internal, "\"" + one_line(commit) + "\" is no commit id"); }

// Which of these files are executable in the commit; an error when one is a folder there.
Result<std::set<std::string>> executables(std::string_view listing) {
  std::set<std::string> result;
  for (const std::string_view entry : split(listing, '\0')) {  // "100755 blob <sha>\t<path>"
    const std::size_t tab = entry.find('\t');
    if (tab == std::string_view::npos) continue;
    const std::string path{entry.substr(tab + 1)};
    if (entry.starts_with("040000") || entry.starts_with("160000")) {
      return error(Errc::conflict, "\"" + one_line(path) + "\" is a folder in the parent commit");
    }
    if (entry.starts_with("100755")) result.insert(path);
  }
  return result;
}

// "https://user:token@host/x" → "https://host/x"; ssh keeps its user.
std::string without_credentials(const std::string& url) {
  std::string text = redact_urls(url);
  const std::size_t hidden = text.find("://***@");
  if (hidden != std::string::npos && text.starts_with("http")) text.erase(hidden + 3, 4);
  return text.starts_with("http") ? text : url;
}

}  // namespace

Repository::Repository(std::string directory, std::string remote, Retry retry)
    : directory_{std::move(directory)}, remote_{std::move(remote)}, retry_{std::move(retry)} {}

asio::awaitable<Result<Sha>> Repository::head() {
  Command command{.arguments = {"rev-parse", "--verify", "--quiet", "HEAD^{commit}"}, .directory = directory_};
  auto result = co_await run(command);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  if (done.exit_code == 1) co_return error(Errc::not_found, "nothing has been committed in this clone yet");
  if (done.exit_code != 0) co_return failure("rev-parse", done.err);
  co_return Sha{trim(done.out)};
}

asio::awaitable<Result<std::string>> Repository::current_branch() {
  Command command{.arguments = {"symbolic-ref", "--quiet", "HEAD"}, .directory = directory_};
  auto result = co_await run(command);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  if (done.exit_code == 1) co_return std::string{};
  if (done.exit_code != 0) co_return failure("symbolic-ref", done.err);
  const std::string_view ref = trim(done.out);
  co_return std::string{ref.starts_with(branches) ? ref.substr(branches.size()) : ref};
}

asio::awaitable<Result<std::string>> Repository::remote_url() {
  Command command{.arguments = {"remote", "get-url", "--", remote_}, .directory = directory_};
  auto result = co_await output(command);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  co_return without_credentials(std::string{trim(out)});
}

asio::awaitable<Result<Identity>> Repository::identity() {
  Command command{.arguments = {"config", "--null", "--get-regexp", "^user\\.(name|email)$"}, .directory = directory_};
  auto result = co_await run(command);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  Identity who;
  if (done.exit_code == 1) co_return who;
  if (done.exit_code != 0) co_return failure("config", done.err);
  for (const std::string_view entry : split(done.out, '\0')) {  // "user.name\nA B"; the last one holds
    if (entry.starts_with("user.name\n")) who.name = entry.substr(10);
    if (entry.starts_with("user.email\n")) who.email = entry.substr(11);
  }
  co_return who;
}

asio::awaitable<Result<std::vector<RemoteRef>>> Repository::remote_refs(const std::vector<std::string>& patterns) {
  auto refs = co_await look(directory_, remote_, patterns, retry_);
  co_return refs;
}

asio::awaitable<Result<std::optional<Sha>>> Repository::fetch(const std::string& ref) {
  const std::vector<std::string> patterns = {ref};
  // --refmap=: or a configured refspec would move refs/remotes/… too.
  Command bring{.arguments = {"fetch", "--quiet", "--no-write-fetch-head", "--no-tags", "--no-prune",
                              "--no-recurse-submodules", "--refmap=", "--", remote_, ref},
                .directory = directory_,
                .timeout = std::chrono::minutes{5}};
  // The ref may move between the look and the fetch; then the commit we saw need not come with it.
  constexpr int looks = 5;
  for (int tried = 0; tried < looks; ++tried) {
    auto looked = co_await look(directory_, remote_, patterns, retry_);
    RA_CO_TRY_ASSIGN(const std::vector<RemoteRef> refs, std::move(looked));
    const auto found = std::ranges::find(refs, ref, &RemoteRef::ref);
    if (found == refs.end()) co_return std::optional<Sha>{};
    const Sha commit = found->commit;
    Command have{.arguments = {"cat-file", "-e", commit + "^{commit}"}, .directory = directory_};
    auto before = co_await run(have);
    RA_CO_TRY_ASSIGN(const ProcessResult here, std::move(before));
    if (here.exit_code == 0) co_return std::optional<Sha>{commit};
    auto brought = co_await output_from_remote(bring, retry_);
    if (!brought && brought.error().code != Errc::not_found) co_return std::move(brought).error();
    auto after = co_await run(have);
    RA_CO_TRY_ASSIGN(const ProcessResult now, std::move(after));
    if (now.exit_code == 0) co_return std::optional<Sha>{commit};
  }
  co_return error(Errc::conflict, ref + " does not stand still long enough to be fetched");
}

asio::awaitable<Result<std::string>> Repository::read(const Sha& commit, const std::string& path) {
  if (!is_sha(commit)) co_return no_commit(commit);
  const Error absent = error(Errc::not_found, fmt::format("there is no file {} in {:.12}", one_line(path), commit));
  if (!is_path(path)) co_return absent;
  Command command{.arguments = {"cat-file", "blob", commit + ":" + path}, .directory = directory_};
  auto result = co_await run(command);
  RA_CO_TRY_ASSIGN(ProcessResult done, std::move(result));
  if (done.exit_code == 0) co_return std::move(done.out);
  for (const char* sign : {"does not exist in", "exists on disk, but not in", ": bad file"}) {
    if (done.err.find(sign) != std::string::npos) co_return absent;
  }
  co_return failure("cat-file", done.err);
}

asio::awaitable<Result<Sha>> Repository::commit(const Sha& parent, const std::map<std::string, std::string>& files,
                                                const std::string& message, const Identity& who, WallTime when) {
  RA_CO_TRY_ASSIGN(const std::string signed_by, signature(who, when));
  if (!parent.empty() && !is_sha(parent)) co_return no_commit(parent);
  for (const auto& [path, content] : files) {
    if (!is_path(path)) co_return error(Errc::config, "\"" + one_line(path) + "\" is no path inside a repository");
  }
  std::set<std::string> executable;
  if (!parent.empty()) {
    Command list{.arguments = {"ls-tree", "-z", "--full-tree", parent, "--"}, .directory = directory_};
    for (const auto& [path, content] : files) list.arguments.push_back(path);
    auto listed = co_await output(list);
    RA_CO_TRY_ASSIGN(const std::string listing, std::move(listed));
    RA_CO_TRY_ASSIGN(executable, executables(listing));
  }
  // ignoreCase is for work trees on other systems; here it would take README for readme.
  Command import{.arguments = {"-c", "core.ignoreCase=false", "fast-import", "--quiet", "--date-format=raw"},
                 .directory = directory_};
  import.input = import_stream(parent, files, executable, message, signed_by);
  auto imported = co_await output(import);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(imported));
  const Sha made{trim(out)};
  if (!is_sha(made)) co_return error(Errc::internal, "git fast-import: gave no commit id");
  co_return made;
}

asio::awaitable<Result<Sha>> Repository::tag_object(const std::string& name, const Sha& target,
                                                    const std::string& message, const Identity& who, WallTime when) {
  RA_CO_TRY_ASSIGN(const std::string signed_by, signature(who, when));
  if (!is_sha(target)) co_return no_commit(target);
  if (one_line(name, name.size() + 1) != name)
    co_return error(Errc::config, "\"" + one_line(name) + "\" is no tag name");
  Command command{.arguments = {"mktag"}, .directory = directory_};
  command.input = fmt::format("object {}\ntype commit\ntag {}\ntagger {}\n\n{}{}", target, name, signed_by, message,
                              message.ends_with('\n') ? "" : "\n");
  auto result = co_await output(command);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  co_return Sha{trim(out)};
}

}  // namespace ra::git
