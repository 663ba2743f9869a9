#pragma once

#include "base/environment.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/sleep.hpp"
#include "notify/kind.hpp"
#include "notify/mail.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::notify {

struct Destination {
  std::string name;
  const Kind* kind = nullptr;
  Secret url;
  std::vector<model::Moment> on;
  Secret key = {};         // signs what is sent
  Envelope envelope = {};  // of mail
};

// Sends a message to the mail server that a destination's address names.
using SendMail =
    std::function<boost::asio::awaitable<Result<>>(const Destination& to, std::string message, Duration patience)>;
SendMail real_mail(boost::asio::any_io_executor executor, std::string ca_file, const Clock& clock);

// The header that holds the signature of a body, as GitHub's X-Hub-Signature-256 does: sha256=HEX, HMAC by the key.
inline constexpr const char* signature_header = "X-Release-Action-Signature-256";

// Those that can be reached: one whose variable is not set, or holds no address that a secret may be sent to, is left
// out with a warning. `config` for a kind that there is not.
Result<std::vector<Destination>> destinations(const std::vector<model::Notice>& notices, const Environment& environment,
                                              const Log& log);

// Sends events beside what goes on, and never in its way: to each destination one after the other, to all at the same
// time. What cannot be sent is a warning. A destination that does not answer is left alone from then on. It must
// outlive its flush(); no address is ever written anywhere.
class Notifier {
 public:
  // `patience`: of one notice, and of all that are left at the end.
  // `lost` is called with each notice that did not arrive.
  using Lost = std::function<void(const std::string& destination, const Event& event)>;
  Notifier(std::vector<Destination> destinations, http::Client& client, boost::asio::any_io_executor executor,
           Duration patience, const Clock& clock, const Log& log, Lost lost = {},
           http::Sleep sleep = http::real_sleep(), SendMail mail = {});

  // Returns at once.
  void tell(const Event& event);

  // Until all is sent, or patience has ended. Nothing is told after it.
  boost::asio::awaitable<void> flush();

 private:
  struct Line {
    Destination to;
    std::deque<Event> waiting = {};
    bool busy = false;
    bool silent = false;  // it did not answer
    std::size_t lost = 0;
    std::optional<SteadyTime> told_at = {};
  };

  boost::asio::awaitable<void> work(Line& line);
  boost::asio::awaitable<void> pause(Line& line);
  boost::asio::awaitable<void> send(Line& line, std::vector<Event> events);
  boost::asio::awaitable<Result<int>> deliver(const Line& line, const std::vector<Event>& events, Duration patience,
                                              std::optional<Duration>& asked);
  http::Request request_of(const Line& line, const std::vector<Event>& events) const;
  void lose(Line& line, const std::vector<Event>& events, const std::string& why);
  Duration left() const;

  std::vector<std::unique_ptr<Line>> lines_;
  http::Client& client_;
  boost::asio::any_io_executor executor_;
  Duration patience_;
  const Clock& clock_;
  const Log& log_;
  Lost lost_;
  http::Sleep sleep_;
  SendMail mail_;
  boost::asio::steady_timer ended_;  // cancelled when a line falls idle
  std::optional<SteadyTime> until_;  // set by flush()
};

}  // namespace ra::notify
