#include "cli/output.hpp"

#include "base/json.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <map>

using ra::Errc;
using ra::cli::Output;

namespace {

constexpr const char* token = "ghp_the_token";

// What stands on a descriptor while something is done. Through a pipe: nothing here is as long as one holds.
class Capture {
 public:
  explicit Capture(int descriptor) : descriptor_{descriptor}, kept_{::dup(descriptor)} {
    BOOST_TEST_REQUIRE(::pipe2(pipe_, O_CLOEXEC) == 0);
    ::dup2(pipe_[1], descriptor_);
    ::close(pipe_[1]);
  }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  ~Capture() { ::close(pipe_[0]); }

  std::string text() {
    ::dup2(kept_, descriptor_);
    ::close(kept_);
    std::string all(65536, '\0');
    const auto size = ::read(pipe_[0], all.data(), all.size());
    all.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return all;
  }

 private:
  int descriptor_;
  int kept_;
  int pipe_[2] = {-1, -1};
};

struct Written {
  std::string out;
  std::string err;
};

using Variables = std::map<std::string, std::string, std::less<>>;

Written written(const Variables& variables, const std::function<void(const Output&)>& act) {
  ra::Environment environment;
  environment.variables = variables;
  std::fflush(stdout);
  std::fflush(stderr);
  Capture out{STDOUT_FILENO};
  Capture err{STDERR_FILENO};
  const Output output{environment};
  act(output);
  std::fflush(stdout);
  std::fflush(stderr);
  Written all;
  all.err = err.text();
  all.out = out.text();
  return all;
}

const Variables in_actions{{"GITHUB_ACTIONS", "true"}};
const Variables with_token{{"GITHUB_ACTIONS", "true"}, {"GITHUB_TOKEN", token}};
const std::string mask = std::string{"::add-mask::"} + token + "\n";

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(output)

BOOST_AUTO_TEST_CASE(names_of_secrets_end_like_one) {
  for (const char* name : {"GITHUB_TOKEN", "CLIENT_SECRET", "GPG_PASSPHRASE", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY",
                           "NPM_API_KEY", "TOKEN", "TEAM_WEBHOOK", "SLACK_WEBHOOK_URL"})
    BOOST_TEST(ra::cli::is_secret_name(name), name);
  for (const char* name : {"TOKEN_FILE", "GITHUB_REPOSITORY", "KEY", ""})
    BOOST_TEST(!ra::cli::is_secret_name(name), name);
}

BOOST_AUTO_TEST_CASE(masks_come_once_and_before_the_first_output_whichever_it_is) {
  const ra::Error e = ra::error(Errc::config, "no");
  const std::vector<std::function<void(const Output&)>> firsts{
      [](const Output& o) { o.result("r\n"); }, [](const Output& o) { o.aside("a\n"); },
      [](const Output& o) { o.commands("c\n"); }, [&](const Output& o) { o.error(e, true); },
      [&](const Output& o) { o.error(e, false); }};
  for (const auto& first : firsts) {
    const auto all = written(with_token, [&](const Output& o) {
      first(o);
      o.aside("after\n");
      o.commands("after\n");
    });
    BOOST_TEST(all.err.starts_with(mask));
    BOOST_TEST(!holds(all.err.substr(mask.size()), "add-mask"));
    BOOST_TEST(!holds(all.out, "add-mask"));
  }
}

BOOST_AUTO_TEST_CASE(each_line_of_a_secret_is_masked_and_taken_out) {
  const Variables key{{"GITHUB_ACTIONS", "true"}, {"DEPLOY_SECRET", "line one\r\nline two\n"}};

  const auto all = written(key, [](const Output& o) { o.result("line one, line two\n"); });

  BOOST_TEST(all.err == "::add-mask::line one\n::add-mask::line two\n");
  BOOST_TEST(all.out == "***, ***\n");
}

BOOST_AUTO_TEST_CASE(no_mask_is_written_where_no_runner_reads) {
  BOOST_TEST(written({{"GITHUB_TOKEN", token}}, [](const Output& o) { o.aside("a\n"); }).err == "a\n");

  const int kept = ::dup(STDERR_FILENO);
  std::FILE* file = std::tmpfile();
  BOOST_TEST_REQUIRE(file != nullptr);
  ::dup2(::fileno(file), STDERR_FILENO);
  ra::Environment environment;
  environment.variables = with_token;
  Output{environment}.aside("a\n");
  ::dup2(kept, STDERR_FILENO);
  ::close(kept);
  std::fseek(file, 0, SEEK_END);
  BOOST_TEST(std::ftell(file) == 2);
  std::fclose(file);
}

BOOST_AUTO_TEST_CASE(nothing_that_is_written_holds_a_secret) {
  const std::string text = std::string{"a "} + token + " b\n";
  const auto all = written({{"GITHUB_TOKEN", token}}, [&](const Output& o) {
    o.result(text);
    o.aside(text);
    o.commands(text);
    o.error(ra::error(Errc::config, text, text), true);
    o.error(ra::error(Errc::config, text, text), false);
  });

  BOOST_TEST(all.out == "a *** b\n");
  BOOST_TEST(!holds(all.err, token));
  BOOST_TEST(holds(all.err, "a *** b\na *** b\n{"));
}

BOOST_AUTO_TEST_CASE(a_result_without_commands_stays_byte_for_byte) {
  for (const std::string text : {"a ::b\r\n\xc3\xa9", R"({"a":["#["]})", ""})
    BOOST_TEST(written(in_actions, [&](const Output& o) { o.result(text); }).out == text);
}

BOOST_AUTO_TEST_CASE(json_with_a_command_keeps_its_meaning_and_other_text_stands_where_commands_are_stopped) {
  const auto out = [](const std::string& text) {
    return written(in_actions, [&](const Output& o) { o.result(text); }).out;
  };
  BOOST_TEST(out(R"({"a":"##[error]"})") == R"({"a":"##\u005berror]"})");
  BOOST_TEST(out(R"(["##[error]"])") == R"(["##\u005berror]"])");
  for (const std::string text : {"::error::x\n", "{ ##[error]x\n", "[##[error]x\n"}) {
    const std::string shown = out(text);
    BOOST_TEST(shown.starts_with("::stop-commands::"), shown);
    const std::string stop = shown.substr(17, 36);
    BOOST_TEST(shown.ends_with("\n::" + stop + "::\n"), shown);
    BOOST_TEST(!holds(shown, "##["));
    BOOST_TEST(!holds(shown, "::error"));
    BOOST_TEST(out(text).substr(17, 36) != stop);
  }
}

BOOST_AUTO_TEST_CASE(outside_of_actions_everything_stays) {
  const std::string text = "::error::x ##[group]\n";
  const auto all = written({}, [&](const Output& o) {
    o.result(text);
    o.aside(text);
  });

  BOOST_TEST(all.out == text);
  BOOST_TEST(all.err == text);
}

BOOST_AUTO_TEST_CASE(progress_and_errors_hold_no_commands) {
  const ra::Error e = ra::error(Errc::config, "x ##[error]", "y\n::error::z");
  BOOST_TEST(written(in_actions, [](const Output& o) { o.aside("::error::x\n"); }).err == ": :error::x\n");
  BOOST_TEST(written(in_actions, [&](const Output& o) { o.error(e, false); }).err ==
             "error: x ## [error]\n       y\n: :error::z\n");
  const auto json = written(in_actions, [&](const Output& o) { o.error(e, true); }).err;
  BOOST_TEST(!holds(json, "##["));
  BOOST_TEST(ra::json::parse(json).value()["message"].as_string() == e.message);
  BOOST_TEST(written(in_actions, [](const Output& o) { o.commands("::error::x\n"); }).err == "::error::x\n");
}

BOOST_AUTO_TEST_CASE(an_error_is_one_line_and_then_what_to_do) {
  const auto shown = [](const ra::Error& e) { return written({}, [&](const Output& o) { o.error(e, false); }).err; };
  BOOST_TEST(shown(ra::error(Errc::config, "no", "do it")) == "error: no\n       do it\n");
  BOOST_TEST(shown(ra::error(Errc::config, "no")) == "error: no\n");
}

BOOST_AUTO_TEST_SUITE_END()
