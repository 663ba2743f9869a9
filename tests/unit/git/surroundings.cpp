#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <stdlib.h>

#include <fstream>

namespace {

// Nobody's git configuration, proxies or git hook we may be run from reach these tests.
struct Surroundings {
  Surroundings() {
    for (const char* name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL",
                             "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_TRACE", "GIT_ASKPASS", "SSH_ASKPASS"}) {
      ::unsetenv(name);
    }
    std::ofstream{home / "config"} << "[user]\nname = Somebody\nemail = somebody@example.org\n"
                                      "[init]\ndefaultBranch = master\n[core]\nautocrlf = true\n"
                                      "[push]\nfollowTags = true\n[commit]\ngpgSign = true\n[tag]\ngpgSign = true\n";
    ::setenv("HOME", home.path().c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", home.path().c_str(), 1);
    ::setenv("GIT_CONFIG_GLOBAL", (home / "config").c_str(), 1);
    ::setenv("GIT_CONFIG_SYSTEM", "/dev/null", 1);
    ::setenv("no_proxy", "*", 1);
  }

  ra::test::TemporaryFolder home;
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(Surroundings);
