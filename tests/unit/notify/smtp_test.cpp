#include "notify/smtp.hpp"
#include "notify/smtp_reply.hpp"

#include "base/coroutine.hpp"
#include "base/nothrow.hpp"
#include "base/text.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace ra::notify;
using State = SmtpRead::State;

namespace {

// What one of that many bytes is: "250-xxx…\r\n250 x\r\n".
std::string reply_of(std::size_t bytes) {
  const std::string last = "250 x\r\n";
  return "250-" + std::string(bytes - last.size() - 6, 'x') + "\r\n" + last;
}

std::string why_not(const std::string& bytes) {
  const SmtpRead read = read_smtp_reply(bytes);
  return read.state == State::refused ? read.why : "";
}

SmtpOffers offered_by(const std::string& bytes) { return offers_of(read_smtp_reply(bytes).reply); }

// A server of this machine that says these one after the other: the first when somebody comes, the next after each
// line, and the one after 354 when the message has ended.
struct MailScript {
  explicit MailScript(std::vector<std::string> answers) : answers_{std::move(answers)} {
    ra::spawn(io.get_executor(), serve());
  }

  ra::Result<> send(const std::string& message = "the message\n") {
    MailServer server;
    server.host = "127.0.0.1";
    server.port = acceptor_.local_endpoint().port();
    server.user = "bot";
    server.password = ra::Secret{"p"};
    const Envelope envelope{"a@example.org", {"b@example.org"}};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    const MailTools tools{io.get_executor(), ""};
    return ra::run_coroutine(io, send_mail(tools, server, envelope, message, deadline));
  }

  asio::io_context io{1};
  std::vector<std::string> heard;

 private:
  asio::awaitable<void> serve() {
    auto [ec, socket] = co_await acceptor_.async_accept(ra::nothrow);
    std::string unread;
    std::string end = "\r\n";
    for (const auto& answer : answers_) {
      co_await asio::async_write(socket, asio::buffer(answer), ra::nothrow);
      end = answer.starts_with("354") ? "\r\n.\r\n" : "\r\n";
      auto buffer = asio::dynamic_buffer(unread);
      const auto [ended, n] = co_await asio::async_read_until(socket, buffer, end, ra::nothrow);
      if (ended) co_return;
      heard.push_back(unread.substr(0, n));
      unread.erase(0, n);
    }
  }

  std::vector<std::string> answers_;
  tcp::acceptor acceptor_{io, {asio::ip::address_v4::loopback(), 0}};
};

const std::vector<std::string> good{
    "220 mail\r\n", "250-mail\r\n250 AUTH PLAIN\r\n", "235 in\r\n", "250 a\r\n", "250 b\r\n", "354 go on\r\n",
    "250 taken\r\n"};

// What is said where the n-th of the good answers is this one.
std::string refusal(std::size_t n, const std::string& answer) {
  std::vector<std::string> answers = good;
  answers[n] = answer;
  MailScript script{std::move(answers)};
  const auto sent = script.send();
  return sent ? "" : sent.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(smtp)

BOOST_AUTO_TEST_CASE(a_reply_of_many_lines_is_read_to_its_last) {
  const std::string text = "250-mail\r\n250-\r\n250-SIZE 1\n250 AUTH PLAIN\r\n";
  for (std::size_t size = 0; size < text.size(); ++size)
    BOOST_TEST((read_smtp_reply(text.substr(0, size)).state == State::more), size);
  const SmtpRead read = read_smtp_reply(text + "354 next\r\n");
  BOOST_TEST((read.state == State::whole));
  BOOST_TEST(read.size == text.size());
  BOOST_TEST(read.reply.code == 250);
  BOOST_TEST(read.reply.text == "mail\n\nSIZE 1\nAUTH PLAIN\n");
  BOOST_TEST(read_smtp_reply("221\r\n").reply.code == 221);
}

BOOST_AUTO_TEST_CASE(what_is_no_reply_is_told_so) {
  for (const char* wrong : {"\r\n", "25\r\n", "25 a\r\n", "+50 a\r\n", "2500\r\n", "199 a\r\n", "600 a\r\n", "250a\r\n",
                            " 250 a\r\n", "HTTP/1.1 400 Bad Request\r\n", "250-a\r\n550 b\r\n", "250-a\r\nb\r\n"})
    BOOST_TEST(why_not(wrong) == "it does not speak SMTP", wrong);
}

BOOST_AUTO_TEST_CASE(a_line_may_be_longer_than_the_standard_allows) {
  for (const std::size_t size : {511U, 512U, 513U, 5000U}) {
    const std::string line = "220 " + std::string(size - 6, 'x') + "\r\n";
    BOOST_TEST(read_smtp_reply(line).reply.text.size() == size - 5);
  }
}

BOOST_AUTO_TEST_CASE(a_reply_may_be_as_long_as_its_limit) {
  BOOST_TEST((read_smtp_reply(reply_of(longest_smtp_reply - 1)).state == State::whole));
  BOOST_TEST((read_smtp_reply(reply_of(longest_smtp_reply)).state == State::whole));
  BOOST_TEST(why_not(reply_of(longest_smtp_reply + 1)) == "it talks without an end");
  // And who never ends is not waited for, in one line or in many.
  BOOST_TEST((read_smtp_reply(std::string(longest_smtp_reply - 1, 'x')).state == State::more));
  BOOST_TEST(why_not(std::string(longest_smtp_reply, 'x')) == "it talks without an end");
  std::string many;
  while (many.size() < longest_smtp_reply) many += "250-\r\n";
  BOOST_TEST(why_not(many) == "it talks without an end");
}

BOOST_AUTO_TEST_CASE(what_is_offered_is_what_a_line_begins_with) {
  const SmtpOffers all = offered_by("250-mail\r\n250-starttls\r\n250 AUTH login PLAIN\r\n");
  BOOST_TEST((all.start_tls && all.plain && all.login));
  const SmtpOffers old = offered_by("250-mail\r\n250 AUTH=LOGIN\r\n");
  BOOST_TEST((!old.start_tls && !old.plain && old.login));
  for (const char* nothing : {"250 STARTTLS AUTH PLAIN\r\n", "250-AUTH PLAIN\r\n250 X AUTH PLAIN LOGIN STARTTLS\r\n",
                              "250-\r\n250-STARTTLSX\r\n250 AUTHPLAIN\r\n", "250\r\n"}) {
    const SmtpOffers none = offered_by(nothing);
    BOOST_TEST(!(none.start_tls || none.plain || none.login), nothing);
  }
}

BOOST_AUTO_TEST_CASE(a_message_is_handed_over_line_by_line) {
  MailScript script{good};
  BOOST_TEST(script.send("one\n.two\n.\nthree").has_value());
  const std::vector<std::string> expected{"EHLO [127.0.0.1]\r\n",
                                          "AUTH PLAIN AGJvdABw\r\n",
                                          "MAIL FROM:<a@example.org>\r\n",
                                          "RCPT TO:<b@example.org>\r\n",
                                          "DATA\r\n",
                                          "one\r\n..two\r\n..\r\nthree\r\n.\r\n",
                                          "QUIT\r\n"};
  BOOST_TEST(script.heard == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(only_the_answer_that_a_command_wants_goes_on) {
  BOOST_TEST(refusal(0, "554 go away\r\n") == "it answered 554 to it");
  BOOST_TEST(refusal(1, "354 go on\r\n") == "it answered 354 to EHLO");
  BOOST_TEST(refusal(2, "334 what?\r\n") == "it answered 334 to the password");
  BOOST_TEST(refusal(3, "550 no\r\n") == "it answered 550 to the sender");
  BOOST_TEST(refusal(4, "450-later\r\n450 really\r\n") == "it answered 450 to a recipient");
  BOOST_TEST(refusal(5, "250 what for?\r\n") == "it answered 250 to DATA");
  BOOST_TEST(refusal(6, "354 more\r\n") == "it answered 354 to the message");
  BOOST_TEST(refusal(6, std::string(longest_smtp_reply, 'x')) == "it talks without an end");
  BOOST_TEST(refusal(0, "SSH-2.0-OpenSSH\r\n") == "it does not speak SMTP");
  MailScript wrong{{"220 mail\r\n", "250 mail\r\n", "535 no\r\n"}};
  BOOST_TEST((wrong.send().error().code == ra::Errc::unauthorized));
  MailScript gone{{"220 mail\r\n"}};
  BOOST_TEST((gone.send().error().code == ra::Errc::transient));
}

BOOST_AUTO_TEST_CASE(what_comes_before_tls_has_begun_counts_for_nothing) {
  const std::string offer = "250-mail\r\n250 STARTTLS\r\n";
  MailScript script{{"220 mail\r\n", offer, "220 begin\r\n250-injected\r\n250 AUTH PLAIN\r\n"}};
  BOOST_TEST(script.send().error().message == "it went on talking before TLS began");
  BOOST_TEST(script.heard.size() == 2U);
}

BOOST_AUTO_TEST_CASE(who_knows_login_alone_is_told_user_and_password_in_turn) {
  std::vector<std::string> answers = good;
  answers[1] = "250-mail\r\n250 AUTH LOGIN\r\n";
  answers[2] = "334 VXNlcm5hbWU6\r\n";
  answers.insert(answers.begin() + 3, {"334 UGFzc3dvcmQ6\r\n", "235 in\r\n"});
  MailScript script{answers};
  BOOST_TEST(script.send().has_value());
  BOOST_TEST(script.heard[1] == "AUTH LOGIN\r\n");
  BOOST_TEST(script.heard[2] == "Ym90\r\n");
  answers[3] = "235 in already\r\n";
  MailScript odd{answers};
  BOOST_TEST(odd.send().error().message == "it answered 235 to the user");
}

BOOST_AUTO_TEST_SUITE_END()
