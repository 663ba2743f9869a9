#include "testbed/inventory.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::testbed;
using ra::model::Config;
using ra::model::Manifest;

namespace {

Manifest manifest_of(const std::string& version, const std::string& components, const std::string& more = "") {
  return ra::model::parse_manifest("release.json", R"({"name": "Demo", "version": ")" + version +
                                                       R"(", "scmHttpUrl": "https://github.com/acme/", )" + more +
                                                       R"("components": [)" + components +
                                                       R"(], "buildDependencies": []})");
}

std::string listed(const std::vector<Manifest>& manifests, const Config& config = {}) {
  const auto made = inventory(manifests, config);
  return made ? list_text(*made) : made.error().message;
}

std::string parsed(const std::string& text) {
  const auto list = parse_list("repos.list", text);
  return list ? list_text(*list) : list.error().message;
}

std::string moved(const std::string& url) {
  Repository repository;
  repository.url = url;
  const auto to = moved_to(repository, "lab");
  return to ? to->url : to.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inventories)

BOOST_AUTO_TEST_CASE(a_branch_is_that_of_the_release_or_of_the_line) {
  BOOST_TEST(
      listed({manifest_of("3.2.0-SNAPSHOT",
                          R"({"name": "z", "version": "3.2.0-SNAPSHOT"}, {"name": "a", "version": "1.4.3-SNAPSHOT"},
                                    {"name": "b", "version": "1.4.0"}, {"name": "c"})")}) ==
      "https://github.com/acme/a 1.4.x\nhttps://github.com/acme/b 1.4.x\nhttps://github.com/acme/c master\n"
      "https://github.com/acme/z master\n");
}

BOOST_AUTO_TEST_CASE(several_manifests_give_each_repository_and_branch_once) {
  const auto here = manifest_of("3.2.0-SNAPSHOT", R"({"name": "a", "version": "3.2.0-SNAPSHOT"})");
  const auto line =
      manifest_of("3.1.7-SNAPSHOT", R"({"name": "a", "version": "3.1.7-SNAPSHOT"}, {"name": "b", "version": "1.0.0"})");
  BOOST_TEST(listed({here, line, here}) == "https://github.com/acme/a master 3.1.x\nhttps://github.com/acme/b 1.0.x\n");
}

BOOST_AUTO_TEST_CASE(ssh_is_used_where_the_configuration_clones_by_it) {
  Config config;
  config.git.clone = "ssh";
  const auto manifest = manifest_of("1.0.0-SNAPSHOT", R"({"name": "a", "version": "1.0.0-SNAPSHOT"})",
                                    R"("scmSshUrl": "git@github.com:acme", )");
  BOOST_TEST(listed({manifest}, config).starts_with("git@github.com:acme/a"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_repository_is_told) {
  BOOST_TEST(listed({ra::model::parse_manifest("release.json", "{")}) ==
             "release.json does not say where its repositories are");
  BOOST_TEST(listed({manifest_of("1.0.0-SNAPSHOT", R"({"name": "a", "version": "soon"})")}) ==
             "release.json: a has no version: \"soon\"");
}

BOOST_AUTO_TEST_CASE(a_list_is_read_as_it_was_written) {
  const std::string text = "git@host:acme/b.git 3.1.x\nhttps://github.com/acme/a 3.1.x master\n";
  BOOST_TEST(parsed(text) == text);
  BOOST_TEST(parsed("# some\r\n\n  https://github.com/acme/a   x\r\nhttps://github.com/acme/a y x\n") ==
             "https://github.com/acme/a x y\n");
  BOOST_TEST(parsed("https://user:secret@github.com/acme/a x\n") == "https://***@github.com/acme/a x\n");
}

BOOST_AUTO_TEST_CASE(a_list_with_something_else_in_it_is_refused_with_its_line) {
  BOOST_TEST(parsed("https://github.com/acme/a x\nacme\n") == "repos.list:2: \"acme\" is no address of a repository");
  BOOST_TEST(parsed("--upload-pack=x/y/z x\n") ==
             "repos.list:1: \"--upload-pack=x/y/z\" is no address of a repository");
  for (const std::string bad : {"-b", "a..b", "a:b", "a~1", "/a", "a/", "a.lock", "a\\b", "*", "a\x7f"})
    BOOST_TEST(parsed("https://github.com/acme/a " + bad + "\n").find("is no name of a branch") != std::string::npos,
               bad);
}

BOOST_AUTO_TEST_CASE(the_organisation_is_the_part_before_the_name) {
  BOOST_TEST(moved("https://github.com/acme/a") == "https://github.com/lab/a");
  BOOST_TEST(moved("https://github.com/acme/a/") == "https://github.com/lab/a/");
  BOOST_TEST(moved("git@github.com:acme/a.git") == "git@github.com:lab/a.git");
  BOOST_TEST(moved("ssh://git@host:22/group/acme/a.git") == "ssh://git@host:22/group/lab/a.git");
  BOOST_TEST(moved("/srv/git/acme/a.git") == "/srv/git/lab/a.git");
  for (const std::string bad : {"a", "acme/a", "/a", "host:a", "https:///a", ""})
    BOOST_TEST(moved(bad).find("has no organisation in it") != std::string::npos, bad);
}

BOOST_AUTO_TEST_SUITE_END()
