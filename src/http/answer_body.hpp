#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/optional/optional.hpp>
#include <boost/system/error_code.hpp>

#include <cstdint>
#include <string>

namespace ra::http {

// How Beast hands over the body of an answer: what has come is in the string and may be taken out of it at any time.
// Unlike its own string_body it sets no room aside for a length that a server merely claims.
struct AnswerBody {
  using value_type = std::string;

  class reader {
   public:
    template <class Header>
    reader(Header& /*head*/, value_type& body) : body_{body} {}

    void init(const boost::optional<std::uint64_t>& /*length*/, boost::system::error_code& ec) { ec = {}; }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& ec) {
      ec = {};
      std::size_t taken = 0;
      for (auto one = boost::asio::buffer_sequence_begin(buffers); one != boost::asio::buffer_sequence_end(buffers);
           ++one) {
        const boost::asio::const_buffer piece{*one};
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }

    void finish(boost::system::error_code& ec) { ec = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace ra::http
