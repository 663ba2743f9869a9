#include "ci/local_spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace ra::ci::local {

namespace {

// What the new process tells us through a pipe that its exec closes.
struct Message {
  pid_t pid = 0;
  int failed = 0;  // errno
};

// The strings and pointers that exec wants, made before the fork: after it, only async-signal-safe
// calls are allowed, since we may have threads.
class Strings {
 public:
  void add(std::string text) { texts_.push_back(std::move(text)); }
  char* const* pointers() {
    pointers_.clear();
    for (auto& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

struct Prepared {
  char* const* arguments;
  char* const* environment;
  const char* directory;
  const char* output;
  int report;
};

[[noreturn]] void give_up(const Prepared& prepared, int code) {
  const Message message{0, code};
  [[maybe_unused]] const auto n = ::write(prepared.report, &message, sizeof message);
  ::_exit(127);
}

void reset_signals() {
  // An ignored signal stays ignored through exec (SIGPIPE, most often): the jobs shall find the usual world.
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t blocked;
  ::sigemptyset(&blocked);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) ::sigaddset(&blocked, number);
  ::sigprocmask(SIG_SETMASK, &blocked, nullptr);
}

[[noreturn]] void become(const Prepared& prepared) {
  const Message message{::getpid(), 0};
  if (::write(prepared.report, &message, sizeof message) != sizeof message) ::_exit(127);
  reset_signals();
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int output = ::open(prepared.output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (nothing < 0 || output < 0) give_up(prepared, errno);
  if (::dup2(nothing, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0) give_up(prepared, errno);
  if (::chdir(prepared.directory) != 0) give_up(prepared, errno);
  if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {  // Linux before 5.11
    for (int fd = 3; fd < 4096; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  ::execve(prepared.arguments[0], prepared.arguments, prepared.environment);
  give_up(prepared, errno);
}

// Our signal handlers must not run in the copy of us: they would speak through pipes that both share.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

std::vector<Message> read_messages(int fd) {
  std::vector<Message> messages;
  for (;;) {
    Message message;
    const ssize_t n = ::read(fd, &message, sizeof message);
    if (n < 0 && errno == EINTR) continue;
    if (n != sizeof message) return messages;
    messages.push_back(message);
  }
}

Error cannot_start(const std::string& program, int code) {
  return error(Errc::internal, fmt::format("cannot start {}: {}", program, std::strerror(code)));
}

}  // namespace

Result<ProcessId> start_detached(const DetachedRequest& request) {
  Strings arguments;
  for (const auto& argument : request.arguments) arguments.add(argument);
  Strings environment;
  for (const auto& [name, value] : request.environment) environment.add(fmt::format("{}={}", name, value));
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start(request.arguments.front(), errno);
  const Prepared prepared{arguments.pointers(), environment.pointers(), request.directory.c_str(),
                          request.output.c_str(), ends[1]};
  pid_t child = -1;
  int failed = 0;
  {
    const SignalsHeld held;
    child = ::fork();
    if (child == 0) {
      ::setsid();
      const pid_t grandchild = ::fork();
      if (grandchild == 0) become(prepared);
      if (grandchild < 0) give_up(prepared, errno);
      ::_exit(0);
    }
    failed = errno;
  }
  ::close(ends[1]);
  std::vector<Message> messages;
  if (child > 0) messages = read_messages(ends[0]);
  ::close(ends[0]);
  if (child < 0) return cannot_start(request.arguments.front(), failed);
  while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {}
  if (messages.empty()) return cannot_start(request.arguments.front(), EAGAIN);
  if (messages.back().failed != 0) return cannot_start(request.arguments.front(), messages.back().failed);
  const auto facts = look_at(messages.front().pid);
  // Already over is fine too: what it did stands in its folder.
  return facts ? facts->id : ProcessId{messages.front().pid, 0};
}

}  // namespace ra::ci::local
