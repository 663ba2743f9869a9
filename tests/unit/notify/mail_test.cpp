#include "notify/mail.hpp"

#include "base/text.hpp"
#include "notify/kind.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::notify;

BOOST_AUTO_TEST_SUITE(mail)

BOOST_AUTO_TEST_CASE(an_address_that_could_become_a_command_or_a_header_is_none) {
  BOOST_TEST(is_mail_address("a@example.org"));
  for (const char* wrong : {"", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a@b>\r\nRCPT TO:<x@y", "a@b,c@d", "<a@b>"})
    BOOST_TEST(!is_mail_address(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(the_address_of_a_server_has_its_port_and_its_login) {
  const auto server = parse_mail_server("smtps://bot%40x:p%40ss@Mail.example.org").value();
  BOOST_TEST(server.tls_at_once);
  BOOST_TEST(server.host == "mail.example.org");
  BOOST_TEST(server.port == 465);
  BOOST_TEST(server.user == "bot@x");
  BOOST_TEST(server.password.reveal() == "p@ss");
  BOOST_TEST(parse_mail_server("smtp://mail.example.org").value().port == 587);
  BOOST_TEST(parse_mail_server("smtp://localhost:25").value().port == 25);
  for (const char* wrong : {"", "mail.example.org", "https://mail.example.org", "smtp://"})
    BOOST_TEST(parse_mail_server(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(nothing_that_strangers_wrote_is_a_header_and_no_line_is_too_long) {
  Event event;
  event.product = "x\r\nBcc: evil@example.org";
  event.version = std::string(300, 'v') + "\xc3\xa9";
  event.stage = ".";
  const std::string text = mail_text({&event, 1}, {"a@example.org", {"b@example.org"}}, {});
  for (const auto line : ra::lines(text)) {
    BOOST_TEST(line.size() <= 78U, line);
    BOOST_TEST(!line.starts_with("Bcc"));
  }
  BOOST_TEST(text.find("Date: Thu, 01 Jan 1970 00:00:00 +0000\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(mattermost_is_given_nothing_that_formats_or_calls) {
  Event event;
  event.product = "@channel [x](http://evil.example) **b**";
  const auto body = mattermost_messages({&event, 1}, "https://hook.example").body;
  BOOST_TEST(body.find("@channel") == std::string::npos);
  BOOST_TEST(body.find("](http") == std::string::npos);
  BOOST_TEST(body.find("**") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
