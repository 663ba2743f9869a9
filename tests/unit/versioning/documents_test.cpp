#include "versioning/documents.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::versioning;

namespace {

const ReleasePlan plan{{{.name = "app", .paths = {""}, .from = "1.2.3", .to = "1.3.0"},
                        {.name = "core", .paths = {"core"}, .from = "2.0.0", .to = "2.0.1"},
                        {.name = "old", .paths = {"old"}, .from = "0.1.0", .to = "0.1.0"}}};

std::string block(const std::string& inside, const std::string& name = "") {
  return "1.2.3\n<!-- release-action:version" + name + " -->\n" + inside + "<!-- release-action:end -->\n1.2.3\n";
}

std::string written(const std::string& text, const std::string& path = "README.md", const ReleasePlan& by = plan) {
  const auto changed = with_versions({{path, text}}, by);
  if (!changed) return changed.error().message;
  return changed->contains(path) ? changed->at(path) : text;
}

std::string line(const std::string& text, const std::string& to = "1.3.0", const std::string& from = "1.2.3") {
  const ReleasePlan only{{{.name = "app", .paths = {""}, .from = from, .to = to}}};
  const std::string after = written(block(text + "\n"), "README.md", only);
  const std::string head = block("").substr(0, block("").find('\n', 6) + 1);
  return after.substr(head.size(), after.find("\n<!-- release-action:end") - head.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(documents)

BOOST_AUTO_TEST_CASE(versions_in_a_block_are_the_new_one_and_no_other_byte_changes) {
  const std::string before = block("```xml\r\n  <version>1.2.3</version>\r\n```\n");

  BOOST_TEST(written(before) == block("```xml\r\n  <version>1.3.0</version>\r\n```\n"));
  BOOST_TEST(written(written(before)) == written(before));
}

BOOST_AUTO_TEST_CASE(a_version_keeps_its_number_of_parts) {
  BOOST_TEST(line("app = \"1.2\"") == "app = \"1.3\"");
  BOOST_TEST(line("app@1.2.3 v1.2.3 app-1.0.0.jar") == "app@1.3.0 v1.3.0 app-1.3.0.jar");
  BOOST_TEST(line("edition 2021, 1.2.3.4, py3.11, x1.2.3") == "edition 2021, 1.2.3.4, py3.11, x1.2.3");
}

BOOST_AUTO_TEST_CASE(what_qualifies_a_version_goes_with_it) {
  BOOST_TEST(line("1.3.0-rc.1 1.3.0-SNAPSHOT 1.3.0-beta-SNAPSHOT") == "1.3.0 1.3.0 1.3.0");
  BOOST_TEST(line("app-1.2.3-linux.tar.gz") == "app-1.3.0-linux.tar.gz");
  BOOST_TEST(line("1.2.3-nightly.4", "1.3.0", "1.2.3-nightly.4") == "1.3.0");
}

BOOST_AUTO_TEST_CASE(a_prerelease_is_no_minor_version_to_depend_on) {
  BOOST_TEST(line("\"1.2\" \"1.2.3\"", "1.3.0-rc.1") == "\"1.2\" \"1.3.0-rc.1\"");
}

BOOST_AUTO_TEST_CASE(a_comment_at_the_end_of_a_line_is_for_that_line) {
  BOOST_TEST(written("Version 1.2.3 <!-- release-action:version -->\n1.2.3\n") ==
             "Version 1.3.0 <!-- release-action:version -->\n1.2.3\n");
  BOOST_TEST(written("v = '1.2.3'  # release-action:version core\n") == "v = '2.0.1'  # release-action:version core\n");
}

BOOST_AUTO_TEST_CASE(the_folder_tells_the_component_unless_it_is_named) {
  BOOST_TEST(written(block("2.0.0\n"), "core/README.md") == block("2.0.1\n"));
  BOOST_TEST(written(block("2.0.0\n", " core")) == block("2.0.1\n", " core"));
  BOOST_TEST(written(block("0.1.0\n", " old")) == block("0.1.0\n", " old"));
}

BOOST_AUTO_TEST_CASE(what_only_speaks_of_markers_is_left_alone) {
  for (const char* text : {"Write `<!-- release-action:version -->` 1.2.3\n", "release-action:version 1.2.3\n",
                           "<!-- release-action:versions -->\n1.2.3\n"})
    BOOST_TEST(written(text) == text);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_meant_names_its_place) {
  BOOST_TEST(written("a\n<!-- release-action:version -->\n1.2.3\n") == "README.md:2:6: this block does not end");
  BOOST_TEST(written("<!-- release-action:end -->\n") == "README.md:1:6: no block begins before this");
  BOOST_TEST(written(block("// release-action:version\n")) == "README.md:3:4: a block within a block");
  BOOST_TEST(written(block("", " cor")) == "README.md:2:6: there is no component cor");
  const auto unknown = with_versions({{"README.md", block("", " cor")}}, plan);
  BOOST_TEST(unknown.error().hint == "did you mean `core`?");
  const ReleasePlan elsewhere{{{.name = "core", .paths = {"core"}, .from = "1.0.0", .to = "1.0.1"}}};
  BOOST_TEST(written(block(""), "README.md", elsewhere) == "README.md:2:6: this is in the folder of no component");
}

BOOST_AUTO_TEST_SUITE_END()
