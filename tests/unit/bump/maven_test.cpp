#include "bumping.hpp"

#include <boost/test/data/test_case.hpp>

#include <ostream>

using namespace ra::bump;
using namespace ra::bump::test;
using ra::Errc;

namespace {

NewVersion artifact(const std::string& name, const std::string& version) { return {Kind::maven, name, version}; }

std::string project(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n" +
         inside + "</project>\n";
}
std::string coordinates(const std::string& artifact_id, const std::string& version) {
  return "<groupId>g</groupId><artifactId>" + artifact_id + "</artifactId><version>" + version + "</version>\n";
}
std::string parent(const std::string& version) { return "<parent>" + coordinates("root", version) + "</parent>\n"; }
std::string child(const std::string& version, const std::string& artifact_id, const std::string& more = "") {
  return project(parent(version) + "<artifactId>" + artifact_id + "</artifactId>\n" + more);
}
std::string dependency(const std::string& artifact_id, const std::string& version) {
  return "<dependency>" + coordinates(artifact_id, version) + "</dependency>\n";
}

const std::string old_version = "1.0.0-SNAPSHOT";

// The same product in any version: what a bump makes of one is to be the other.
Files product(const std::string& v, const std::string& plugin_v) {
  return {
      {"pom.xml",
       project(coordinates("root", v) +
               "<packaging>pom</packaging>\n<modules>\n<module>api</module><module>impl/</module>\n</modules>\n"
               "<properties><g-plugin.version>" +
               plugin_v +
               "</g-plugin.version><netty.version>1.0.0-SNAPSHOT</netty.version></properties>\n"
               "<dependencyManagement><dependencies>\n" +
               dependency("api", "${project.version}") + dependency("netty", "${netty.version}") +
               dependency("bom", v) +
               "</dependencies></dependencyManagement>\n"
               "<profiles><profile><id>x</id><modules><module>plugin</module><module>bom</module></"
               "modules>\n<dependencies>" +
               dependency("plugin", "${g-plugin.version}") + "</dependencies></profile></profiles>\n")},
      {"api/pom.xml", child(v, "api")},
      {"impl/pom.xml",
       child(v, "impl",
             "<dependencies>" + dependency("api", v) + dependency("api-client", old_version) +
                 dependency("plugin", "0.9.0") +
                 "<dependency><groupId>${project.groupId}</groupId><artifactId>bom</artifactId></dependency>\n"
                 "</dependencies>\n<build><plugins><plugin><artifactId>maven-x</artifactId><version>" +
                 "1.0.0-SNAPSHOT</version></plugin></plugins></build>\n")},
      {"plugin/pom.xml", child(v, "plugin", "<version>" + plugin_v + "</version>\n")},
      {"bom/pom.xml", project("<parent><groupId>org.springframework</groupId><artifactId>boot</artifactId><version>" +
                              std::string{"1.0.0-SNAPSHOT</version><relativePath/></parent>\n"} +
                              coordinates("bom", v) + "<dependencyManagement><dependencies>" + dependency("impl", v) +
                              "</dependencies></dependencyManagement>\n")},
      {"src/test/resources/pom.xml", "not XML"}};
}

// As Gravitee's products write it.
Files ci_friendly(const std::string& revision, const std::string& changelist) {
  const std::string all = "${revision}${sha1}${changelist}";
  return {{"pom.xml",
           project(coordinates("root", all) + "<modules><module>a</module></modules>\n<properties>\n<revision>" +
                   revision + "</revision>\n<sha1/>\n<changelist>" + changelist + "</changelist>\n</properties>\n")},
          {"a/pom.xml",
           child(all, "a", "<dependencies>" + dependency("root", "${project.version}") + "</dependencies>\n")}};
}

struct WrongPom {
  const char* why;
  std::string text;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const WrongPom& w) { return out << w.why; }

std::string repeated(const std::string& text, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

const std::vector<WrongPom> wrong_poms{
    {"not closed", "<project>\n<a>\n</project>", "pom.xml:3:"},
    {"empty", "", "pom.xml:1:1: this is not XML: no document element found"},
    {"another root", "<module/>", "pom.xml:1:2: this is not a <project> of Maven"},
    {"two versions",
     project("<groupId>g</groupId><artifactId>a</artifactId><version>1</version>\n<version>2</version>"),
     "pom.xml:4:2: <version> is said twice"},
    {"no artifactId", project("<groupId>g</groupId>"), "pom.xml:2:2: a project without <artifactId>"},
    {"no groupId", project("<artifactId>a</artifactId>"), "pom.xml:2:2: a project without <groupId>"},
    {"not UTF-8", project("<name>é\xff</name>"), "pom.xml:3:8: a byte that is not UTF-8"},
    {"UTF-16", "\xff\xfe<", "pom.xml:1:1: this is UTF-16"},
    {"a strange encoding", "<?xml version=\"1.0\" encoding=\"EBCDIC-CP-FR\"?><project/>",
     "pom.xml:1:1: the encoding ebcdic-cp-fr"},
    {"a zero byte", std::string{"<project>\0</project>", 20}, "pom.xml:1:10: a zero byte"},
    {"too deep", repeated("<project>", 100'000), "pom.xml:1:"},
    {"too deep and closed", repeated("<project>", 201) + repeated("</project>", 201),
     "pom.xml:1:1802: nested deeper than 200 levels"},
    {"a missing module", project(coordinates("a", "1") + "<modules>\n<module> gone </module></modules>"),
     "pom.xml:5:10: the module `gone` has no pom.xml"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(maven)

BOOST_AUTO_TEST_CASE(modules_and_those_of_profiles_are_listed) {
  BOOST_TEST(
      listed(product(old_version, "2.0.0")) ==
      "g:root 1.0.0-SNAPSHOT, g:api 1.0.0-SNAPSHOT, g:bom 1.0.0-SNAPSHOT, g:impl 1.0.0-SNAPSHOT, g:plugin 2.0.0");
}

BOOST_AUTO_TEST_CASE(modules_share_the_version_of_the_parent_that_they_inherit_from) {
  const Files files = product(old_version, "2.0.0");

  BOOST_TEST(package_of(files, "g:root").shares == "");
  BOOST_TEST(package_of(files, "g:api").shares == "g:root");
  BOOST_TEST(package_of(files, "g:plugin").shares == "");
  BOOST_TEST(package_of(files, "g:bom").shares == "");
}

BOOST_AUTO_TEST_CASE(a_bom_that_gives_a_module_its_own_version_shares_it) {
  const std::string managed = "<dependencyManagement><dependencies>" + dependency("api", "${project.version}") +
                              "</dependencies></dependencyManagement>\n";
  const Files files{{"pom.xml", project(coordinates("root", "1.0.0") +
                                        "<modules><module>api</module><module>bom</module></modules>\n")},
                    {"api/pom.xml", child("1.0.0", "api")},
                    {"bom/pom.xml", project(coordinates("bom", "1.0.0") + managed)}};

  BOOST_TEST(package_of(files, "g:bom").shares == "g:api");
  BOOST_TEST(package_of(files, "g:api").shares == "g:root");
  BOOST_TEST(package_of(files, "g:root").shares == "");
}

BOOST_AUTO_TEST_CASE(a_parent_does_not_need_the_children_that_it_manages) {
  const Files files = product(old_version, "2.0.0");

  BOOST_TEST(joined(package_of(files, "g:root").needs) == "g:bom");
  BOOST_TEST(joined(package_of(files, "g:impl").needs) == "g:api g:bom g:root");
  BOOST_TEST(joined(package_of(files, "g:bom").needs) == "g:impl");
}

BOOST_AUTO_TEST_CASE(a_new_version_is_written_wherever_the_old_one_is_said_of_the_same_project) {
  const Files files = product(old_version, "2.0.0");
  const std::vector<NewVersion> versions{artifact("g:root", "1.0.0"), artifact("g:bom", "1.0.0"),
                                         artifact("g:plugin", "2.1.0")};

  const Files bumped_files = after(files, bump(files, versions));

  for (const auto& [file, text] : product("1.0.0", "2.1.0")) BOOST_TEST(bumped_files.at(file) == text, file);
  BOOST_TEST(bump(bumped_files, versions).value().empty());
}

BOOST_AUTO_TEST_CASE(bumping_a_module_bumps_the_parent_that_says_its_version) {
  const Files files = product(old_version, "2.0.0");

  const Files bumped_files = after(files, bump(files, {artifact("g:api", "1.1.0-SNAPSHOT")}));

  BOOST_TEST(package_of(bumped_files, "g:root").version == "1.1.0-SNAPSHOT");
  BOOST_TEST(package_of(bumped_files, "g:impl").version == "1.1.0-SNAPSHOT");
  BOOST_TEST(package_of(bumped_files, "g:bom").version == "1.0.0-SNAPSHOT");
}

BOOST_AUTO_TEST_CASE(revision_and_changelist_hold_the_two_halves_of_a_version) {
  const Files files = ci_friendly("4.2.0", "-SNAPSHOT");

  const Files released = after(files, bump(files, {artifact("g:root", "4.2.0")}));
  const Files next = after(released, bump(released, {artifact("g:a", "4.3.0-SNAPSHOT")}));

  BOOST_TEST(listed(files) == "g:root 4.2.0-SNAPSHOT, g:a 4.2.0-SNAPSHOT");
  BOOST_TEST(released.at("pom.xml") == ci_friendly("4.2.0", "").at("pom.xml"));
  BOOST_TEST(next.at("pom.xml") == ci_friendly("4.3.0", "-SNAPSHOT").at("pom.xml"));
  BOOST_TEST(next.at("a/pom.xml") == files.at("a/pom.xml"));
  BOOST_TEST(package_of(next, "g:a").shares == "g:root");
}

BOOST_AUTO_TEST_CASE(a_revision_alone_holds_all_of_the_version) {
  const auto with = [](const std::string& revision) {
    return Files{{"pom.xml", project(coordinates("root", "${revision}") + "<properties><revision>" + revision +
                                     "</revision></properties>\n")}};
  };

  BOOST_TEST(bumped(with("1.0.0-SNAPSHOT"), "pom.xml", {artifact("g:root", "1.0.0-alpha.1")}) ==
             with("1.0.0-alpha.1").at("pom.xml"));
}

BOOST_AUTO_TEST_CASE(a_changelist_that_can_hold_nothing_leaves_all_to_the_revision) {
  const auto with = [](const std::string& revision) {
    return Files{{"pom.xml", project(coordinates("root", "${revision}${changelist}") + "<properties><revision>" +
                                     revision + "</revision><changelist/></properties>\n")}};
  };

  BOOST_TEST(bumped(with("1.0.0"), "pom.xml", {artifact("g:root", "1.1.0-SNAPSHOT")}) ==
             with("1.1.0-SNAPSHOT").at("pom.xml"));
}

BOOST_AUTO_TEST_CASE(a_profile_that_says_the_property_again_follows) {
  const auto with = [](const std::string& v) {
    return Files{{"pom.xml", project(coordinates("root", "${revision}") + "<properties><revision>" + v +
                                     "</revision></properties>\n<profiles><profile><properties><revision>" + v +
                                     "</revision></properties></profile><profile><properties><revision>0</revision></"
                                     "properties></profile></profiles>\n")}};
  };

  BOOST_TEST(bumped(with("1.0.0"), "pom.xml", {artifact("g:root", "1.1.0")}) == with("1.1.0").at("pom.xml"));
}

BOOST_AUTO_TEST_CASE(an_external_parent_is_untouched_and_its_version_is_not_ours_to_change) {
  const Files own{{"pom.xml", project("<parent><groupId>x</groupId><artifactId>p</artifactId><version>1.0.0</version></"
                                      "parent>\n<artifactId>a</artifactId><version>1.0.0</version>")}};
  const Files inherited{{"pom.xml", project("<parent><groupId>x</groupId><artifactId>p</artifactId><version>1.0.0</"
                                            "version></parent>\n<artifactId>a</artifactId>")}};

  BOOST_TEST(bumped(own, "pom.xml", {artifact("x:a", "2.0.0")})
                 .find("<artifactId>p</artifactId><version>1.0.0</version></parent>\n<artifactId>a</"
                       "artifactId><version>2.0.0</version>") != std::string::npos);
  BOOST_TEST(listed(inherited) == "x:a 1.0.0");
  BOOST_TEST(refused(inherited, {artifact("x:a", "2.0.0")}).message ==
             "pom.xml: the version is that of a parent which is not in this repository");
}

BOOST_AUTO_TEST_CASE(a_parent_of_another_version_comes_from_a_repository) {
  const Files files{{"pom.xml", project(coordinates("root", "2.0.0") + "<modules><module>a</module></modules>")},
                    {"a/pom.xml", child("1.0.0", "a")}};

  BOOST_TEST(listed(files) == "g:root 2.0.0, g:a 1.0.0");
  BOOST_TEST(bumped(files, "a/pom.xml", {artifact("g:root", "3.0.0")}) == files.at("a/pom.xml"));
}

BOOST_AUTO_TEST_CASE(a_parent_is_found_among_the_modules_wherever_it_stands) {
  const auto files = [](const std::string& v) {
    return Files{
        {"pom.xml", project(coordinates("all", "1") + "<modules><module>p</module><module>x/a</module></modules>")},
        {"p/pom.xml", project(coordinates("root", v))},
        {"x/a/pom.xml", child(v, "a")}};
  };

  BOOST_TEST(package_of(files("1.0"), "g:a").shares == "g:root");
  BOOST_TEST(bumped(files("1.0"), "x/a/pom.xml", {artifact("g:a", "2.0")}) == files("2.0").at("x/a/pom.xml"));
}

BOOST_AUTO_TEST_CASE(one_property_cannot_say_two_versions) {
  Files files = product(old_version, "1.0.0-SNAPSHOT");
  files["impl/pom.xml"] =
      child(old_version, "impl", "<dependencies>" + dependency("plugin", "${project.version}") + "</dependencies>");

  const auto e = refused(files, {artifact("g:plugin", "2.0.0")});

  BOOST_TEST((e.code == Errc::conflict));
  BOOST_TEST(e.message.starts_with("pom.xml:3:"), e.message);
  BOOST_TEST(bump(files, {artifact("g:plugin", "2.0.0"), artifact("g:root", "2.0.0"), artifact("g:bom", "2.0.0")})
                 .has_value());
}

BOOST_AUTO_TEST_CASE(deploy_skip_is_not_published_in_modules_too) {
  const Files files{
      {"pom.xml",
       project(coordinates("root", "1") + "<modules><module>a</module></modules><properties><maven.deploy.skip>true</"
                                          "maven.deploy.skip></properties>")},
      {"a/pom.xml", child("1", "a", "<properties><maven.deploy.skip>false</maven.deploy.skip></properties>")}};

  BOOST_TEST(!package_of(files, "g:root").published);
  BOOST_TEST(package_of(files, "g:a").published);
}

BOOST_AUTO_TEST_CASE(blanks_line_ends_and_a_byte_order_mark_stay) {
  const auto with = [](const std::string& v) {
    return Files{{"pom.xml",
                  "\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\r\n<!DOCTYPE project [<!ENTITY a "
                  "\"b\">]>\r\n<project>\r\n<!-- é <version>0</version> "
                  "-->\r\n\t<groupId>g</groupId>\r\n<artifactId>a&amp;b&#x41;</artifactId><version>\r\n  " +
                      v +
                      "\r\n\t</version >\r\n<description><![CDATA[<version>]]> &unknown; ü</description></project>"}};
  };

  BOOST_TEST(listed(with("1.0.0")) == "g:a&bA 1.0.0");
  BOOST_TEST(bumped(with("1.0.0"), "pom.xml", {artifact("g:a&bA", "2.0.0")}) == with("2.0.0").at("pom.xml"));
}

BOOST_AUTO_TEST_CASE(a_file_in_latin_1_keeps_its_bytes) {
  const auto with = [](const std::string& v) {
    return Files{{"pom.xml",
                  "<?xml version=\"1.0\" "
                  "encoding=\"ISO-8859-1\"?>\n<project><name>caf\xe9</name><groupId>g</groupId><artifactId>a</"
                  "artifactId><version>" +
                      v + "</version></project>"}};
  };

  BOOST_TEST(bumped(with("1.0.0"), "pom.xml", {artifact("g:a", "2.0.0")}) == with("2.0.0").at("pom.xml"));
}

BOOST_AUTO_TEST_CASE(a_version_that_cannot_be_replaced_exactly_is_refused) {
  for (const char* version : {"1.<!-- -->0", "<![CDATA[1.0]]>", "${nowhere}", "1.${minor}"}) {
    const Files files{{"pom.xml", project(coordinates("root", version) + "<properties><minor>0</minor></properties>")}};
    BOOST_TEST((refused(files, {artifact("g:root", "2.0.0")}).code == Errc::config), version);
  }
}

BOOST_AUTO_TEST_CASE(properties_that_go_round_in_circles_end) {
  const Files files{
      {"pom.xml", project(coordinates("root", "${a}") + "<properties><a>${b}${b}</a><b>${a}${a}</b></properties>")}};

  BOOST_TEST((refused(files, {artifact("g:root", "2.0.0")}).code == Errc::config));
}

BOOST_AUTO_TEST_CASE(parents_that_go_round_in_circles_are_an_error) {
  const Files files{{"pom.xml", project("<parent><groupId>g</groupId><artifactId>b</artifactId><version>1</"
                                        "version><relativePath>b</relativePath></parent><artifactId>a</artifactId>")},
                    {"b/pom.xml", project("<parent><groupId>g</groupId><artifactId>a</artifactId><version>1</version></"
                                          "parent><artifactId>b</artifactId>")}};
  const auto all = packages(files);

  BOOST_REQUIRE(!all.has_value());
  BOOST_TEST(all.error().message.ends_with("the parents go round in a circle"));
}

BOOST_AUTO_TEST_CASE(a_version_with_marks_of_xml_is_refused) {
  const Files files{{"pom.xml", project(coordinates("root", "1"))}};
  for (const char* version : {"", "1<2", "1&2", "${x}", "1 2", "1\n"}) {
    BOOST_TEST((refused(files, {artifact("g:root", version)}).code == Errc::config), version);
  }
}

BOOST_DATA_TEST_CASE(what_is_wrong_with_a_pom_is_said_with_its_place, wrong_poms) {
  const auto all = packages({{"pom.xml", sample.text}});

  BOOST_REQUIRE(!all.has_value());
  BOOST_TEST((all.error().code == Errc::config));
  BOOST_TEST(all.error().message.starts_with(sample.message), all.error().message);
}

BOOST_AUTO_TEST_CASE(elements_nest_up_to_their_limit) {
  const auto nested = [](int n) {
    return packages({{"pom.xml", project(coordinates("a", "1") + repeated("<x>", n) + repeated("</x>", n))}});
  };

  BOOST_TEST(nested(198).has_value());
  BOOST_TEST(nested(199).has_value());
  BOOST_TEST(!nested(200).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
