#include "logs/redaction.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace ra;
using logs::Masking;
using logs::Redaction;

std::string masked(const std::string& line, const std::vector<std::string>& secrets = {}) {
  Redaction redaction;
  for (const auto& secret : secrets) redaction.add(Secret{secret});
  std::string out;
  Masking{redaction}.line(line, out);
  return out;
}

// Made of parts, so that nobody who looks for tokens in sources finds one here.
std::string letters(std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < n; ++i) text += static_cast<char>('a' + i % 26);
  return text;
}

struct Case {
  std::string line;
  std::string shown;
};
std::ostream& operator<<(std::ostream& out, const Case& one) { return out << one.line; }

const std::string dashes(5, '-');
const std::vector<Case> cases{
    {"key AKIA"
     "ABCDEFGHIJKLMNOP.",
     "key ***."},
    {"key ASIA"
     "ABCDEFGHIJKLMNO1 ",
     "key *** "},
    {"key AKIA"
     "ABCDEFGHIJKLMNO",
     "key AKIA"
     "ABCDEFGHIJKLMNO"},  // one too few
    {"key AKIA"
     "ABCDEFGHIJKLMNOPQ",
     "key AKIA"
     "ABCDEFGHIJKLMNOPQ"},  // one too many
    {"token ghp_" + letters(36) + ", and", "token ***, and"},
    {"ghs_" + letters(36), "***"},
    {"gho_" + letters(36) + "|", "***|"},
    {"ghx_" + letters(36), "ghx_" + letters(36)},
    {"a github_pat_" + letters(82) + "!", "a ***!"},
    {"CCIPAT_" + letters(22) + "_" + letters(40), "***"},
    {"npm_" + letters(36) + " ok", "*** ok"},
    {"npm_config_cache", "npm_config_cache"},
    {"glpat-" + letters(20), "***"},
    {"xoxb-" + letters(24), "***"},
    {"jwt eyJhbGciOiJIUzI1NiJ9"
     ".eyJzdWIiOiIxIn0"
     ".c2lnbmF0dXJl end",
     "jwt *** end"},
    {"eyJhbGciOiJIUzI1NiJ9 alone", "eyJhbGciOiJIUzI1NiJ9 alone"},
    {"Authorization: Bearer " + letters(20), "Authorization: Bearer ***"},
    {"git clone https://bob:hunter2"
     "@example.com/x.git",
     "git clone https://***@example.com/x.git"},
    {"https://" + letters(20) + "@example.com", "https://***@example.com"},
    {"ssh://git@example.com/x", "ssh://git@example.com/x"},
    {"see https://example.com/@scope/package", "see https://example.com/@scope/package"},
    {dashes + "BEGIN RSA PRIVATE KEY" + dashes + "\\nMIIE\\n" + dashes + "END RSA PRIVATE KEY" + dashes + "\"",
     "***\""},
    {dashes + "BEGIN CERTIFICATE" + dashes, dashes + "BEGIN CERTIFICATE" + dashes},
    {"", ""},
    {"x", "x"},
    {"/", "/"},
};

BOOST_AUTO_TEST_SUITE(redaction)

BOOST_DATA_TEST_CASE(what_looks_like_a_secret_is_masked_and_nothing_else, boost::unit_test::data::make(cases)) {
  BOOST_TEST(masked(sample.line) == sample.shown);
}

BOOST_AUTO_TEST_CASE(values_are_masked_wherever_they_stand) {
  BOOST_TEST(masked("a hunter2 b", {"hunter2"}) == "a *** b");
  BOOST_TEST(masked("hunter2", {"hunter2"}) == "***");
  BOOST_TEST(masked("hunter2hunter2", {"hunter2"}) == "******");
  BOOST_TEST(masked("xhunter2", {"hunter2"}) == "x***");
  BOOST_TEST(masked("hunter", {"hunter2"}) == "hunter");
}

BOOST_AUTO_TEST_CASE(a_value_is_masked_as_it_stands_in_an_address_too) {
  BOOST_TEST(masked("?p=pass%20word%2F1&", {"pass word/1"}) == "?p=***&");
}

BOOST_AUTO_TEST_CASE(each_line_of_a_value_is_masked) {
  BOOST_TEST(masked("second line of it", {"first line of it\nsecond line of it\n"}) == "***");
}

BOOST_AUTO_TEST_CASE(a_value_of_5_characters_is_left_and_of_6_masked) {
  BOOST_TEST(masked("abcde", {"abcde"}) == "abcde");
  BOOST_TEST(masked("abcdef", {"abcdef"}) == "***");
}

BOOST_AUTO_TEST_CASE(a_value_that_holds_a_token_or_overlaps_another_is_masked_whole) {
  const std::string token = "ghp_" + letters(36);
  BOOST_TEST(masked("[user=bob;token=" + token + ";x=zzZZ99]", {"user=bob;token=" + token + ";x=zzZZ99"}) == "[***]");
  BOOST_TEST(masked("[abcdefgh]", {"abcdef", "cdefgh"}) == "[***]");
}

BOOST_AUTO_TEST_CASE(a_private_key_of_several_lines_is_masked_to_its_end) {
  const Redaction redaction;
  Masking masking{redaction};
  std::string out;
  for (const char* line : {"before",
                           "-----BEGIN "
                           "PRIVATE KEY-----",
                           "MIIEvQIBADANBg",
                           "-----END "
                           "PRIVATE KEY-----",
                           "after"}) {
    masking.line(line, out);
    out += '\n';
  }
  BOOST_TEST(out == "before\n***\n***\n***\nafter\n");
}

BOOST_AUTO_TEST_CASE(a_secret_at_any_place_of_a_line_that_is_cut_is_masked) {
  Redaction redaction;
  redaction.add(Secret{"S3cr3tValue"});
  const std::size_t size = redaction.longest() + 40;
  for (std::size_t at = 0; at + 11 <= size + 20; ++at) {
    std::string line(size + 20, '.');
    line.replace(at, 11, "S3cr3tValue");
    Masking masking{redaction};
    std::string out;
    const std::size_t taken = masking.part(std::string_view{line}.substr(0, size), out);
    BOOST_REQUIRE(taken > 0U);
    masking.line(std::string_view{line}.substr(taken), out);
    BOOST_REQUIRE_MESSAGE(out.find("S3cr3t") == std::string::npos && out.find("***") != std::string::npos, at);
    BOOST_REQUIRE_MESSAGE(out.size() == line.size() - 11 + 3, at);
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_is_longer_than_what_is_looked_at_is_masked_to_its_end) {
  const Redaction redaction;
  Masking masking{redaction};
  std::string out;
  const std::string token = "ghp_" + letters(3 * redaction.longest()) + " end";
  std::string_view rest = token;
  while (rest.size() > redaction.longest() + 100)
    rest.remove_prefix(masking.part(rest.substr(0, redaction.longest() + 100), out));
  masking.line(rest, out);
  BOOST_TEST(out == "*** end");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
