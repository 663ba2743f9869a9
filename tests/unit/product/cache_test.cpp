#include "parties.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::product;
using namespace ra::product::test;

namespace {

struct CacheBench {
  ra::test::TemporaryFolder folder;
  std::filesystem::path file = folder.path() / "known";
  Trust trust = everybody();

  Cache load(const std::string& catalog = "r.example/products") const { return Cache::load(file, catalog, trust); }
  void keep(const std::vector<Fact>& facts) const {
    Cache cache = load();
    for (const auto& fact : facts) cache.add(fact);
    cache.add(Listed{apim, {"apim", "3.1.0"}, true});
    BOOST_TEST_REQUIRE(cache.save().has_value());
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(product_cache, CacheBench)

BOOST_AUTO_TEST_CASE(what_was_found_out_is_known_the_next_time) {
  Statement report = statement(Kind::report, "blue-1", 3, false);
  report.reason = "the command ended with 1";
  report.environment = "demo";
  report.attached = {{"output.log", apim, 5}};
  const Fact fact = look(report, '1');
  keep({fact});
  const Cache cache = load();
  const auto known = cache.find(fact.tag);
  BOOST_TEST_REQUIRE(known.has_value());
  BOOST_TEST(judge(*known, trust).counts());
  BOOST_TEST(known->statement.reason == report.reason);
  BOOST_TEST(known->statement.environment == report.environment);
  BOOST_TEST((known->statement.at == report.at));
  BOOST_TEST(!known->statement.ok);
  BOOST_TEST(known->statement.attached.front().digest == apim);
  BOOST_TEST(cache.product(apim)->update);
}

BOOST_AUTO_TEST_CASE(what_is_added_later_is_kept_beside_what_was_there) {
  std::vector<Fact> facts;
  for (int n = 0; n < 50; ++n) facts.push_back(look(statement(Kind::report, "blue-1", n), '1'));
  for (const Fact& fact : facts) keep({fact});
  for (const Fact& fact : facts) BOOST_TEST((load().find(fact.tag)->statement.at == fact.statement.at));
  const std::string text = ra::read_file(file, 1 << 20).value();
  BOOST_TEST(ra::lines(text).size() == facts.size() + 3);  // the head, the product and the sum
}

BOOST_AUTO_TEST_CASE(a_statement_with_an_unknown_key_is_looked_at_again_when_other_keys_are_trusted) {
  const Fact unknown = look(statement(Kind::report, "green", 3), 'g');
  const Fact good = look(statement(Kind::report, "blue-1", 3), '1');
  keep({unknown, good});
  BOOST_TEST(load().find(unknown.tag).has_value());
  trust.parties.push_back(party("green", 'g', {Role::customer_ci}));
  BOOST_TEST(!load().find(unknown.tag).has_value());
  BOOST_TEST(load().find(good.tag).has_value());
}

BOOST_AUTO_TEST_CASE(a_party_that_is_trusted_no_more_does_not_count_although_its_statement_is_known) {
  const Fact fact = look(statement(Kind::report, "blue-1", 3), '1');
  keep({fact});
  std::erase_if(trust.parties, [](const Party& one) { return one.name == "blue-1"; });
  BOOST_TEST((judge(*load().find(fact.tag), trust).standing == Said::Standing::unknown_key));
}

BOOST_AUTO_TEST_CASE(a_text_with_a_tab_or_a_line_end_cannot_write_a_line_of_the_cache) {
  Statement report = statement(Kind::report, "blue-1", 3, false);
  report.reason = "x\nproduct\tsha256:1\tevil\t1.0.0\tupdate";
  const Fact fact = look(report, '1');
  keep({fact});
  BOOST_TEST(!load().find(fact.tag).has_value());
  BOOST_TEST(ra::read_file(file, 1 << 20).value().find("evil") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_cache_of_another_catalogue_and_a_damaged_one_are_empty) {
  const Fact fact = look(statement(Kind::report, "blue-1", 3), '1');
  keep({fact});
  BOOST_TEST(!load("r.example/others").find(fact.tag).has_value());
  const std::string text = ra::read_file(file, 1 << 20).value();
  for (std::size_t end = 0; end < text.size(); end += 13) {
    BOOST_TEST_REQUIRE(ra::write_file(file, text.substr(0, end)).has_value());
    BOOST_TEST(!load().knows(fact.tag));
    std::string other = text;
    other[end] = static_cast<char>(other[end] ^ 1);
    BOOST_TEST_REQUIRE(ra::write_file(file, other).has_value());
    BOOST_TEST(!load().knows(fact.tag));
  }
  BOOST_TEST_REQUIRE(ra::write_file(file, text).has_value());
  BOOST_TEST(load().knows(fact.tag));
}

BOOST_AUTO_TEST_SUITE_END()
