#include "ci/step_logs.hpp"

#include "ci/circleci_messages.hpp"
#include "ci/github_actions_logs.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace ra;

std::optional<std::string> decoded(std::string_view text, std::size_t cut, bool* whole = nullptr) {
  std::string out;
  ci::circleci::MessageReader reader{[&out](std::string_view piece) {
    out += piece;
    return Result<>{};
  }};
  for (const auto piece : {text.substr(0, cut), text.substr(cut)}) {
    if (!reader.feed(piece)) return std::nullopt;
  }
  if (whole != nullptr) *whole = reader.done();
  return out;
}

BOOST_AUTO_TEST_SUITE(step_logs)

BOOST_AUTO_TEST_CASE(messages_are_decoded_wherever_they_are_cut) {
  const std::string text =
      R"( [{"time":"x","message":"a\n\"b\"\\\t\u001b[0m\u00e9\ud83d\ude80","type":"out","more":{"message":"no","l":["message"]}},)"
      R"({"message":"end","truncated":false}] )";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    bool whole = false;
    const auto out = decoded(text, cut, &whole);
    BOOST_REQUIRE(out.has_value());
    BOOST_REQUIRE_EQUAL(*out,
                        "a\n\"b\"\\\t\x1b[0m\xc3\xa9\xf0\x9f\x9a\x80"
                        "end");
    BOOST_REQUIRE(whole);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_list_of_messages_is_an_error_or_not_whole) {
  BOOST_TEST(!decoded("<html>", 0).has_value());
  BOOST_TEST(!decoded("[{\"message\":\"\\uzzzz\"}]", 0).has_value());
  BOOST_TEST(!decoded("]", 0).has_value());
  bool whole = true;
  BOOST_TEST(decoded("[{\"message\":\"cut", 0, &whole).value() == "cut");
  BOOST_TEST(!whole);
  BOOST_TEST(decoded("[]", 0, &whole).value().empty());
  BOOST_TEST(whole);
  BOOST_TEST(decoded("[{\"message\":\"\\udc00\"}]", 0).value() == "\xef\xbf\xbd");
}

class Body final : public ci::LogBody {
 public:
  std::string text;

 private:
  Result<> take(std::string_view piece) override {
    text += piece;
    return {};
  }
};

BOOST_AUTO_TEST_CASE(an_answer_that_begins_again_is_told_once) {
  Body body;
  const http::Response head;
  BOOST_REQUIRE(body.begin(head).has_value());
  BOOST_REQUIRE(body.write("abc").has_value());
  BOOST_REQUIRE(body.begin(head).has_value());
  BOOST_REQUIRE(body.write("a").has_value());
  BOOST_REQUIRE(body.begin(head).has_value());
  BOOST_REQUIRE(body.write("ab").has_value());
  BOOST_REQUIRE(body.write("cdef").has_value());
  BOOST_TEST(body.text == "abcdef");
}

class Steps final : public ci::LogVisitor {
 public:
  Result<> step(const ci::LoggedStep& step) override {
    all += "{" + step.name + "}";
    return {};
  }
  Result<> text(std::string_view piece) override {
    all += piece;
    return {};
  }
  Result<> missing(const ci::LoggedStep& step, std::string_view why) override {
    static_cast<void>(step);
    static_cast<void>(why);
    return {};
  }

  std::string all;
};

BOOST_AUTO_TEST_CASE(a_job_is_split_into_its_steps_wherever_it_is_cut) {
  const std::string at = "2026-01-14T10:26:03.1234567Z ";
  const std::string text = "\xef\xbb\xbf" + at + "begin\n" + at + "##[group]Run mvn verify\n" + at +
                           "says ##[group]Run in its middle, far from its beginning\n" + at + "##[group]Run ls\nlast";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Steps steps;
    ci::LoggedStep job;
    job.name = "build";
    ci::github_actions::StepSplitter splitter{job, steps};
    BOOST_REQUIRE(splitter.feed(std::string_view{text}.substr(0, cut)).has_value());
    BOOST_REQUIRE(splitter.feed(std::string_view{text}.substr(cut)).has_value());
    BOOST_REQUIRE(splitter.finish().has_value());
    BOOST_REQUIRE_EQUAL(steps.all, "{build}\xef\xbb\xbf" + at + "begin\n{Run mvn verify}" + at +
                                       "##[group]Run mvn verify\n" + at +
                                       "says ##[group]Run in its middle, far from its beginning\n{Run ls}" + at +
                                       "##[group]Run ls\nlast");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
