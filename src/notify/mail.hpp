#pragma once

#include "notify/event.hpp"
#include "notify/smtp.hpp"

#include <span>
#include <string>

namespace ra::notify {

// A message about some events, RFC 5322: plain text, of which nothing can become a header.
std::string mail_text(std::span<const Event> events, const Envelope& envelope, WallTime now);

// An address that may stand in a command and a header: one @, no blanks, brackets or control bytes.
bool is_mail_address(std::string_view text);

}  // namespace ra::notify
