#include "base/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>

namespace ra {

namespace {

struct Pipe {
  Descriptor read;
  Descriptor write;

  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read.reset(ends[0]);
    write.reset(ends[1]);
    return above_standard(read) && above_standard(write);
  }

 private:
  // When we were started without stdin, 0 is free and becomes an end of a pipe, which the child's dup2 would lose.
  static bool above_standard(Descriptor& d) {
    if (d.get() > 2) return true;
    d.reset(::fcntl(d.get(), F_DUPFD_CLOEXEC, 3));
    return d.get() >= 0;
  }
};

std::vector<std::string> merged_environment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> merged;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!changes.contains(text.substr(0, text.find('=')))) merged.push_back(text);
  }
  for (const auto& [name, value] : changes) merged.push_back(name + "=" + value);
  return merged;
}

// posix_spawnp would look on our PATH, not on the one we give, and could not tell a missing program
// from a missing directory.
std::optional<std::string> find_program(const std::string& name, const std::vector<std::string>& environment) {
  if (name.find('/') != std::string::npos) return name;
  std::string path = "/usr/bin:/bin";
  for (const std::string& entry : environment) {
    if (entry.starts_with("PATH=")) path = entry.substr(5);
  }
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find(':', from), path.size());
    const std::string folder = to == from ? "." : path.substr(from, to - from);
    from = to + 1;
    struct stat status {};
    std::string candidate = folder + "/" + name;
    if (::stat(candidate.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
  }
  return std::nullopt;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& s : strings) result.push_back(s.data());
  result.push_back(nullptr);
  return result;
}

// A child that closes its stdin early must not end us, and an inherited "ignore my children" would lose exit codes.
void settle_signals() {
  static const bool once = [] {
    struct sigaction action {};
    if (::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL) ::signal(SIGPIPE, SIG_IGN);
    if (::sigaction(SIGCHLD, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) ::signal(SIGCHLD, SIG_DFL);
    return true;
  }();
  static_cast<void>(once);
}

// 0 or an errno. The child leads a session, and so a process group, of its own: it can be killed with all it
// started, Ctrl-C reaches only us, and without a terminal nothing (ssh, credential helpers) can ask and wait.
// No signal is blocked or ignored in it.
int spawn_child(pid_t& pid, const std::string& program, const ProcessRequest& request,
                std::vector<std::string> environment, const Pipe& in, const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawnattr_init(&attributes);

  ::posix_spawn_file_actions_adddup2(&files, in.read.get(), 0);
  ::posix_spawn_file_actions_adddup2(&files, out.write.get(), 1);
  ::posix_spawn_file_actions_adddup2(&files, err.write.get(), 2);
  // Asio opens its sockets without O_CLOEXEC; a child that outlives us must not hold our connections open.
  constexpr int first_other = 3;
  const bool holds = request.holds >= 0;
  if (holds) ::posix_spawn_file_actions_adddup2(&files, request.holds, first_other);
  ::posix_spawn_file_actions_addclosefrom_np(&files, holds ? first_other + 1 : first_other);
  if (!request.directory.empty()) ::posix_spawn_file_actions_addchdir_np(&files, request.directory.c_str());
  sigset_t signals{};
  ::sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&attributes, &signals);
  ::sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&attributes, &signals);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> arguments = request.arguments;
  const int failed = ::posix_spawn(&pid, program.c_str(), &files, &attributes, pointers(arguments).data(),
                                   pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  return failed;
}

Error could_not_start(const ProcessRequest& request, int number) {
  return error(Errc::internal,
               fmt::format("{}: could not be started: {}", program_label(request.arguments), std::strerror(number)));
}

}  // namespace

std::string program_label(const std::vector<std::string>& arguments) {
  std::string text = arguments[0].substr(arguments[0].rfind('/') + 1);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word.empty() || word[0] == '-' || word.find_first_of("=:/ \n") != std::string::npos) continue;
    return text + " " + word + (i + 1 < arguments.size() ? " …" : "");
  }
  return text + (arguments.size() > 1 ? " …" : "");
}

Result<Child> start_child(const ProcessRequest& request) {
  settle_signals();
  std::vector<std::string> environment = merged_environment(request.environment);
  const auto program = find_program(request.arguments[0], environment);
  if (!program) return error(Errc::not_found, "`" + request.arguments[0] + "` was not found on PATH", "install it");
  Pipe in;
  Pipe out;
  Pipe err;
  if (!in.open() || !out.open() || !err.open()) return could_not_start(request, errno);
  Child child;
  const int failed = spawn_child(child.pid, *program, request, std::move(environment), in, out, err);
  if (failed != 0) return could_not_start(request, failed);
  // Not glibc's pidfd_open: 2.36 declares it without extern "C".
  child.exit.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  child.in.reset(in.write.release());
  child.out.reset(out.read.release());
  child.err.reset(err.read.release());
  return child;
}

}  // namespace ra
