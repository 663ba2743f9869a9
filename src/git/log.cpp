#include "git/log.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"
#include "git/import.hpp"
#include "git/log_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_set>

namespace ra::git {

namespace asio = boost::asio;

namespace {

constexpr std::string_view deeper = "git fetch --unshallow --tags, or actions/checkout with `fetch-depth: 0`";
constexpr std::uint64_t largest_shallow_file = std::uint64_t{64} << 20U;

// The commits whose parents a shallow clone does not have; empty for a whole one.
asio::awaitable<Result<std::string>> shallow_commits(const std::string& directory) {
  Command command{.arguments = {"rev-parse", "--git-path", "shallow"}, .directory = directory};
  auto result = co_await output(command);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  const auto path = std::filesystem::path{directory.empty() ? "." : directory} / std::string{trim(out)};
  auto text = read_file(path, largest_shallow_file);
  if (!text && text.error().code == Errc::not_found) co_return std::string{};
  co_return text;
}

asio::awaitable<Error> no_such_commit(const std::string& directory, const std::string& ref) {
  if (ref == "HEAD") {
    co_return error(Errc::not_found, "nothing has been committed in this clone yet",
                    "commit something, or name a branch that has commits");
  }
  const std::string message = "there is no commit \"" + one_line(ref, 100) + "\" in this clone";
  auto shallow = co_await shallow_commits(directory);
  const bool whole = shallow && shallow->empty();
  co_return error(Errc::not_found, message,
                  whole ? "look at git tag and git branch; git fetch --tags brings the tags" : std::string{deeper});
}

bool is_name(std::string_view ref) {
  return !ref.empty() && std::ranges::none_of(ref, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// Nothing of the user's settings may show in what we read.
std::vector<std::string> log_arguments(const LogRequest& request) {
  std::vector<std::string> arguments = {"-c",
                                        "log.showRoot=true",
                                        "log",
                                        "-z",
                                        "--format=tformat:" + std::string{log_format},
                                        "--encoding=UTF-8",
                                        "--no-show-signature",
                                        "--no-notes",
                                        "--no-decorate",
                                        "--no-color",
                                        "--stdin"};
  if (!request.in_any_order) arguments.emplace_back("--topo-order");
  if (request.first_parent) arguments.emplace_back("--first-parent");
  if (request.paths) {
    const std::string merges = request.first_parent ? "--diff-merges=first-parent" : "--diff-merges=off";
    arguments.insert(arguments.end(), {"--name-only", "--no-renames", "--no-relative", "--no-ext-diff",
                                       "--ignore-submodules=none", merges});
  } else {
    arguments.emplace_back("--no-patch");
  }
  return arguments;
}

Error too_shallow() {
  return error(Errc::config, "this clone is shallow: its history ends before the commits that are asked for",
               std::string{deeper});
}

}  // namespace

asio::awaitable<Result<std::vector<Sha>>> resolve_commits(const std::string& directory,
                                                          const std::vector<std::string>& refs) {
  Command command{.arguments = {"cat-file", "--batch-check"}, .directory = directory, .no_fetch = true};
  // From stdin, where nothing is an option.
  for (const std::string& ref : refs) command.input += (is_name(ref) ? ref : "?") + "^{commit}\n";
  auto result = co_await output(command);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  const auto answers = lines(out);
  std::vector<Sha> found;
  for (std::size_t i = 0; i < refs.size(); ++i) {
    const std::string_view answer = i < answers.size() ? answers[i] : std::string_view{};
    const std::string_view sha = answer.substr(0, answer.find(' '));
    if (!is_sha(sha) || !answer.substr(sha.size()).starts_with(" commit ")) {
      Error absent = co_await no_such_commit(directory, refs[i]);
      co_return absent;
    }
    found.emplace_back(sha);
  }
  co_return found;
}

asio::awaitable<bool> reaches_all(const std::string& directory, const std::vector<Sha>& from,
                                  const std::vector<Sha>& wanted) {
  if (wanted.empty()) co_return true;
  Command command{.arguments = {"rev-list", "--max-count=1", "--stdin"}, .directory = directory, .no_fetch = true};
  for (const Sha& sha : wanted) command.input += sha + "\n";
  for (const Sha& sha : from) command.input += "^" + sha + "\n";
  const auto outside = co_await output(command);
  co_return outside&& trim(*outside).empty();
}

asio::awaitable<Result<>> read_log(const std::string& directory, const LogRequest& request,
                                   const std::function<Result<>(const Commit&)>& each) {
  auto resolved = co_await resolve_commits(directory, request.from);
  RA_CO_TRY_ASSIGN(const std::vector<Sha> from, std::move(resolved));
  Command command{.arguments = log_arguments(request),
                  .directory = directory,
                  .timeout = std::chrono::minutes{10},
                  .no_fetch = true};
  for (const Sha& sha : from) command.input += sha + "\n";
  for (const Sha& sha : request.without) {
    if (!is_sha(sha)) co_return error(Errc::internal, "\"" + one_line(sha) + "\" is no commit id");
    command.input += "^" + sha + "\n";
  }
  auto read = co_await shallow_commits(directory);
  RA_CO_TRY_ASSIGN(const std::string shallow, std::move(read));
  std::unordered_set<std::string_view> ends;
  for (const std::string_view line : lines(shallow)) ends.insert(line);
  // A commit without a parent is the first one, or the last that a shallow clone has. It is told before it is given:
  // who stops there because nothing follows has not seen everything.
  const std::function<Result<>(const Commit&)> look = [&](const Commit& commit) -> Result<> {
    if (commit.parents.empty() && ends.contains(commit.sha)) return too_shallow();
    return each(commit);
  };
  LogReader reader{request.paths, look};
  const std::function<Result<>(std::string_view)> take = [&](std::string_view piece) { return reader.feed(piece); };
  auto streamed = co_await stream(command, take);
  RA_CO_TRY(std::move(streamed));
  RA_CO_TRY(reader.finish());
  co_return Result<>{};
}

}  // namespace ra::git
