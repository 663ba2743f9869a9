#include "http/transport.hpp"

#include "base/file_reader.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/answer_body.hpp"
#include "http/connector.hpp"
#include "http/idle_pool.hpp"
#include "http/outgoing.hpp"
#include "http/stream.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

namespace ra::http {

namespace {

// Beast reads answers, as bytes that are already here: what moves them is Stream, so that none of Asio's
// operations is compiled with it.
using Parser = beast::http::response_parser<AnswerBody>;

// Ours. Beast lets the lines of the first piece that is read come on top, and throws at a line of 64 KiB.
constexpr std::uint32_t most_head = 48U << 10U;

bool is_repeatable(const Request& request) {
  return request.method == Method::get || request.method == Method::head || request.may_repeat;
}

// --- One request on one connection -----------------------------------------------------------

struct Attempt {
  std::optional<Response> response;
  error_code ec;                 // when there is no response
  bool sent = false;             // a byte may have reached the server
  bool answered = false;         // a byte of the answer came
  bool keep = false;             // the connection is good for another request
  std::optional<Error> refused;  // by whoever takes the body
};

Response head_of(const Parser::value_type& message) {
  Response response;
  response.status = static_cast<int>(message.result_int());
  for (const auto& field : message) response.headers.add(std::string{field.name_string()}, std::string{field.value()});
  return response;
}

// Hands on what has come of a good answer's body.
class Pieces {
 public:
  explicit Pieces(BodySink* into) : into_{into} {}

  Result<> take(Parser& parser) {
    if (into_ == nullptr || !parser.is_header_done()) return {};
    auto& message = parser.get();
    if (message.result_int() / 100 != 2) return {};
    if (!begun_) RA_TRY(into_->begin(head_of(message)));
    begun_ = true;
    Result<> taken = message.body().empty() ? Result<>{} : into_->write(message.body());
    message.body().clear();
    return taken;
  }

 private:
  BodySink* into_;
  bool begun_ = false;
};

asio::awaitable<error_code> read_message(Stream& stream, Parser& parser, Attempt& attempt, BodySink* into) {
  parser.eager(true);
  Pieces pieces{into};
  for (;;) {
    error_code ec;
    if (!stream.unread.empty()) {
      attempt.answered = true;
      const std::size_t used = parser.put(asio::buffer(stream.unread), ec);
      stream.unread.erase(0, used);
      if (ec && ec != beast::http::error::need_more) co_return ec;
      if (const auto taken = pieces.take(parser); !taken) {
        attempt.refused = taken.error();
        co_return make_error_code(std::errc::operation_canceled);
      }
      if (parser.is_done()) co_return error_code{};
    }
    const Stream::Moved got = co_await stream.read_some();
    if (got.ec == asio::error::eof && parser.got_some()) {
      ec = {};
      parser.put_eof(ec);
      co_return ec;
    }
    if (got.ec) co_return got.ec;
  }
}

// One that has changed its length since it was told breaks the request off.
asio::awaitable<error_code> send_file(Stream& stream, const Request& request, std::uint64_t left) {
  const auto changed = make_error_code(std::errc::io_error);
  auto file = FileReader::open(request.body_file, request.file_from);
  if (!file) co_return changed;
  while (left > 0) {
    const auto piece = file->next();
    if (!piece || piece->empty()) co_return changed;
    if (!request.file_bytes && piece->size() > left) co_return changed;
    const std::string_view wanted = piece->substr(0, left);
    const Stream::Moved written = co_await stream.write(wanted);
    if (written.ec) co_return written.ec;
    left -= wanted.size();
  }
  const Stream::Moved written = co_await stream.write(request.body_end);
  co_return written.ec;
}

bool is_gone(const error_code& ec) {
  const std::array<error_code, 6> gone{asio::error::eof,         asio::error::connection_reset,
                                       asio::error::broken_pipe, asio::error::connection_aborted,
                                       asio::error::shut_down,   asio::error::not_connected};
  return std::ranges::find(gone, ec) != gone.end();
}

asio::awaitable<Attempt> exchange(Stream& stream, const std::string& text, const Request& request,
                                  std::uint64_t in_file) {
  Attempt attempt;
  const Stream::Moved written = co_await stream.write(text);
  attempt.sent = written.bytes > 0;
  attempt.ec = written.ec;
  if (!attempt.ec && !request.body_file.empty()) attempt.ec = co_await send_file(stream, request, in_file);
  // A server that refuses a large body may close before it has read it: what it said is here already.
  const error_code unwritten = attempt.ec;
  if (unwritten && !(attempt.sent && is_gone(unwritten))) co_return attempt;
  for (;;) {
    Parser parser;
    parser.header_limit(most_head);
    parser.body_limit(request.max_body);
    parser.skip(request.method == Method::head);
    attempt.ec = co_await read_message(stream, parser, attempt, request.into);
    if (attempt.ec && unwritten && !attempt.answered) attempt.ec = unwritten;
    if (attempt.ec) co_return attempt;
    if (parser.get().result_int() / 100 == 1) continue;  // 103 Early Hints and its like come before the answer
    attempt.keep = !unwritten && parser.keep_alive() && stream.unread.empty();
    attempt.response = head_of(parser.get());
    attempt.response->body = std::move(parser.get().body());
    co_return attempt;
  }
}

std::string describe(const Attempt& attempt, const Request& request) {
  if (attempt.ec == asio::error::timed_out) {
    const auto ms = request.timeout.count();
    return fmt::format("no {}answer within {}", attempt.answered ? "complete " : "",
                       ms < 1000 ? fmt::format("{} ms", ms) : format_duration(request.timeout));
  }
  if (attempt.ec == beast::http::error::body_limit) {
    return fmt::format("the answer is larger than {} bytes", request.max_body);
  }
  if (attempt.ec == beast::http::error::partial_message || (attempt.answered && is_gone(attempt.ec))) {
    return "the answer was cut short";
  }
  if (is_gone(attempt.ec)) return "the connection was closed before an answer came";
  return attempt.ec.message();
}

Error failure(const Attempt& attempt, const Request& request) {
  if (attempt.refused) return *attempt.refused;
  const std::string text = describe(attempt, request);
  const bool harmless = is_repeatable(request) || !attempt.sent;
  if (!harmless) return error(Errc::uncertain, text, "look whether it took effect before you repeat it");
  if (attempt.ec == asio::error::operation_aborted) return error(Errc::cancelled, "cancelled");
  if (attempt.ec == beast::http::error::body_limit) return error(Errc::internal, text);
  return error(Errc::transient, text);
}

class Transport final : public Client {
 public:
  Transport(asio::any_io_executor executor, TransportOptions options, const Clock& clock, const Log& log)
      : options_{std::move(options)},
        clock_{clock},
        log_{log},
        connector_{std::move(executor), options_, clock},
        pool_{options_.max_idle, options_.max_idle_time} {}

  asio::awaitable<Result<Response>> send(const Request& request) override {
    const SteadyTime start = clock_.steady();
    const std::string line = fmt::format("{} {}", to_string(request.method), redact_url(request.url));
    auto result = co_await run(request, start + request.timeout);
    const auto ms = std::chrono::duration_cast<Duration>(clock_.steady() - start).count();
    if (result) {
      log_.debug("{} → {} ({} ms)", line, result->status, ms);
      co_return result;
    }
    log_.debug("{} → {} ({} ms)", line, result.error().message, ms);
    co_return with_context(std::move(result).error(), line);
  }

 private:
  asio::awaitable<Result<Response>> run(const Request& request, SteadyTime deadline) {
    RA_CO_TRY_ASSIGN(const Url url, parse_url(request.url));
    RA_CO_TRY(check_outgoing(request, url));
    RA_CO_TRY_ASSIGN(const std::optional<Url> proxy, choose_proxy(options_.proxy, url));
    RA_CO_TRY_ASSIGN(const std::uint64_t in_file, file_length(request));
    RA_CO_TRY_ASSIGN(const std::uint64_t length, body_length(request));
    const std::string text = to_text(request, url, length, proxy && url.scheme == "http", options_.user_agent);
    const std::string key = fmt::format("{}://{}", url.scheme, url.authority());
    auto stream = take(key);
    for (;;) {
      const bool reused = stream != nullptr;
      if (!reused) {
        auto fresh = co_await connector_.connect(url, proxy, deadline);
        if (!fresh) co_return std::move(fresh).error();
        stream = *std::move(fresh);
      }
      stream->expires_at(deadline);
      Attempt attempt = co_await exchange(*stream, text, request, in_file);
      if (attempt.response) {
        stream->expires_never();
        if (attempt.keep) pool_.give(key, std::move(stream), clock_.steady());
        co_return *std::move(attempt.response);
      }
      // Servers close kept connections whenever they like: that is no answer to this request.
      const bool stale = reused && !attempt.answered && is_gone(attempt.ec);
      if (!stale || (attempt.sent && !is_repeatable(request))) co_return failure(attempt, request);
      stream.reset();
    }
  }

  std::unique_ptr<Stream> take(const std::string& key) {
    for (;;) {
      auto stream = pool_.take(key, clock_.steady());
      if (!stream || !stream->is_dead()) return stream;
    }
  }

  TransportOptions options_;
  const Clock& clock_;
  const Log& log_;
  Connector connector_;
  IdlePool<Stream> pool_;
};

}  // namespace

std::unique_ptr<Client> make_transport(asio::any_io_executor executor, TransportOptions options, const Clock& clock,
                                       const Log& log) {
  return std::make_unique<Transport>(std::move(executor), std::move(options), clock, log);
}

}  // namespace ra::http
