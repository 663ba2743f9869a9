#include "oci/failures.hpp"

#include <fmt/format.h>
#include <boost/test/unit_test.hpp>

using ra::Errc;
using ra::oci::refusal;

namespace {

ra::http::Response said(int status, const std::string& code, const std::string& message) {
  ra::http::Response answer;
  answer.status = status;
  answer.body = fmt::format(R"({{"errors":[{{"code":"{}","message":"{}"}}]}})", code, message);
  return answer;
}

Errc code_of(int status, const std::string& code = {}, const std::string& message = {}) {
  return refusal("pushing x", said(status, code, message)).code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(refusals)

BOOST_AUTO_TEST_CASE(each_has_one_line_and_a_hint) {
  const ra::Error e = refusal("pushing r.example/a:1", said(403, "DENIED", "requested access\\nis denied"));

  BOOST_TEST(e.message == "pushing r.example/a:1: the registry answers 403 DENIED (requested access is denied)");
  BOOST_TEST(!e.hint.empty());
}

BOOST_AUTO_TEST_CASE(codes_and_statuses_become_what_can_be_done) {
  BOOST_TEST((code_of(401, "UNAUTHORIZED") == Errc::unauthorized));
  BOOST_TEST((code_of(404, "NAME_UNKNOWN") == Errc::not_found));
  BOOST_TEST((code_of(400, "MANIFEST_INVALID") == Errc::config));
  BOOST_TEST((code_of(413) == Errc::config));
  BOOST_TEST((code_of(400, "DIGEST_INVALID") == Errc::unavailable));
  BOOST_TEST((code_of(429, "TOOMANYREQUESTS") == Errc::rate_limited));
  BOOST_TEST((code_of(500) == Errc::unavailable));
  BOOST_TEST((code_of(418) == Errc::config));
}

BOOST_AUTO_TEST_CASE(tags_that_may_not_move_are_told_in_each_registrys_words) {
  for (const auto& [status, code, message] :
       {std::tuple{400, "TAG_INVALID",
                   "The image tag '1' already exists in the 'a' repository and cannot be overwritten "
                   "because the repository is immutable."},
        std::tuple{400, "ImageTagAlreadyExistsException", "x"},
        std::tuple{412, "PRECONDITION", "Failed to process request due to 'a:1' configured as immutable."},
        std::tuple{403, "DENIED", "immutable tag"}})
    BOOST_TEST_CONTEXT(message) { BOOST_TEST((code_of(status, code, message) == Errc::conflict)); }
}

BOOST_AUTO_TEST_CASE(a_page_of_html_is_no_matter) {
  ra::http::Response answer;
  answer.status = 502;
  answer.body = "<html>Bad gateway</html>";

  BOOST_TEST(refusal("pushing x", answer).message == "pushing x: the registry answers 502");
}

BOOST_AUTO_TEST_SUITE_END()
