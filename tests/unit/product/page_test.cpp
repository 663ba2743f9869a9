#include "parties.hpp"
#include "unit/model/fixtures.hpp"
#include "unit/model/schema.hpp"

#include "base/files.hpp"

#include <boost/test/unit_test.hpp>

#include <list>

using namespace ra::product;
using namespace ra::product::test;

namespace {

const Links blob_links = links_by([](const std::string& digest) { return "https://r.example/blobs/" + digest; });

Page page(std::vector<Said> all) {
  all.push_back(published());
  return {
      "r.example/<products>", {"acme-ci", "blue-1", "blue-2"}, matrix_of({entry(std::move(all))}, everybody()), noon};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(product_page)

BOOST_AUTO_TEST_CASE(states_are_told_in_words_with_a_link_to_the_log) {
  Statement red = statement(Kind::report, "acme-ci", -5, false);
  red.reason = "the command ended with 1";
  red.attached = {{"output.log", apim, 5}};
  const std::string html = to_html(page({said(red, 'v')}), blob_links);
  BOOST_TEST(html.find("✗ failed") != std::string::npos);
  BOOST_TEST(html.find("· pending") != std::string::npos);
  BOOST_TEST(html.find("href=\"https://r.example/blobs/" + apim) != std::string::npos);
  BOOST_TEST(html.find("5m 00s") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_strangers_write_is_text_and_nothing_is_loaded) {
  Statement report = statement(Kind::report, "acme-ci", -5, false);
  report.reason = "<script>alert(1)</script><img src=x onerror=1>";
  const std::string html = to_html(page({said(report, 'v')}), blob_links);
  BOOST_TEST(html.find("<script") == std::string::npos);
  BOOST_TEST(html.find("<img") == std::string::npos);
  BOOST_TEST(html.find("&lt;products&gt;") != std::string::npos);
  for (const char* loads : {"<link", "@import", "url(", "http-equiv"})
    BOOST_TEST(html.find(loads) == std::string::npos);
}

// Whatever of it a party could have written, however it came past the checks before it.
BOOST_AUTO_TEST_CASE(nothing_of_a_page_is_anything_but_text) {
  int count = 0;
  const auto evil = [&]() { return fmt::format("\"'><img src={}>&", ++count); };
  const auto claim = [&](Said::Standing standing) {
    Said one = published();
    one.standing = standing;
    one.statement.ok = count % 2 == 0;
    one.statement.override_policy = true;
    one.statement.by = evil();
    one.statement.reason = evil();
    one.statement.environment = evil();
    one.statement.attached = {{evil(), apim, 5}};
    one.why = evil();
    return one;
  };
  std::list<Said> all;  // to which rows point
  const auto kept = [&](Said::Standing standing) { return &all.emplace_back(claim(standing)); };
  const auto row = [&](bool is_published) {
    Row one;
    one.product = {evil(), {evil(), evil()}, false};
    one.state.published = is_published;
    one.state.not_published = evil();
    one.state.validations = {{evil(), Validation::State::failed, kept(Said::Standing::counts)},
                             {evil(), Validation::State::untrusted, kept(Said::Standing::unknown_key)},
                             {evil(), Validation::State::pending, nullptr}};
    one.state.ignored = {kept(Said::Standing::tampered)};
    one.deployments = {{evil(), claim(Said::Standing::counts), true}, {evil(), claim(Said::Standing::counts), false}};
    return one;
  };
  std::vector<Row> rows{row(true), row(true), row(false)};
  rows[0].state.ready = true;
  rows[0].state.certification = kept(Said::Standing::counts);
  rows[1].state.revocation = kept(Said::Standing::counts);
  const Links links{[&](const Listed&, const Said&) { return "/logs/" + evil(); },
                    [&](const Said&, const Attached&) { return evil(); }};
  const auto hold = [&](const std::string& html) {
    BOOST_TEST(html.find("<img") == std::string::npos);
    BOOST_TEST(html.find("\"'>") == std::string::npos);
    BOOST_TEST(html.find("&lt;img src=") != std::string::npos);
  };
  hold(to_html({evil(), {evil()}, {{}, rows}, noon}, links));
  for (const std::optional<ra::WallTime> read_at : {std::optional<ra::WallTime>{}, std::optional{noon}})
    hold(live_html({evil(), {evil()}, 3, 1}, matrix_html(rows, links, {}), {read_at, evil(), noon, "1"}));
  // What a link of strangers leads to is no script of theirs.
  const Links scripts{[](const Listed&, const Said&) { return "javascript:alert(1)"; }, links.file};
  BOOST_TEST(matrix_html(rows, scripts, {}).find("javascript:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_json_says_who_has_found_what_and_when) {
  const auto json =
      to_json(page({said(statement(Kind::report, "acme-ci", 1), 'v'), said(statement(Kind::report, "blue-1", 1), 'x'),
                    said(statement(Kind::certification, "sam", 2), 's')})
                  .matrix.rows,
              blob_links);
  BOOST_TEST(ra::model::test::validate(ra::read_file(RA_SCHEMAS "/products.schema.json", 1 << 20).value(),
                                       ra::json::dump(json)) == "");
  BOOST_TEST(json["schema"].as_string() == "release-action/products/1");
  const auto& product = json["products"].items().at(0);
  BOOST_TEST(product["ready_to_deploy"].as_bool());
  const auto& validations = product["validations"].items();
  BOOST_TEST(validations.at(0)["state"].as_string() == "ok");
  BOOST_TEST(validations.at(1)["state"].as_string() == "untrusted");
  BOOST_TEST(validations.at(1)["why"].as_string() == "its key is not in the trust file");
  BOOST_TEST(validations.at(2)["state"].as_string() == "pending");
  BOOST_TEST(product["certification"]["by"].as_string() == "sam");
  BOOST_TEST(product["ignored"].items().size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_age_is_told_in_days_from_two_days_on) {
  const auto age = [](ra::Duration d) { return age_of(noon, noon + d); };
  BOOST_TEST(age(std::chrono::hours{48} - ra::Duration{1}) == "47h 59m");
  BOOST_TEST(age(std::chrono::hours{48}) == "2 days");
  BOOST_TEST(age(std::chrono::hours{73}) == "3 days");
  BOOST_TEST(age(-ra::Duration{1}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
