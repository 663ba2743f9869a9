#include "cli/doctor_ask.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fmt/format.h>

#include <memory>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

struct Asking {
  asio::cancellation_signal cut;
  DoctorChecks rows;
  bool ended = false;
  bool late = false;  // cut off: whatever it says then is about having been cut off
  std::exception_ptr failed;
};

DoctorChecks too_late(const DoctorQuestion& question, Duration limit) {
  const Error why = error(Errc::unavailable, fmt::format("no answer within {}", format_duration(limit)),
                          "is the network up, and a proxy needed? --timeout waits longer");
  DoctorChecks rows;
  for (const auto& name : question.names) rows.push_back(failed_check(name, why));
  return rows;
}

}  // namespace

DoctorChecks ask_all(asio::io_context& io, const std::vector<DoctorQuestion>& questions, Duration limit) {
  if (questions.empty()) return {};  // nobody would stop the timer
  std::vector<std::unique_ptr<Asking>> all;
  asio::steady_timer timer{io, limit};
  std::size_t open = questions.size();
  for (const auto& question : questions) {
    Asking* one = all.emplace_back(std::make_unique<Asking>()).get();
    const auto done = [one, &open, &timer](std::exception_ptr e, DoctorChecks rows) {
      one->ended = true;
      one->failed = std::move(e);
      if (!one->failed) one->rows = std::move(rows);
      if (--open == 0) timer.cancel();
    };
    asio::co_spawn(io, question.ask(), asio::bind_cancellation_slot(one->cut.slot(), done));
  }
  timer.async_wait([&](const boost::system::error_code& ec) {
    if (ec) return;
    for (const auto& one : all) {
      if (one->ended) continue;
      one->late = true;
      one->cut.emit(asio::cancellation_type::terminal);
    }
  });
  io.run();

  DoctorChecks rows;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    Asking& one = *all[i];
    if (one.failed && !one.late) std::rethrow_exception(one.failed);
    const DoctorChecks found = one.late ? too_late(questions[i], limit) : std::move(one.rows);
    rows.insert(rows.end(), found.begin(), found.end());
  }
  return rows;
}

}  // namespace ra::cli
