#include "ci/local_job.hpp"

#include "ci/local_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

namespace ra::ci::local {

namespace {

constexpr Duration grace = std::chrono::seconds{2};                // between SIGTERM and SIGKILL
constexpr Duration patience_after_kill = std::chrono::seconds{5};  // a process deep in the kernel cannot be ended

sigset_t set_of(std::initializer_list<int> numbers) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : numbers) ::sigaddset(&set, number);
  return set;
}

sigset_t watched() { return set_of({SIGTERM, SIGINT, SIGHUP, SIGCHLD}); }

// The signal that came, or 0 after `time`.
int wait_for_signal(const sigset_t& set, Duration time) {
  const auto ms = std::max<Duration::rep>(time.count(), 0);
  const timespec limit{ms / 1000, (ms % 1000) * 1'000'000};
  const int number = ::sigtimedwait(&set, nullptr, &limit);
  return number > 0 ? number : 0;
}

[[noreturn]] void become(const JobRequest& request, const std::vector<char*>& arguments) {
  ::setpgid(0, 0);
  const sigset_t none = set_of({});
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int log = ::open(request.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (nothing < 0 || log < 0) ::_exit(127);
  ::dup2(nothing, 0);
  ::dup2(log, 1);
  ::dup2(log, 2);
  if (::chdir(request.directory.c_str()) == 0) {
    for (const auto& [name, value] : request.environment) ::setenv(name.c_str(), value.c_str(), 1);
    ::execvp(arguments[0], arguments.data());
  }
  ::dprintf(2, "cannot start %s: %s\n", arguments[0], std::strerror(errno));
  ::_exit(127);
}

pid_t start(const JobRequest& request) {
  std::vector<std::string> texts = request.arguments;
  std::vector<char*> arguments;
  for (auto& text : texts) arguments.push_back(text.data());
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();  // one thread: the child may do as it likes
  if (pid == 0) become(request, arguments);
  if (pid > 0) ::setpgid(pid, pid);
  return pid;
}

// Reaps whoever is over; the leader's status when it is among them.
std::optional<int> reap(pid_t leader) {
  std::optional<int> status;
  int one = 0;
  for (pid_t pid = ::waitpid(-1, &one, WNOHANG); pid > 0; pid = ::waitpid(-1, &one, WNOHANG)) {
    if (pid == leader) status = one;
  }
  return status;
}

// Orphans become our children before their parent's end is told, so no child means no descendant.
bool nothing_left() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
}

void tell_all(int number) {
  for (const pid_t pid : descendants(::getpid())) ::kill(pid, number);
}

// True when nothing is left.
bool wait_for_all(Duration time, const Clock& clock) {
  const sigset_t child = set_of({SIGCHLD});
  const auto until = clock.steady() + time;
  for (;;) {
    reap(0);
    if (nothing_left()) return true;
    if (clock.steady() >= until) return false;
    wait_for_signal(child, std::chrono::milliseconds{20});
  }
}

void end_all(const Clock& clock) {
  if (nothing_left()) return;
  tell_all(SIGTERM);
  if (wait_for_all(grace, clock)) return;
  // Again and again: one that forks faster than we look is caught in the end.
  for (const auto until = clock.steady() + patience_after_kill; clock.steady() < until;) {
    tell_all(SIGKILL);
    if (wait_for_all(std::chrono::milliseconds{50}, clock)) return;
  }
}

int exit_code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

}  // namespace

void become_runner() {
  const sigset_t set = watched();
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L);
}

bool told_to_stop() {
  sigset_t waiting;
  ::sigpending(&waiting);
  return ::sigismember(&waiting, SIGTERM) == 1 || ::sigismember(&waiting, SIGINT) == 1 ||
         ::sigismember(&waiting, SIGHUP) == 1;
}

JobResult run_job(const JobRequest& request, const Clock& clock) {
  const auto deadline = clock.steady() + request.limit;
  const pid_t leader = start(request);
  if (leader < 0) return {JobResult::End::not_started, 0};
  const sigset_t set = watched();
  for (;;) {
    const auto left = std::chrono::ceil<Duration>(deadline - clock.steady());
    const int number = wait_for_signal(set, std::min<Duration>(left, std::chrono::minutes{1}));
    const auto status = reap(leader);
    const bool stop = number != 0 && number != SIGCHLD;
    const bool late = clock.steady() >= deadline;
    if (!status && !stop && !late) continue;
    end_all(clock);
    if (stop) return {JobResult::End::canceled, 0};
    if (status) return {JobResult::End::exited, exit_code_of(*status)};
    return {JobResult::End::timed_out, 0};
  }
}

}  // namespace ra::ci::local
