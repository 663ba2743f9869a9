#include "parties.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace ra::product;
using namespace ra::product::test;
using ra::Errc;

namespace {

std::string key_text(char seed) { return ra::json::quoted(key_of(seed).public_pem()); }

std::string of(const std::string& name, char seed, const std::string& more) {
  return fmt::format(R"({{"name": "{}", "key": {}, {}}})", name, key_text(seed), more);
}

const std::string vendors = of("ci", 'v', R"("roles": ["vendor-ci"])");

struct WrongTrust {
  std::string text;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongTrust& w) { return out << w.text.substr(0, 60); }

const std::vector<WrongTrust> wrong{
    {"[]", "trust.json:1:1: must be an object with"},
    {"{,}", "trust.json:1:2:"},
    {"{}", "the trust file must name a party that is a CI"},
    {R"({"partys": []})", "`partys` is not a key of a trust file"},
    {R"({"parties": [{}]})", "`parties[0]` must have a `name`"},
    {R"({"parties": [{"name": "a"}]})", "`parties[0]` must have `roles`"},
    {R"({"parties": [{"name": "a", "roles": ["boss"]}]})", "`parties[0].roles[0]` "},
    {R"({"parties": [{"name": "a", "roles": ["vendor-ci"]}]})", "`parties[0]` must have a `key`"},
    {R"({"parties": [{"name": "a", "roles": ["vendor-ci"], "key": "x"}]})", "`parties[0].key` it holds no public key"},
    {R"({"parties": [{"name": "a b", "roles": ["vendor-ci"], "key": "x"}]})", "`parties[0].name` must be made of"},
    {"{\"parties\": [" + vendors + "," + vendors + "]}", "`parties[1]` has the name or the key of another"},
    {"{\"parties\": [" + vendors + "," + of("x", 'v', R"("roles": ["certifier"])") + "]}",
     "`parties[1]` has the name or the key"},
    {"{\"parties\": [" + of("ci", 'v', R"("roles": ["vendor-ci"], "after": ["me"])") + "]}",
     "`parties[0]` comes after `me`, which is no CI"},
    {"{\"parties\": [" + of("a", 'a', R"("roles": ["vendor-ci"], "after": ["b"])") + "," +
         of("b", 'b', R"("roles": ["customer-ci"])") + "]}",
     "`parties[0]` comes after itself"},
    {"{\"parties\": [" + vendors + "], \"policy\": {\"required\": [\"nobody\"]}}",
     "`policy` names `nobody`, which is no CI"},
    {"{\"parties\": [" + vendors + "], \"policy\": {\"within\": \"soon\"}}", "`policy.within` "},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(trust_files)

BOOST_AUTO_TEST_CASE(parties_with_their_roles_their_keys_and_the_policy) {
  const auto trust = parse_trust(
      "trust.json", "{\"parties\": [" + vendors + ", // ours\n" + of("a", 'a', R"("roles": ["customer-ci"])") + "," +
                        of("b", 'b', R"("roles": ["customer-ci", "deployer"], "after": ["a"])") +
                        "], \"policy\": {\"required\": [\"ci\", \"b\"], \"within\": \"72h\"}}");
  BOOST_TEST_REQUIRE(trust.has_value());
  BOOST_TEST(trust->cis().size() == 3U);
  BOOST_TEST(trust->named("b")->has(Role::deployer));
  BOOST_TEST(trust->before(*trust->named("b")) == (std::vector<std::string>{"a", "ci"}),
             boost::test_tools::per_element());
  BOOST_TEST(trust->required().size() == 2U);
  BOOST_TEST((*trust->policy.within == std::chrono::hours{72}));
  BOOST_TEST((trust->with_key(key_of('a').id()) == trust->named("a")));
}

BOOST_AUTO_TEST_CASE(a_key_may_stand_there_in_one_line) {
  std::string pem = key_of('v').public_pem();
  const auto begin = pem.find('\n') + 1;
  const std::string line = pem.substr(begin, pem.find('\n', begin) - begin);
  const auto trust =
      parse_trust("trust.json", R"({"parties": [{"name": "ci", "roles": ["vendor-ci"], "key": ")" + line + "\"}]}");
  BOOST_TEST_REQUIRE(trust.has_value());
  BOOST_TEST(trust->parties.front().key.id() == key_of('v').id());
}

BOOST_DATA_TEST_CASE(what_is_wrong_is_told_with_its_place, boost::unit_test::data::make(wrong), one) {
  const auto trust = parse_trust("trust.json", one.text);
  BOOST_TEST_REQUIRE(!trust.has_value());
  BOOST_TEST((trust.error().code == Errc::config));
  BOOST_TEST(trust.error().message.find(one.message) != std::string::npos, trust.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
