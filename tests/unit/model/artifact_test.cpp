#include "model/artifact.hpp"

#include <boost/test/unit_test.hpp>

using ra::model::Artifact;
using ra::model::artifacts_text;

BOOST_AUTO_TEST_SUITE(artifacts)

BOOST_AUTO_TEST_CASE(a_line_each_says_what_came_of_it_and_where_it_went) {
  Artifact built;
  built.name = "full-3.1.0.zip";
  built.size = 2'500'000;
  built.sha256 = std::string(64, 'a');
  Artifact sent = built;
  sent.name = "a.rpm";
  sent.size = 999;
  sent.state = Artifact::State::skipped;
  sent.destination = "downloads";
  sent.note = "dry run: it would be sent";

  BOOST_TEST(artifacts_text({built, sent}) ==
             "full-3.1.0.zip     2.5 MB  built  sha256:aaaaaaaaaaaa\n"
             "a.rpm               999 B  skipped  sha256:aaaaaaaaaaaa  → downloads  dry run: it would be sent\n");
}

BOOST_AUTO_TEST_SUITE_END()
