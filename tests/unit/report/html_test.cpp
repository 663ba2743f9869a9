#include "report/render.hpp"
#include "unit/report/samples.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace ra;
using ra::test::count;
using ra::test::has;

BOOST_AUTO_TEST_SUITE(html)

BOOST_AUTO_TEST_CASE(nothing_is_loaded_from_elsewhere) {
  const std::string page = report::html(test::red_run());

  for (const char* loader : {"<script", "<link", "<img", "<iframe", "@import", "url(", " src="}) {
    BOOST_TEST_CONTEXT(loader) { BOOST_TEST(!has(page, loader)); }
  }
}

BOOST_AUTO_TEST_CASE(strangers_text_is_escaped) {
  const std::string page = report::html(test::hostile_run());

  BOOST_TEST(!has(page, "<script"));
  BOOST_TEST(!has(page, "<img"));
  BOOST_TEST(!has(page, "javascript:"));
  BOOST_TEST(!has(page, "\x1b"));
  BOOST_TEST(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  BOOST_TEST(has(page, "&lt;/td&gt;&lt;/details&gt;@team"));
}

BOOST_AUTO_TEST_CASE(every_element_is_closed) {
  for (const auto& run : {test::red_run(), test::green_run(), test::hostile_run(), test::running_run()}) {
    const std::string page = report::html(run);
    for (const std::string name : {"details", "section", "div", "table", "tr", "td", "span", "pre", "article", "svg"}) {
      BOOST_TEST_CONTEXT(name) {
        BOOST_TEST(count(page, "<" + name + ">") + count(page, "<" + name + " ") == count(page, "</" + name + ">"));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_bar_stands_where_its_pipeline_ran) {
  model::Run run = test::red_run();
  run.started_at = "2026-01-14T10:00:00Z";
  run.finished_at = "2026-01-14T10:10:00Z";
  run.sets.erase(run.sets.begin() + 2, run.sets.end());
  run.sets[1].pipelines[0].created_at = "2026-01-14T10:01:00Z";
  run.sets[1].pipelines[0].stopped_at = "2026-01-14T10:06:00Z";

  BOOST_TEST(has(report::html(run), R"(<i class="bar passed" style="left:10.00%;width:50.00%"></i>)"));
}

BOOST_AUTO_TEST_CASE(each_state_is_said_in_words) {
  const std::string page = report::html(test::red_run());

  BOOST_TEST(has(page, "</svg> failed</span>"));
  BOOST_TEST(has(page, "</svg> passed after a retry</span>"));
  BOOST_TEST(has(page, "</svg> not started</span>"));
}

BOOST_AUTO_TEST_CASE(a_thousand_pipelines_stay_under_two_megabytes) {
  const std::string page = report::html(test::big_run(1000, 20));

  BOOST_TEST(page.size() < 2'000'000U);
  BOOST_TEST(count(page, "<div class=\"row\">") == 1000U);
}

BOOST_AUTO_TEST_CASE(a_run_without_times_or_pipelines_is_still_a_page) {
  const std::string page = report::html(model::Run{});

  BOOST_TEST(page.ends_with("</html>\n"));
}

BOOST_AUTO_TEST_SUITE_END()
