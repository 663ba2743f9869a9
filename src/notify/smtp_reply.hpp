#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What mail servers answer. Reads bytes that are already here; asks nobody.
namespace ra::notify {

// RFC 5321 4.5.3.1.5 gives a line 512 bytes, and as many lines as one likes. Servers that say more in a line are
// understood, as long as all of it is no longer than this.
constexpr std::size_t longest_smtp_reply = std::size_t{64} << 10U;

// "250-first", …, "250 last".
struct SmtpReply {
  int code = 0;
  std::string text;  // its lines, without the code
};

struct SmtpRead {
  enum class State { more, whole, refused };

  State state = State::more;
  SmtpReply reply;
  std::size_t size = 0;  // of all of it, with its last line end
  const char* why = "";  // of a refusal
};

// RFC 5321 4.2. A line feed alone ends a line as well.
SmtpRead read_smtp_reply(std::string_view bytes);

// What an answer to EHLO offers (RFC 5321 4.1.1.1), of what we know.
struct SmtpOffers {
  bool start_tls = false;
  bool plain = false;  // AUTH
  bool login = false;
};
SmtpOffers offers_of(const SmtpReply& hello);

}  // namespace ra::notify
