#include "model/plan_diagram.hpp"

#include "fixtures.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::model::test;

namespace {

const std::string two_sets = manifest_of(
    R"({"name": "a", "version": "1.0.1-SNAPSHOT"}, {"name": "b"}, {"name": "c"}, {"name": "d", "version": "2.0.0"})",
    R"([["d"], ["a"], [], ["b", "c"]])");

ra::model::Plan awkward() {
  ra::model::Plan plan;
  plan.product = "A \"B\" <i>#1</i> \\ `x` & ]";
  plan.version = "1.0.0";
  plan.sets.resize(1);
  ra::model::PlannedComponent c;
  c.name = "end\"]<b>";
  c.release_version = "1.0.0";
  c.branch = "feature/\"x\\";
  plan.sets[0].components.push_back(c);
  return plan;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(plan_diagrams)

BOOST_AUTO_TEST_CASE(mermaid_draws_sets_in_order_without_the_empty_ones) {
  BOOST_TEST(ra::model::mermaid(plan_of(two_sets)) ==
             "---\n"
             "title: \"Shop 1.2.0\"\n"
             "---\n"
             "flowchart TD\n"
             "  subgraph set1[\"set 1: 1 component\"]\n"
             "    c1_0[\"a<br/>1.0.1 from 1.0.x\"]\n"
             "  end\n"
             "  subgraph set3[\"set 3: 2 components\"]\n"
             "    c3_0[\"b<br/>1.2.0 from master\"]\n"
             "    c3_1[\"c<br/>1.2.0 from master\"]\n"
             "  end\n"
             "  set1 --> set3\n");
}

BOOST_AUTO_TEST_CASE(dot_draws_sets_in_order_without_the_empty_ones) {
  BOOST_TEST(ra::model::dot(plan_of(two_sets)) ==
             "digraph plan {\n"
             "  label=\"Shop 1.2.0\";\n"
             "  labelloc=t;\n"
             "  rankdir=TB;\n"
             "  compound=true;\n"
             "  fontname=\"sans-serif\";\n"
             "  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
             "  subgraph cluster_1 {\n"
             "    label=\"set 1: 1 component\";\n"
             "    c1_0 [label=\"a\\n1.0.1 from 1.0.x\"];\n"
             "  }\n"
             "  subgraph cluster_3 {\n"
             "    label=\"set 3: 2 components\";\n"
             "    c3_0 [label=\"b\\n1.2.0 from master\"];\n"
             "    c3_1 [label=\"c\\n1.2.0 from master\"];\n"
             "  }\n"
             "  c1_0 -> c3_0 [ltail=cluster_1, lhead=cluster_3];\n"
             "}\n");
}

BOOST_AUTO_TEST_CASE(mermaid_escapes_what_would_end_a_label) {
  const std::string drawn = ra::model::mermaid(awkward());

  BOOST_TEST(drawn.find("c0_0[\"end#quot;]#lt;b#gt;<br/>1.0.0 from feature/#quot;x\\\"]") != std::string::npos, drawn);
  BOOST_TEST(drawn.find(R"(title: "A \"B\" <i>#1</i> \\ `x` & ] 1.0.0")") != std::string::npos, drawn);
}

BOOST_AUTO_TEST_CASE(dot_escapes_what_would_end_a_label) {
  const std::string drawn = ra::model::dot(awkward());

  BOOST_TEST(drawn.find(R"(c0_0 [label="end\"]<b>\n1.0.0 from feature/\"x\\"];)") != std::string::npos, drawn);
}

BOOST_AUTO_TEST_SUITE_END()
