#include "http/connector.hpp"

#include "base/try.hpp"
#include "http/tunnel.hpp"
#include "http/unreached.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>

#include <algorithm>

namespace asio = boost::asio;
using boost::system::error_code;

namespace ra::http {

asio::awaitable<Result<std::unique_ptr<Stream>>> Connector::connect(const Url& url, const std::optional<Url>& proxy,
                                                                    SteadyTime deadline) {
  const bool wants_tls = url.scheme == "https";
  if (wants_tls && !tls_) {
    RA_CO_TRY_ASSIGN(tls_, make_tls(options_.ca_file));
  }
  const Url& first = proxy ? *proxy : url;
  auto dialed = co_await dial(first, deadline);
  if (!dialed || !wants_tls) co_return dialed;
  Stream& stream = **dialed;
  stream.expires_at(deadline);
  if (proxy) {
    const auto through = co_await tunnel(stream, *proxy, url, options_.user_agent);
    if (!through) co_return through.error();
  }
  const auto secured = co_await secure(stream, url);
  if (!secured) co_return secured.error();
  co_return dialed;
}

asio::awaitable<Result<std::unique_ptr<Stream>>> Connector::dial(const Url& to, SteadyTime deadline) {
  const Addresses found = co_await options_.look_up(to.host, deadline);
  if (found.ec) co_return lookup_error(found.ec, to.host, reached_.contains(to.host));
  error_code last = asio::error::host_not_found;
  for (const auto& address : found.all) {
    auto stream = std::make_unique<Stream>(executor_);
    stream->expires_at(std::min(deadline, clock_.steady() + options_.connect_timeout));
    last = co_await stream->connect(address, to.port);
    if (!last) {
      reached_.insert(to.host);
      co_return stream;
    }
    if (last == asio::error::operation_aborted || clock_.steady() >= deadline) break;
  }
  co_return unreached(fmt::format("connecting to {}", to.authority()), last);
}

asio::awaitable<Result<>> Connector::secure(Stream& stream, const Url& to) {
  ssl_st* session = stream.begin_tls(*tls_);
  if (!expect_host(session, to.host)) co_return error(Errc::config, fmt::format("`{}` is not a host name", to.host));
  const error_code ec = co_await stream.handshake();
  const std::string server = fmt::format("https://{}", to.authority());
  if (ec) co_return handshake_error(session, ec, to.host, to.authority(), reached_.contains(server));
  reached_.insert(server);
  co_return Result<>{};
}

}  // namespace ra::http
