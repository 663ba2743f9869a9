#include "base/process.hpp"

#include "base/nothrow.hpp"
#include "base/try.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

// Plain posix_spawn and a pidfd rather than Boost.Process v1: that one forks (slow beside a large heap), waits by
// a SIGCHLD handler that belongs to the whole program, and reaps or kills nothing when a coroutine is cancelled.
// A pidfd is one more descriptor to read, so children, pipes and the deadline are handlers of one io_context.

namespace ra {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kept_errors = std::size_t{64} << 10U;
constexpr std::size_t largest_pipe = std::size_t{1} << 20U;  // pipe(7): /proc/sys/fs/pipe-max-size
constexpr auto exit_poll = std::chrono::milliseconds{5};

// "git fetch …": options and their settings say little and may hold secrets.
std::string label(const std::vector<std::string>& arguments) {
  std::string text = arguments[0].substr(arguments[0].rfind('/') + 1);
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word.empty() || word[0] == '-' || word.find_first_of("=:/ \n") != std::string::npos) continue;
    return text + " " + word + (i + 1 < arguments.size() ? " …" : "");
  }
  return text + (arguments.size() > 1 ? " …" : "");
}

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_{fd} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  void reset(int fd) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

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
int spawn(pid_t& pid, const std::string& program, const ProcessRequest& request, std::vector<std::string> environment,
          const Pipe& in, const Pipe& out, const Pipe& err) {
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

// One child on its way. Its handlers keep it alive; leave() makes them all end, and the child with them.
class Running : public std::enable_shared_from_this<Running> {
 public:
  Running(const asio::any_io_executor& executor, const ProcessRequest& request)
      : request_{request},
        in_{executor},
        out_{executor},
        err_{executor},
        exit_{executor},
        poll_{executor},
        done_{executor} {}

  Result<> start() {
    settle_signals();
    std::vector<std::string> environment = merged_environment(request_.environment);
    const auto program = find_program(request_.arguments[0], environment);
    if (!program) return error(Errc::not_found, "`" + request_.arguments[0] + "` was not found on PATH", "install it");
    Pipe in;
    Pipe out;
    Pipe err;
    if (!in.open() || !out.open() || !err.open()) return could_not_start(errno);
    const int failed = spawn(pid_, *program, request_, std::move(environment), in, out, err);
    if (failed != 0) return could_not_start(failed);
    running_ = true;
    // Not glibc's pidfd_open: 2.36 declares it without extern "C".
    const int exit = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (exit >= 0) exit_.assign(exit);
    in_.assign(in.write.release());
    out_.assign(out.read.release());
    err_.assign(err.read.release());
    write_input();
    out_.non_blocking(true);
    err_.non_blocking(true);
    read(out_, &Running::keep_out);
    read(err_, &Running::keep_err);
    wait_exit();
    return {};
  }

  // Expires at the deadline; is cancelled when there is a result or an error.
  asio::steady_timer& done() { return done_; }
  bool finished() const { return finished_; }
  void spare() { spared_ = request_.holds >= 0; }
  Result<ProcessResult> take() {
    if (failure_) return *std::move(failure_);
    return std::move(result_);
  }

  void leave() {
    left_ = true;
    if (running_ && !spared_) {
      ::kill(-pid_, SIGKILL);
      reap();
    }
    boost::system::error_code ignored;
    for (auto* d : {&in_, &out_, &err_, &exit_}) d->close(ignored);
    poll_.cancel();
    done_.cancel();
  }

 private:
  Error could_not_start(int number) const {
    return error(Errc::internal,
                 fmt::format("{}: could not be started: {}", label(request_.arguments), std::strerror(number)));
  }

  void write_input() {
    asio::async_write(in_, asio::buffer(request_.input), [self = shared_from_this()](auto, std::size_t) {
      // Closed early by the child: its own affair, its exit code tells.
      boost::system::error_code ignored;
      self->in_.close(ignored);
    });
  }

  // Waits and then reads itself, rather than async_read_some: what that one has read already may still be queued
  // when the child's end is seen, and would be overtaken by what is read then.
  void read(asio::posix::stream_descriptor& from, void (Running::*keep)(std::string_view)) {
    from.async_wait(asio::posix::descriptor_base::wait_read, [self = shared_from_this(), &from, keep](auto ec) {
      if (ec || self->left_ || self->finished_) return;
      if (self->read_what_is_there(from, keep)) self->read(from, keep);
    });
  }

  // False at its end.
  bool read_what_is_there(asio::posix::stream_descriptor& from, void (Running::*keep)(std::string_view)) {
    std::array<char, 65536> buffer;
    for (std::size_t total = 0; total <= largest_pipe && !failure_;) {
      boost::system::error_code ec;
      const std::size_t n = from.read_some(asio::buffer(buffer), ec);
      (this->*keep)({buffer.data(), n});
      total += n;
      if (ec == asio::error::would_block) return true;
      if (ec) return false;
    }
    return true;
  }

  void keep_out(std::string_view bytes) {
    if (bytes.empty() || failure_) return;
    if (request_.on_output) {
      auto taken = request_.on_output(bytes);
      if (taken) return;
      failure_ = std::move(taken).error();
      return finish();
    }
    result_.out.append(bytes);
    if (result_.out.size() <= request_.max_output) return;
    failure_ = error(Errc::internal, fmt::format("{}: wrote more than the {} bytes that were expected",
                                                 label(request_.arguments), request_.max_output));
    finish();
  }

  void keep_err(std::string_view bytes) {
    result_.err.append(bytes);
    if (result_.err.size() > kept_errors) result_.err.erase(0, result_.err.size() - kept_errors);
  }

  void wait_exit() {
    const auto look = [self = shared_from_this()](auto ec) {
      if (!ec && !self->left_ && !self->finished_) self->look_for_exit();
    };
    if (exit_.is_open()) {
      exit_.async_wait(asio::posix::descriptor_base::wait_read, look);
      return;
    }
    // No pidfd: a kernel before 5.3, or a container that forbids the call.
    poll_.expires_after(exit_poll);
    poll_.async_wait(look);
  }

  // Asio's wakeups are hints: one may be meant for a descriptor that was closed just before this one was opened.
  void look_for_exit() {
    siginfo_t info{};
    const int failed = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    if (failed == 0 && info.si_pid == 0) return wait_exit();
    reap();
    // What it wrote is in the pipes now. They are not read to their end: something it left in the background
    // (a credential cache, ssh's ControlMaster) may keep them open for hours.
    read_what_is_there(out_, &Running::keep_out);
    read_what_is_there(err_, &Running::keep_err);
    finish();
  }

  void reap() {
    siginfo_t info{};
    int failed = 0;
    do {
      failed = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
    } while (failed != 0 && errno == EINTR);
    running_ = false;
    if (failed != 0) {
      failure_ = error(Errc::internal, label(request_.arguments) + ": its exit code was lost");
      return;
    }
    result_.exit_code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
  }

  void finish() {
    finished_ = true;
    done_.cancel();
  }

  const ProcessRequest& request_;  // not touched after leave()
  asio::posix::stream_descriptor in_;
  asio::posix::stream_descriptor out_;
  asio::posix::stream_descriptor err_;
  asio::posix::stream_descriptor exit_;
  asio::steady_timer poll_;
  asio::steady_timer done_;
  pid_t pid_ = -1;
  bool running_ = false;
  bool finished_ = false;
  bool left_ = false;
  bool spared_ = false;
  ProcessResult result_;
  std::optional<Error> failure_;
};

// Also runs when the coroutine is cancelled or its io_context goes.
struct Leave {
  std::shared_ptr<Running> child;
  explicit Leave(std::shared_ptr<Running> c) : child{std::move(c)} {}
  Leave(const Leave&) = delete;
  Leave& operator=(const Leave&) = delete;
  ~Leave() { child->leave(); }
};

}  // namespace

asio::awaitable<Result<ProcessResult>> run_process(const ProcessRequest& request) {
  if (request.arguments.empty()) co_return error(Errc::internal, "no program to run was named");
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto child = std::make_shared<Running>(executor, request);
  const Leave leave{child};
  RA_CO_TRY(child->start());
  child->done().expires_after(request.timeout);
  const auto [ec] = co_await child->done().async_wait(nothrow);
  if (child->finished()) co_return child->take();
  if (ec) {
    child->spare();
    co_return error(Errc::cancelled, label(request.arguments) + ": was cancelled");
  }
  co_return error(Errc::unavailable,
                  fmt::format("{}: ran longer than {}", label(request.arguments), format_duration(request.timeout)));
}

}  // namespace ra
