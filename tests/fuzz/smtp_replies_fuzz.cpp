// What a mail server answers, a piece at a time.
#include "base/text.hpp"
#include "fuzz/hold.hpp"
#include "notify/smtp_reply.hpp"

#include <algorithm>

namespace ra::fuzz {

namespace {

using State = notify::SmtpRead::State;

void hold_whole(const notify::SmtpRead& read, std::string_view bytes) {
  hold(read.size == bytes.size(), "it is whole with its last byte, and not before");
  hold(bytes.ends_with('\n'), "which ends a line");
  hold(read.reply.code >= 200 && read.reply.code <= 599, "a code is one");
  hold(read.reply.text.ends_with('\n') && read.reply.text.size() < bytes.size(), "its lines are without their codes");
  const std::string code = std::to_string(read.reply.code);
  const auto ours = lines(bytes);
  hold(ours.size() == lines(read.reply.text).size(), "no line is lost");
  for (const auto line : ours) hold(line.starts_with(code), "all lines say the same", line);
  // What comes behind it is the next one's.
  const std::string longer = std::string{bytes} + "250-x\r\n";
  const auto again = notify::read_smtp_reply(longer);
  hold(again.size == read.size && again.reply.text == read.reply.text, "it is the same with anything behind it");
  const notify::SmtpOffers offers = notify::offers_of(read.reply);
  const std::string known = lower(read.reply.text);
  hold(!offers.start_tls || known.find("starttls") != std::string::npos, "what is offered was said");
  hold(!(offers.plain || offers.login) || known.find("auth") != std::string::npos, "and how to log in");
}

}  // namespace

}  // namespace ra::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  for (std::size_t seen = 0; seen <= bytes.size(); ++seen) {
    const auto read = notify::read_smtp_reply(bytes.substr(0, seen));
    if (read.state == State::more) continue;
    if (read.state == State::whole) hold_whole(read, bytes.substr(0, seen));
    if (read.state == State::refused) {
      hold(std::string_view{read.why}.size() > 1, "a refusal says why");
      // Whoever waits for it has read it anew after each piece: nothing that follows makes it good.
      hold(notify::read_smtp_reply(bytes).state == State::refused, "and stays one");
    }
    break;
  }
  // At any length it ends by itself.
  const std::string endless = std::string{bytes} + std::string(notify::longest_smtp_reply, 'x');
  hold(notify::read_smtp_reply(endless).state != State::more, "waiting ends");
  return 0;
}
