#include "model/config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using ra::model::Config;
using ra::model::parse_config;

namespace {

struct Bad {
  const char* text;
  const char* message;
  const char* hint;
};
std::ostream& operator<<(std::ostream& out, const Bad& b) { return out << b.text; }

const std::vector<Bad> bad{
    {"{\n  \"ci\": {\n    \"provder\": 1 } }", "c.json:3:5: unknown key `ci.provder`", "did you mean `provider`?"},
    {R"({"provider": "local"})", "c.json:1:2: unknown key `provider`", "did you mean `ci.provider`?"},
    {R"({"ledgr": {}})", "c.json:1:2: unknown key `ledgr`", "did you mean `ledger`?"},
    {R"({"ci.provider": "local"})", "c.json:1:2: unknown key `ci.provider`", nullptr},
    {R"({"git": {"zzzzzzzz": 1}})", "c.json:1:10: unknown key `git.zzzzzzzz`",
     "known here are authorEmail, authorName, clone, remote"},
    {R"({"ci": 1})", "c.json:1:8: `ci` must be an object", ""},
    {R"({"ci": {"provider": 1}})", "c.json:1:21: `ci.provider` must be a string", ""},
    {R"({"ci": {"provider": " "}})", "c.json:1:21: `ci.provider` must not be empty", ""},
    {R"({"ci": {"onHold": "wiat"}})", R"(c.json:1:19: `ci.onHold` must be "fail" or "wait")", "did you mean \"wait\"?"},
    {R"({"ci": {"onFailure": true}})", R"(c.json:1:22: `ci.onFailure` must be "stop" or "finish-set")", ""},
    {R"({"ledger": {"mode": "svn"}})", R"(c.json:1:21: `ledger.mode` must be "git" or "local")", nullptr},
    {R"({"git": {"clone": "http"}})", R"(c.json:1:19: `git.clone` must be "https" or "ssh")",
     "did you mean \"https\"?"},
    {R"({"ci": {"maxParallel": 0}})", "c.json:1:24: `ci.maxParallel` must be a whole number from 1 to 1000", ""},
    {R"({"ci": {"maxParallel": 1001}})", "c.json:1:24: `ci.maxParallel` must be a whole number from 1 to 1000", ""},
    {R"({"ci": {"maxParallel": 1.5}})", "c.json:1:24: `ci.maxParallel` must be a whole number from 1 to 1000", ""},
    {R"({"ci": {"maxParallel": "9"}})", "c.json:1:24: `ci.maxParallel` must be a whole number from 1 to 1000", ""},
    {R"({"ci": {"requestsPerSecond": 0}})",
     "c.json:1:30: `ci.requestsPerSecond` must be a number above 0, at most 10000", ""},
    {R"({"ci": {"timeout": 5}})", R"(c.json:1:20: `ci.timeout` must be a duration such as "250ms", "2s", "6m" or "2h")",
     R"(write "5s" for seconds)"},
    {R"({"ci": {"timeout": "2 days"}})",
     R"(c.json:1:20: `ci.timeout` must be a duration such as "250ms", "2s", "6m" or "2h", at most 30 days)", ""},
    {R"({"ci": {"timeout": "0s"}})", "c.json:1:20: `ci.timeout` must be longer than nothing", ""},
    {R"({"ci": {"poll": {"first": "31s"}}})", "c.json:1:17: `ci.poll.first` is longer than `ci.poll.most`", nullptr},
    {R"({"branches": {"release": "{majr}.x"}})",
     "c.json:1:26: `branches.release` is wrong: unknown placeholder {majr}; known are {version}, {major}, {minor}, "
     "{patch}, {qualifier}, {product}, {edition}",
     "did you mean {major}?"},
    {R"({"ci": {"project": "gh/{component"}})", "c.json:1:20: `ci.project` is wrong: a single `{` in `gh/{component`",
     nullptr},
    {R"({"branches": {"main": "-f"}})", "c.json:1:23: `branches.main` must be the name of a git branch", ""},
    {R"({"branches": {"main": "a b"}})", "c.json:1:23: `branches.main` must be the name of a git branch", ""},
    {R"({"branches": {"main": "a..b"}})", "c.json:1:23: `branches.main` must be the name of a git branch", ""},
    {R"({"product": "a/b"})", "c.json:1:13: `product` must be made of letters, digits, `.`, `_` and `-`", nullptr},
    {R"({"product": ".."})", "c.json:1:13: `product` must be made of letters, digits, `.`, `_` and `-`", nullptr},
    {R"({"git": {"remote": "--all"}})", "c.json:1:20: `git.remote` must be the name of a git remote", nullptr},
    {R"({"git": {"authorName": "a <b>"}})", "c.json:1:24: `git.authorName` must not contain `<` or `>`", ""},
    {R"({"git": {"authorName": "a\nb"}})", "c.json:1:24: `git.authorName` must be one line of text", ""},
    {R"({"ci": {"parameters": {"both": {"x": 1.5}}}})",
     "c.json:1:38: `ci.parameters.both.x` must be true, false, a whole number or a string", ""},
    {R"({"ci": {"parameters": {"both": {"x": null}}}})",
     "c.json:1:38: `ci.parameters.both.x` must be true, false, a whole number or a string", ""},
    {R"({"ci": {"parameters": {"dryRun": {"x": 1}, "release": {"x": 1}}}})",
     "c.json:1:34: `ci.parameters.dryRun` is the same as `ci.parameters.release`: a dry run would release", nullptr},
    {R"({"ci": {"parameters": {"both": {"x": "{sha}"}}}})",
     "c.json:1:38: `ci.parameters.both.x` is wrong: unknown placeholder {sha}; known are {org}, {component}, {branch}, "
     "{version}, {major}, {minor}, {patch}, {qualifier}, {product}, {edition}",
     nullptr},
    {R"({"ci": {"projects": {"a": 1}}})", "c.json:1:27: `ci.projects.a` must be a string", ""},
    {R"({"ci": {"local": {"jobs": [{"name": "a"}]}}})",
     "c.json:1:28: `ci.local.jobs[0]` must have a `run`, the shell command of the job", ""},
    {R"({"ci": {"local": {"jobs": [{"name": "a", "rum": "x"}]}}})",
     "c.json:1:49: `ci.local.jobs[0].rum` is not a key of a job; those are name, run, timeout", "did you mean `run`?"},
    {R"({"ci": {"local": {"jobs": [{"name": "a", "run": "x"}, {"name": "a", "run": "y"}]}}})",
     "c.json:1:55: `ci.local.jobs[1]` has the same name as another job, `a`", ""},
    {R"({"ci": {"local": {"components": {"c": [{"name": "a", "run": "x", "timeout": "x"}]}}}})",
     R"(c.json:1:77: `ci.local.components.c[0].timeout` must be a duration such as "250ms", "2s", "6m" or "2h", at most 30 days)",
     nullptr},
    {R"({"edition": "ce", "edition": "ee"})", "c.json:1:19: `edition` stands here twice", "keep one of them"},
    {"[]", "c.json:1:1: the configuration is not an object", nullptr},
    {"{\n\"edition\": \"ce\"\n\"product\": \"x\"}", "c.json:2:16: a comma is missing here, before the `\"` of line 3",
     "add `,`"},
    {"", "c.json:1:1: the file is empty", nullptr},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(configurations)

BOOST_AUTO_TEST_CASE(an_empty_configuration_is_the_defaults) {
  const Config c = parse_config("c.json", "{}").value();

  BOOST_TEST(c.product.empty());
  BOOST_TEST(c.branches.main == "master");
  BOOST_TEST(c.ci.provider == "circleci");
  BOOST_TEST(c.ci.max_parallel == 20U);
  BOOST_TEST(c.ci.parameters_dry_run.size() == 2U);
  BOOST_TEST((c.ledger == ra::model::LedgerMode::git));
}

BOOST_AUTO_TEST_CASE(every_key_is_read) {
  const Config c = parse_config("c.json", R"({
    // A comment, and trailing commas.
    "$schema": "x", "product": "gravitee-apim", "edition": "ee",
    "branches": {"main": "main", "release": "r/{major}", "dryRun": "try-{version}"},
    "ci": {
      "provider": "local", "project": "gh/{org}/{component}/{branch}", "org": "o",
      "providers": {"b": "github-actions"}, "correlationInput": "release",
      "projects": {"a": "circleci/1/2"}, "definitions": {"*": "d1", "a": "d2"},
      "parameters": {"both": {"s": "x", "n": -3}, "dryRun": {"b": true}, "release": {}},
      "maxParallel": 7, "poll": {"first": "250ms", "most": "9s"}, "requestsPerSecond": 2.5,
      "startTimeout": "1m", "timeout": "3h", "rerunGrace": "0s", "patience": "1.5h",
      "onHold": "wait", "onFailure": "finish-set",
      "local": {"workflow": "w", "jobs": [{"name": "j", "run": "make\ntest", "timeout": "5s"}],
                "components": {"a": [], "b": [{"name": "k", "run": "true"}]}},
    },
    "git": {"remote": "upstream", "clone": "ssh", "authorName": "Rel", "authorEmail": "r@example.org"},
    "ledger": {"mode": "local", "lease": "5s"}, /* the rest is for later stages */
    "bundles": [], "rpms": 1, "images": [], "publish": [], "deploy": [], "notify": [], "logs": {},
  })")
                       .value();

  BOOST_TEST(c.product == "gravitee-apim");
  BOOST_TEST(c.edition == "ee");
  BOOST_TEST(c.branches.main == "main");
  BOOST_TEST(c.branches.release == "r/{major}");
  BOOST_TEST(c.branches.dry_run == "try-{version}");
  BOOST_TEST(c.ci.provider == "local");
  BOOST_TEST(c.ci.project == "gh/{org}/{component}/{branch}");
  BOOST_TEST(c.ci.org == "o");
  BOOST_TEST(c.ci.projects.at("a") == "circleci/1/2");
  BOOST_TEST(c.ci.providers.at("b") == "github-actions");
  BOOST_TEST(c.ci.correlation_input == "release");
  BOOST_TEST(c.ci.definitions.at("*") == "d1");
  BOOST_TEST(c.ci.definitions.at("a") == "d2");
  BOOST_TEST((c.ci.parameters_both == ra::model::ParameterList{{"s", std::string{"x"}}, {"n", std::int64_t{-3}}}));
  BOOST_TEST((c.ci.parameters_dry_run == ra::model::ParameterList{{"b", true}}));
  BOOST_TEST(c.ci.parameters_release.empty());
  BOOST_TEST(c.ci.max_parallel == 7U);
  BOOST_TEST((c.ci.poll_first == 250ms));
  BOOST_TEST((c.ci.poll_most == 9s));
  BOOST_TEST(c.ci.requests_per_second == 2.5);
  BOOST_TEST((c.ci.start_timeout == 1min));
  BOOST_TEST((c.ci.timeout == 3h));
  BOOST_TEST((c.ci.rerun_grace == 0s));
  BOOST_TEST((c.ci.patience == 90min));
  BOOST_TEST((c.ci.on_hold == ra::model::OnHold::wait));
  BOOST_TEST((c.ci.on_failure == ra::model::OnFailure::finish_set));
  BOOST_TEST(c.ci.local.workflow == "w");
  BOOST_TEST(c.ci.local.jobs.at(0).run == "make\ntest");
  BOOST_TEST((c.ci.local.jobs.at(0).timeout == 5s));
  BOOST_TEST(c.ci.local.components.at("a").empty());
  BOOST_TEST(c.ci.local.components.at("b").at(0).name == "k");
  BOOST_TEST((c.ci.local.components.at("b").at(0).timeout == 30min));
  BOOST_TEST(c.git.remote == "upstream");
  BOOST_TEST(c.git.clone == "ssh");
  BOOST_TEST(c.git.author_name == "Rel");
  BOOST_TEST(c.git.author_email == "r@example.org");
  BOOST_TEST((c.ledger == ra::model::LedgerMode::local));
  BOOST_TEST((c.lease == 5s));
}

BOOST_DATA_TEST_CASE(a_bad_configuration_names_the_place_and_what_to_do, boost::unit_test::data::make(bad)) {
  const auto result = parse_config("c.json", sample.text);

  BOOST_REQUIRE(!result);
  BOOST_TEST((result.error().code == ra::Errc::config));
  BOOST_TEST(result.error().message == sample.message);
  if (sample.hint != nullptr) BOOST_TEST(result.error().hint == sample.hint);
}

BOOST_AUTO_TEST_CASE(limits_themselves_are_accepted) {
  BOOST_TEST(parse_config("c.json", R"({"ci": {"maxParallel": 1}})").value().ci.max_parallel == 1U);
  BOOST_TEST(parse_config("c.json", R"({"ci": {"maxParallel": 2}})").value().ci.max_parallel == 2U);
  BOOST_TEST(parse_config("c.json", R"({"ci": {"maxParallel": 999}})").value().ci.max_parallel == 999U);
  BOOST_TEST(parse_config("c.json", R"({"ci": {"maxParallel": 1000}})").value().ci.max_parallel == 1000U);
  BOOST_TEST(parse_config("c.json", R"({"ci": {"requestsPerSecond": 10000}})").value().ci.requests_per_second == 10000);
  BOOST_TEST(!parse_config("c.json", R"({"ci": {"requestsPerSecond": 10000.5}})"));
  BOOST_TEST((parse_config("c.json", R"({"ledger": {"lease": "1ms"}})").value().lease == 1ms));
}

BOOST_AUTO_TEST_CASE(every_provider_name_is_accepted_here) {
  BOOST_TEST(parse_config("c.json", R"({"ci": {"provider": "jenkins"}})").value().ci.provider == "jenkins");
}

BOOST_AUTO_TEST_CASE(all_problems_are_told_at_once_in_the_order_of_the_file) {
  const auto result = parse_config("c.json", "{\"x\": 1,\n\"ci\": {\"timeout\": 1},\n\"edition\": 2}");

  BOOST_REQUIRE(!result);
  BOOST_TEST(result.error().message ==
             "c.json:1:2: unknown key `x`; c.json:2:19: `ci.timeout` must be a duration such as \"250ms\", \"2s\", "
             "\"6m\" or \"2h\"; c.json:3:12: `edition` must be a string");
}

BOOST_AUTO_TEST_CASE(of_very_many_problems_ten_are_told) {
  std::string text = "{";
  for (int i = 0; i < 12; ++i) text += "\"zzzzzzzzz" + std::to_string(i) + "\": 1,";

  BOOST_TEST(parse_config("c.json", text + "}").error().message.ends_with("; and 2 more"));
}

BOOST_AUTO_TEST_SUITE_END()
