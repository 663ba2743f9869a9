#pragma once

#include "base/error.hpp"
#include "base/time.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/system/error_code.hpp>

#include <functional>
#include <string>
#include <vector>

namespace ra::http {

struct Addresses {
  boost::system::error_code ec;
  std::vector<boost::asio::ip::address> all;
};

// Name or address of a host → where it is. A parameter of the transport, so that tests need no DNS.
using LookUp = std::function<boost::asio::awaitable<Addresses>(std::string host, SteadyTime deadline)>;

// The system's, that is /etc/hosts and DNS.
boost::asio::awaitable<Addresses> look_up_by_system(std::string host, SteadyTime deadline);

// A name that does not exist is `config` (exit 3, not 7, which is for what stayed away past a deadline): no waiting
// makes it exist, the URL is wrong. Unless `reached`, a host that was there before, or the lookup itself failed
// ("temporary failure", no answer in time): that passes, `transient`.
Error lookup_error(const boost::system::error_code& ec, const std::string& host, bool reached);

}  // namespace ra::http
