#include "deploy/program.hpp"

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::deploy {

namespace {

constexpr std::uint64_t most_notes = std::uint64_t{64} << 20U;

std::string name_of_program(const Words& words) {
  const std::string& program = words.arguments.front();
  return program.substr(program.rfind('/') + 1);
}

ProcessRequest request_of(const Access& access, const Words& words) {
  ProcessRequest request;
  request.arguments = words.arguments;
  request.environment = words.environment;
  request.directory = (access.folder / words.folder).string();
  request.timeout = access.deployment.timeout;
  return request;
}

// The last line that says something.
std::string last_line(const Access& access, std::string_view text) {
  std::string last;
  for (const auto line : lines(text)) {
    if (!trim(line).empty()) last = one_line(line, 300);
  }
  return access.redact(last);
}

std::string said_at_last(const Access& access, std::string_view text) {
  const std::string last = last_line(access, text);
  return last.empty() ? "" : ": " + last;
}

// Which program is missing, and where it comes from, is for the reader to know.
Error not_run(const Error& e, const Words& words) {
  if (e.code != Errc::not_found) return e;
  return error(Errc::config, fmt::format("there is no program `{}` on this machine", name_of_program(words)),
               "install it, or see whether PATH has it");
}

}  // namespace

asio::awaitable<Result<std::string>> ask_program(const Access& access, Words words) {
  const ProcessRequest request = request_of(access, words);
  auto ended = co_await run_process(request);
  if (!ended) co_return not_run(ended.error(), words);
  const std::string name = name_of_program(words);
  if (ended->exit_code == 0) co_return std::move(ended->out);
  const std::string& text = trim(ended->err).empty() ? ended->out : ended->err;
  co_return error(Errc::failed_ci,
                  fmt::format("{} ended with exit code {}{}", name, ended->exit_code, said_at_last(access, text)));
}

asio::awaitable<Result<>> run_program(const Access& access, Words words) {
  const fs::path notes = access.notes / (access.deployment.name + ".log");
  RA_CO_TRY(write_file(notes, ""));
  const std::string name = name_of_program(words);
  // A pipe to us would break with us, and the program with it.
  Words behind{{"/bin/sh", "-c", "exec >>\"$0\" 2>&1; exec \"$@\"", notes.string()}, words.environment, words.folder};
  behind.arguments.insert(behind.arguments.end(), words.arguments.begin(), words.arguments.end());
  ProcessRequest request = request_of(access, behind);
  request.holds = access.lock;
  auto ended = co_await run_process(request);
  const std::string hint = "what it said is in " + notes.string();
  if (!ended && ended.error().code == Errc::unavailable)
    co_return error(Errc::failed_ci,
                    fmt::format("{} ran longer than {}", name, format_duration(access.deployment.timeout)), hint);
  if (!ended) co_return not_run(ended.error(), words);
  if (ended->exit_code == 0) co_return Result<>{};
  const auto text = read_file(notes, most_notes);
  constexpr int not_there = 127;  // sh: what is to be run was not found
  if (ended->exit_code == not_there && name != "sh") {
    const Error missing = error(Errc::not_found, "");
    co_return not_run(missing, words);
  }
  co_return error(
      Errc::failed_ci,
      fmt::format("{} ended with exit code {}{}", name, ended->exit_code, text ? said_at_last(access, *text) : ""),
      hint);
}

}  // namespace ra::deploy
