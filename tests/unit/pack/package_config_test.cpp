#include "pack/package_config.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>
#include <vector>

using namespace ra::pack;
using ra::Errc;

namespace {

ra::Result<std::vector<Package>> rpms(const std::string& text) {
  return parse_packages("release-action.json", text, Packager::rpm);
}

std::string one_package(const std::string& more) {
  return R"({"rpms": [{"name": "foo", "version": "1.2.3")" + (more.empty() ? "" : ", " + more) + "}]}";
}

struct Wrong {
  const char* more;
  const char* message;
  const char* hint;
};
std::ostream& operator<<(std::ostream& out, const Wrong& w) { return out << w.more; }

const std::vector<Wrong> wrongs{
    {R"("depend": [])", "`rpms[0].depend` is not a key of a package", "did you mean `depends`?"},
    {R"("contents": [{"src": "a"}])", "`rpms[0].contents[0]` must have a `dst`", ""},
    {R"("contents": [{"dst": "/a"}])", "`rpms[0].contents[0]` must have a `src`", ""},
    {R"("contents": [{"src": "a", "dst": "a"}])", "`rpms[0].contents[0].dst` must begin with `/`", ""},
    {R"("contents": [{"src": "a", "dst": "/a/../b"}])", "must not have `.` or `..`", ""},
    {R"("contents": [{"src": "a", "dst": "/a", "type": "dir"}])", "is not taken with this `type`", "tree"},
    {R"("contents": [{"src": "a", "dst": "/a", "type": "conf"}])", "type` must be", ""},
    {R"("contents": [{"src": "a", "dst": "/a", "file_info": {"mode": 644}}])", "must be a mode in octal", "\"0755\""},
    {R"("contents": [{"src": "a", "dst": "/a", "file_info": {"mode": "10000"}}])", "must be a mode in octal", ""},
    {R"("contents": [{"src": "a", "dst": "/a", "file_info": {"owner": "a b"}}])", "name of a user", ""},
    {R"("contents": [{"src": "a", "dst": "/a", "file_info": {"mtime": "soon"}}])", "must be a time", ""},
    {R"("rpm": {"compression": "lz4"})", "`rpms[0].rpm.compression` must be \"zstd\"", ""},
    {R"("rpm": {"compression": "zstd:20"})", "has a level that zstd does not know", "from 1 to 19"},
    {R"("rpm": {"compression": "xz:"})", "has a level that xz does not know", ""},
    {R"("rpm": {"signature": {}})", "must have a `key_id` or a `key_file`", ""},
    {R"("epoch": "-1")", "`rpms[0].epoch` must be a whole number", ""},
    {R"("platform": "windows")", "`rpms[0].platform` must be \"linux\"", ""},
    {R"("overrides": {"deb": {"depend": []}})", "`rpms[0].overrides.deb.depend` is not a key",
     "did you mean `depends`?"},
    {R"("scripts": {"preinstal": "x"})", "is not a key of scripts", "did you mean `preinstall`?"},
    {R"("deb": {"fields": {"a b": "x"}})", "is no name of a field", ""},
    {R"("prerelease": "a b")", "`rpms[0].version` is wrong", ""},
    {R"("service": {"src": "a"})", "`rpms[0].service` must have a `home`", ""},
    {R"("service": {"src": "a", "home": "opt", "exec": "x", "user": "u"})", "must begin with `/`", ""},
    {R"("service": {"src": "a", "home": "/opt/a'b", "exec": "x", "user": "u"})", "must be a plain path", ""},
    {R"("service": {"src": "a", "home": "/a", "exec": "x", "user": "u v"})", "service.user` must be made of", ""},
    {R"("service": {"src": "a", "home": "/a", "exec": "x", "user": "u", "config": ["../c"]})",
     "config[0]` must be a path within", ""},
    {R"("service": {"src": "a", "home": "/a", "exec": "x", "user": "u", "environment": {"A": "\""}})",
     "cannot stand in a unit", ""},
    {R"("meta": {"packages": []})", "`rpms[0].meta` must have `packages`", ""},
    {R"("ui": {"home": "/a"})", "`rpms[0].ui` must have a `src`", ""},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(package_config)

BOOST_AUTO_TEST_CASE(a_configuration_without_packages_has_none) { BOOST_TEST(rpms(R"({"product": "x"})")->empty()); }

BOOST_AUTO_TEST_CASE(fields_have_the_names_of_nfpm) {
  const auto read =
      rpms(one_package(R"("arch": "amd64", "epoch": "2", "release": "4", "section": "net", "priority": "extra",
    "maintainer": "M <m@example.org>", "description": "One\n two", "vendor": "V", "homepage": "https://example.org",
    "license": "MIT", "depends": ["bash >= 4"], "conflicts": ["bad"],
    "contents": [{"src": "a", "dst": "/etc/a", "type": "config|noreplace",
                  "file_info": {"mode": "0640", "owner": "foo", "group": "bar", "mtime": "2023-01-02"}}],
    "scripts": {"postinstall": "post.sh"},
    "rpm": {"group": "G", "summary": "S", "compression": "xz:6", "prefixes": ["/opt"], "scripts": {"pretrans": "p.sh"},
            "signature": {"key_id": "ABC"}})"));

  BOOST_REQUIRE(read);
  const Package& p = read->front();
  BOOST_TEST(p.name == "foo");
  BOOST_TEST(rpm_version(p.version)->text() == "2:1.2.3-4");
  BOOST_TEST(p.description == "One\n two");
  BOOST_TEST(p.relations.depends.front() == "bash >= 4");
  BOOST_TEST((p.contents.front().type == ContentType::config_noreplace));
  BOOST_TEST(*p.contents.front().info.mode == 0640U);
  BOOST_TEST(p.contents.front().info.owner == "foo");
  BOOST_TEST(ra::format_utc(*p.contents.front().info.mtime) == "2023-01-02T00:00:00Z");
  BOOST_TEST(p.scripts.postinstall.file == "post.sh");
  BOOST_TEST((p.rpm.compression.kind == CompressionKind::xz));
  BOOST_TEST(*p.rpm.compression.level == 6);
  BOOST_TEST(p.rpm.pretrans.file == "p.sh");
  BOOST_TEST(p.rpm.signature.key_id == "ABC");
}

BOOST_AUTO_TEST_CASE(an_override_takes_the_place_of_what_is_said_for_both_wherever_it_stands) {
  const std::string text =
      one_package(R"("overrides": {"rpm": {"depends": ["r"]}, "deb": {"depends": ["d"], "conflicts": []}},
    "depends": ["both"], "conflicts": ["c"])");

  const auto rpm = parse_packages("f", text, Packager::rpm);
  const auto deb = parse_packages("f", text, Packager::deb);

  BOOST_TEST(rpm->front().relations.depends == std::vector<std::string>{"r"}, boost::test_tools::per_element());
  BOOST_TEST(deb->front().relations.depends == std::vector<std::string>{"d"}, boost::test_tools::per_element());
  BOOST_TEST(rpm->front().relations.conflicts.size() == 1U);
  BOOST_TEST(deb->front().relations.conflicts.empty());
}

BOOST_AUTO_TEST_CASE(contents_of_the_other_packager_are_left_out) {
  const std::string text = one_package(R"("contents": [{"src": "a", "dst": "/rpm", "packager": "rpm"},
    {"src": "a", "dst": "/deb", "packager": "deb"}, {"src": "a", "dst": "/both"}])");

  const auto read = parse_packages("f", text, Packager::deb);

  BOOST_REQUIRE(read);
  BOOST_REQUIRE(read->front().contents.size() == 2U);
  BOOST_TEST(read->front().contents[0].destination == "/deb");
  BOOST_TEST(read->front().contents[1].destination == "/both");
}

BOOST_AUTO_TEST_CASE(placeholders_are_filled_in_and_globs_left_alone) {
  const auto read = parse_packages(
      "f",
      R"({"rpms": [{"name": "foo", "version": "{version}", "contents": [{"src": "x-{version}.{jar,zip}", "dst": "/x"}]}]})",
      Packager::rpm, {{"version", "4.5.6"}});

  BOOST_REQUIRE(read);
  BOOST_TEST(read->front().version.version == "4.5.6");
  BOOST_TEST(read->front().contents.front().source == "x-4.5.6.{jar,zip}");
}

BOOST_AUTO_TEST_CASE(a_meta_package_asks_for_exactly_its_own_version) {
  const std::string text = R"({"rpms": [{"name": "all", "version": "1.2.3-rc.1", "meta": {"packages": ["a"]}}]})";

  BOOST_TEST(parse_packages("f", text, Packager::rpm)->front().relations.depends.front() == "a = 1.2.3-0.1.rc");
  BOOST_TEST(parse_packages("f", text, Packager::deb)->front().relations.depends.front() == "a = 1.2.3~rc.1-1");
}

BOOST_AUTO_TEST_CASE(scripts_of_ones_own_take_the_place_of_a_template_s) {
  const auto read = rpms(one_package(R"("service": {"src": "a", "home": "/opt/a/", "exec": "x", "user": "u"},
    "scripts": {"postinstall": "mine.sh"})"));

  BOOST_REQUIRE(read);
  const Scripts& scripts = read->front().scripts;
  BOOST_TEST(scripts.postinstall.text.empty());
  BOOST_TEST(scripts.preinstall.text.find("useradd --system --gid 'u' --home-dir '/opt/a'") != std::string::npos);
}

BOOST_DATA_TEST_CASE(what_is_wrong_is_named, wrongs, wrong) {
  const auto read = rpms(one_package(wrong.more));

  BOOST_REQUIRE(!read);
  BOOST_TEST((read.error().code == Errc::config));
  BOOST_TEST(read.error().message.find(wrong.message) != std::string::npos, read.error().message);
  BOOST_TEST(read.error().hint.find(wrong.hint) != std::string::npos, read.error().hint);
}

BOOST_AUTO_TEST_CASE(an_error_says_where_it_is) {
  const auto read = rpms("{\n  \"rpms\": [\n    {\"name\": \"foo\",\n     \"version\": 3}]}");

  BOOST_REQUIRE(!read);
  BOOST_TEST(read.error().message.starts_with("release-action.json:4:17: `rpms[0].version` must be a string"),
             read.error().message);
}

BOOST_AUTO_TEST_CASE(architectures_have_the_names_of_the_packager) {
  BOOST_TEST(arch_for(Packager::rpm, "amd64") == "x86_64");
  BOOST_TEST(arch_for(Packager::deb, "noarch") == "all");
  BOOST_TEST(arch_for(Packager::rpm, "all") == "noarch");
  BOOST_TEST(arch_for(Packager::deb, "aarch64") == "arm64");
  BOOST_TEST(arch_for(Packager::deb, "sparc") == "sparc");
}

BOOST_AUTO_TEST_SUITE_END()
