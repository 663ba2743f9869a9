#include "base/process.hpp"

#include "base/child.hpp"
#include "base/nothrow.hpp"
#include "base/try.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
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
    RA_TRY_ASSIGN(Child child, start_child(request_));
    pid_ = child.pid;
    running_ = true;
    if (child.exit.get() >= 0) exit_.assign(child.exit.release());
    in_.assign(child.in.release());
    out_.assign(child.out.release());
    err_.assign(child.err.release());
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
                                                 program_label(request_.arguments), request_.max_output));
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
      failure_ = error(Errc::internal, program_label(request_.arguments) + ": its exit code was lost");
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
    co_return error(Errc::cancelled, program_label(request.arguments) + ": was cancelled");
  }
  co_return error(Errc::unavailable, fmt::format("{}: ran longer than {}", program_label(request.arguments),
                                                 format_duration(request.timeout)));
}

}  // namespace ra
