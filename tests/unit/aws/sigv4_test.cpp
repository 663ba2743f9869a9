#include "aws/sigv4.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "http/url.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace fs = std::filesystem;
using ra::Secret;
using ra::aws::Credentials;
using ra::aws::Message;
using ra::aws::Signing;
using ra::http::Method;

namespace {

const fs::path vectors = fs::path{RA_FIXTURES} / "aws-sigv4/v4";

std::vector<std::string> vector_names() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{vectors}) names.insert(entry.path().filename().string());
  return {names.begin(), names.end()};
}

// One published case.
struct Vector {
  fs::path folder;
  Message message;
  Signing signing;
  Credentials credentials;
  bool signs_body = false;
  std::chrono::seconds valid{};

  explicit Vector(const std::string& name) : folder{vectors / name} {
    const auto context = ra::json::parse(text("context.json")).value();
    signing.region = context["region"].as_string();
    signing.service = context["service"].as_string();
    signing.time = ra::parse_utc(context["timestamp"].as_string()).value();
    signing.s3 = !context["normalize"].as_bool();
    credentials.access_key = context["credentials"]["access_key_id"].as_string();
    credentials.secret_key = Secret{context["credentials"]["secret_access_key"].as_string()};
    if (!context["omit_session_token"].as_bool())
      credentials.session_token = Secret{context["credentials"]["token"].as_string()};
    signs_body = context["sign_body"].as_bool();
    valid = std::chrono::seconds{context["expiration_in_seconds"].as_int()};
    read_request(text("request.txt"));
  }

  std::string text(const std::string& name) const { return ra::read_file(folder / name, 1U << 20U).value(); }

 private:
  void read_request(const std::string& text) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    const std::string body = end == text.size() ? "" : text.substr(end + 2);
    const std::string head = text.substr(0, end);
    std::string name;
    std::string value;
    for (const std::string_view line : ra::lines(head)) {
      if (message.target.empty()) {
        message.method = line.starts_with("POST ") ? Method::post : Method::get;
        const std::size_t from = line.find(' ') + 1;
        message.target = line.substr(from, line.rfind(' ') - from);
        continue;
      }
      if (line.starts_with(' ')) {
        value += "\n" + std::string{line};
        continue;
      }
      if (!name.empty()) message.headers.add(name, value);
      name = line.substr(0, line.find(':'));
      value = line.substr(line.find(':') + 1);
    }
    message.headers.add(name, value);
    message.payload = ra::sha256_of(body);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(sigv4)

BOOST_AUTO_TEST_CASE(all_published_cases_are_here) { BOOST_TEST(vector_names().size() == 38U); }

BOOST_DATA_TEST_CASE(a_request_is_signed_as_the_published_cases_say, boost::unit_test::data::make(vector_names()),
                     name) {
  Vector v{name};
  if (v.signs_body) v.message.headers.set("x-amz-content-sha256", v.message.payload);
  v.message.headers.set("X-Amz-Date", "20150830T123600Z");
  if (!v.credentials.session_token.empty())
    v.message.headers.set("X-Amz-Security-Token", v.credentials.session_token.reveal());

  BOOST_TEST(canonical_request(v.message, v.signing) == v.text("header-canonical-request.txt"));
  BOOST_TEST(string_to_sign(v.message, v.signing) == v.text("header-string-to-sign.txt"));
  BOOST_TEST(signature(v.message, v.signing, v.credentials.secret_key) == v.text("header-signature.txt"));
}

BOOST_DATA_TEST_CASE(a_url_is_presigned_as_the_published_cases_say, boost::unit_test::data::make(vector_names()),
                     name) {
  Vector v{name};

  prepare_presigning(v.message, v.credentials, v.signing, v.valid);

  BOOST_TEST(canonical_request(v.message, v.signing) == v.text("query-canonical-request.txt"));
  BOOST_TEST(string_to_sign(v.message, v.signing) == v.text("query-string-to-sign.txt"));
  BOOST_TEST(signature(v.message, v.signing, v.credentials.secret_key) == v.text("query-signature.txt"));
}

BOOST_AUTO_TEST_CASE(a_signed_request_holds_what_the_published_case_holds) {
  const Vector v{"get-vanilla-with-session-token"};
  ra::http::Request request;
  request.url = "https://example.amazonaws.com/";

  BOOST_TEST(sign(request, v.credentials, v.signing, v.message.payload).has_value());

  const std::string expected = v.text("header-signed-request.txt");
  for (const char* name : {"Authorization", "X-Amz-Date", "X-Amz-Security-Token"})
    BOOST_TEST(expected.find(std::string{name} + ":" + std::string{request.headers.get(name)}) != std::string::npos,
               name);
}

BOOST_AUTO_TEST_CASE(a_request_to_s3_says_the_sum_of_its_payload_and_keeps_its_path) {
  ra::http::Request request;
  request.url = "https://b.s3.amazonaws.com/a%20b//../c";
  const Credentials credentials{"AKID", Secret{"secret"}, {}, {}};
  const Signing signing{"us-east-1", "s3", {}, true};
  BOOST_TEST(sign(request, credentials, signing, std::string{ra::aws::unsigned_payload}).has_value());
  BOOST_TEST(request.headers.get("X-Amz-Content-Sha256") == "UNSIGNED-PAYLOAD");
  const Message message{Method::get, "/a%20b//../c", {}, "x"};
  BOOST_TEST(canonical_request(message, signing).starts_with("GET\n/a%20b//../c\n"));
}

BOOST_AUTO_TEST_CASE(what_is_shown_of_a_presigned_url_holds_no_signature) {
  ra::http::Request request;
  request.url = "https://b.s3.amazonaws.com/a?x=1";
  const Credentials credentials{"AKID", Secret{"secret"}, Secret{"session"}, {}};
  const Signing signing{"us-east-1", "s3", {}, true};

  const auto url = presigned(request, credentials, signing, std::chrono::hours{1});

  BOOST_TEST_REQUIRE(url.has_value());
  BOOST_TEST(url->find("&X-Amz-Signature=") != std::string::npos);
  BOOST_TEST(ra::http::redact_url(*url).find("X-Amz") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
