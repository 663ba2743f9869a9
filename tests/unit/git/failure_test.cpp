#include "git/failure.hpp"

#include "git/git.hpp"
#include "git/import.hpp"
#include "sandbox.hpp"

#include <boost/test/data/test_case.hpp>

#include <ostream>

using ra::Errc;

namespace {

struct Row {
  const char* err;
  Errc code;
  const char* message;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.err; }

// As git 2.39, OpenSSH 9.2 and github.com write them.
const std::vector<Row> rows = {
    {"remote: Repository not found.\nfatal: repository 'https://u:p@github.com/o/r/' not found\n", Errc::not_found,
     "git fetch: Repository not found"},
    {"ERROR: Repository not found.\nfatal: Could not read from remote repository.\n\nPlease make sure you have the "
     "correct access rights\nand the repository exists.\n",
     Errc::not_found, "git fetch: ERROR: Repository not found"},
    {"git@github.com: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n",
     Errc::unauthorized, "git fetch: git@github.com: Permission denied (publickey)"},
    {"remote: Permission to o/r.git denied to bot.\nfatal: unable to access 'https://github.com/o/r/': The requested "
     "URL returned error: 403\n",
     Errc::unauthorized, "git fetch: Permission to o/r.git denied to bot"},
    {"remote: Invalid username or password.\nfatal: Authentication failed for 'https://github.com/o/r/'\n",
     Errc::unauthorized, "git fetch: Invalid username or password"},
    {"fatal: could not read Username for 'https://github.com': terminal prompts disabled\n", Errc::unauthorized,
     "git fetch: could not read Username for 'https://github.com': terminal prompts disabled"},
    {"Host key verification failed.\r\nfatal: Could not read from remote repository.\n", Errc::unauthorized,
     "git fetch: Host key verification failed"},
    {"remote: error: GH006: Protected branch update failed for refs/heads/master.\nerror: failed to push some refs\n",
     Errc::unauthorized, "git fetch: error: GH006: Protected branch update failed for refs/heads/master"},
    {"fatal: unable to access 'https://x:t0k3n@github.com/o/r/': Could not resolve host: github.com\n", Errc::transient,
     "git fetch: unable to access 'https://***@github.com/o/r/': Could not resolve host: github.com"},
    {"ssh: connect to host github.com port 22: Connection timed out\r\nfatal: Could not read from remote repository.\n",
     Errc::transient, "git fetch: ssh: connect to host github.com port 22: Connection timed out"},
    {"error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\nfatal: early EOF\n", Errc::transient,
     "git fetch: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502"},
    {"kex_exchange_identification: Connection closed by remote host\nfatal: Could not read from remote repository.\n",
     Errc::transient, "git fetch: kex_exchange_identification: Connection closed by remote host"},
    {"fatal: detected dubious ownership in repository at '/w'\nTo add an exception for this directory, call:\n",
     Errc::config, "git fetch: detected dubious ownership in repository at '/w'"},
    {"fatal: unable to access 'https://ghe/o/r/': server certificate verification failed. CAfile: none CRLfile: none\n",
     Errc::unauthorized,
     "git fetch: unable to access 'https://ghe/o/r/': server certificate verification failed. CAfile: none CRLfile: "
     "none"},
    {"fatal: Unable to create '/w/.git/shallow.lock': File exists.\n\nAnother git process seems to be running\n",
     Errc::conflict, "git fetch: Unable to create '/w/.git/shallow.lock': File exists"},
    {"something new\n", Errc::internal, "git fetch: something new"},
    {"", Errc::internal, "git fetch: it failed without a word"},
};

std::string rejected(const std::string& reason) { return "To x\n!\ta:refs/heads/m\t" + reason + "\nDone\n"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(failures)

BOOST_DATA_TEST_CASE(git_is_understood, boost::unit_test::data::make(rows), row) {
  const auto e = ra::git::failure("fetch", row.err);

  BOOST_TEST((e.code == row.code));
  BOOST_TEST(e.message == row.message);
}

BOOST_AUTO_TEST_CASE(refs_that_others_changed_are_conflicts) {
  for (const char* reason :
       {"[rejected] (stale info)", "[rejected] (fetch first)", "[rejected] (non-fast-forward)",
        "[rejected] (already exists)", "[remote rejected] (cannot lock ref 'refs/heads/m': is at 1 but expected 2)",
        "[remote rejected] (failed to update ref)", "[remote rejected] (reference already exists)"}) {
    const auto e = ra::git::push_failure(rejected(reason), "fatal: the remote end hung up unexpectedly\n");
    BOOST_TEST((e.code == Errc::conflict), reason);
    BOOST_TEST(e.message == std::string{"git push: refs/heads/m: "} + reason);
  }
}

BOOST_AUTO_TEST_CASE(rules_of_the_remote_are_unauthorized) {
  for (const char* reason : {"[remote rejected] (protected branch hook declined)",
                             "[remote rejected] (push declined due to repository rule violations)",
                             "[remote rejected] (refusing to allow a GitHub App to create or update workflow)"}) {
    const auto e = ra::git::push_failure(rejected(reason), "remote: error: say why.\n");
    BOOST_TEST((e.code == Errc::unauthorized), reason);
    BOOST_TEST(e.message == std::string{"git push: refs/heads/m: "} + reason + ": error: say why");
  }
}

BOOST_AUTO_TEST_CASE(an_ill_remote_is_transient) {
  for (const char* reason :
       {"[remote rejected] (Internal Server Error)", "[remote failure] (remote failed to report status)"}) {
    BOOST_TEST((ra::git::push_failure(rejected(reason), "").code == Errc::transient), reason);
  }
}

BOOST_AUTO_TEST_CASE(the_ref_that_is_to_blame_is_named) {
  const auto e = ra::git::push_failure(
      "To x\n!\ta:refs/heads/m\t[rejected] (atomic push failed)\n!\ta:refs/tags/1\t[rejected] (stale info)\nDone\n",
      "");

  BOOST_TEST(e.message == "git push: refs/tags/1: [rejected] (stale info)");
}

BOOST_AUTO_TEST_CASE(credentials_in_urls_are_not_shown) {
  BOOST_TEST(ra::git::redact_urls("a https://u:p@h/x b") == "a https://***@h/x b");
  BOOST_TEST(ra::git::redact_urls("'https://t0k3n@h:8/x'") == "'https://***@h:8/x'");
  BOOST_TEST(ra::git::redact_urls("https://u:p@w@h/x, http://u:p@i") == "https://***@h/x, http://***@i");
  BOOST_TEST(ra::git::redact_urls("ssh://git@h/x git@h:x https://h/a@b") == "ssh://git@h/x git@h:x https://h/a@b");
  BOOST_TEST(ra::git::redact_urls("https://") == "https://");
}

BOOST_AUTO_TEST_CASE(a_commit_id_has_40_or_64_digits) {
  for (const std::size_t size : {39U, 41U, 63U, 65U, 0U}) BOOST_TEST(!ra::git::is_sha(std::string(size, 'a')));
  BOOST_TEST(ra::git::is_sha(std::string(40, 'a')));
  BOOST_TEST(ra::git::is_sha(std::string(64, '0')));
  BOOST_TEST(!ra::git::is_sha(std::string(39, 'a') + "g"));
}

BOOST_AUTO_TEST_CASE(a_missing_git_is_not_taken_for_a_missing_file) {
  const char* const path = ::getenv("PATH");
  const std::string before = path == nullptr ? "" : path;
  ::setenv("PATH", "/no/such/folder", 1);
  ra::git::Repository repository{"/", "origin"};

  const auto read = ra::test::await(repository.read(ra::git::Sha(40, 'a'), "x"));
  ::setenv("PATH", before.c_str(), 1);

  BOOST_TEST((read.error().code == Errc::internal));
  BOOST_TEST(read.error().message == "`git` was not found on PATH");
}

BOOST_AUTO_TEST_SUITE_END()
