#pragma once

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace ra::test {

// Reads one request's head on each connection (up to `end`), writes `answer` as it is, and then either closes
// or, when it has a port to go on to, passes bytes both ways: a proxy for CONNECT.
class RawServer {
 public:
  using tcp = boost::asio::ip::tcp;

  RawServer(boost::asio::io_context& context, std::string answer, unsigned short onward = 0,
            std::string end = "\r\n\r\n")
      : acceptor_{context, {boost::asio::ip::address_v4::loopback(), 0}},
        answer_{std::move(answer)},
        onward_{onward},
        end_{std::move(end)} {
    spawn(context.get_executor(), accept());
  }

  unsigned short port() const { return acceptor_.local_endpoint().port(); }
  void lead_to(unsigned short onward) { onward_ = onward; }
  const std::vector<std::string>& heads() const { return heads_; }
  const std::string& passed() const { return passed_; }  // what clients sent through the tunnel

 private:
  using Socket = std::shared_ptr<tcp::socket>;

  boost::asio::awaitable<void> accept() {
    for (;;) {
      auto [ec, socket] = co_await acceptor_.async_accept(ra::nothrow);
      if (ec) co_return;
      const auto shared = std::make_shared<tcp::socket>(std::move(socket));
      spawn(acceptor_.get_executor(), serve(shared));
    }
  }

  boost::asio::awaitable<void> serve(Socket client) {
    std::string head;
    auto buffer = boost::asio::dynamic_buffer(head);
    const auto [read_ec, n] = co_await boost::asio::async_read_until(*client, buffer, end_, ra::nothrow);
    if (read_ec) co_return;
    heads_.push_back(head);
    const auto [write_ec, written] =
        co_await boost::asio::async_write(*client, boost::asio::buffer(answer_), ra::nothrow);
    if (write_ec || onward_ == 0) co_return;
    const auto server = std::make_shared<tcp::socket>(acceptor_.get_executor());
    const tcp::endpoint to{boost::asio::ip::address_v4::loopback(), onward_};
    const auto [connect_ec] = co_await server->async_connect(to, ra::nothrow);
    if (connect_ec) co_return;
    spawn(acceptor_.get_executor(), pass(server, client, nullptr));
    co_await pass(client, server, &passed_);
  }

  static boost::asio::awaitable<void> pass(Socket from, Socket to, std::string* record) {
    std::array<char, 4096> bytes{};
    for (;;) {
      const auto [read_ec, n] = co_await from->async_read_some(boost::asio::buffer(bytes), ra::nothrow);
      if (read_ec) break;
      if (record != nullptr) record->append(bytes.data(), n);
      const auto part = boost::asio::buffer(bytes.data(), n);
      const auto [write_ec, written] = co_await boost::asio::async_write(*to, part, ra::nothrow);
      if (write_ec) break;
    }
    boost::system::error_code ignored;
    to->close(ignored);
  }

  tcp::acceptor acceptor_;
  std::string answer_;
  unsigned short onward_;
  std::string end_;
  std::vector<std::string> heads_;
  std::string passed_;
};

}  // namespace ra::test
