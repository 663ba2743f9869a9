#include "bump/requirement.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <vector>

using ra::bump::accepts;
using ra::bump::Dialect;
using ra::bump::rewritten;

namespace {

struct Question {
  const char* requirement;
  const char* version;
  bool cargo;
  bool npm;
};
std::ostream& operator<<(std::ostream& out, const Question& q) { return out << q.requirement << " of " << q.version; }

// The Cargo book, "Specifying Dependencies", and node-semver's README.
const std::vector<Question> questions{
    {"1.2.3", "1.2.3", true, true},
    {"1.2.3", "1.3.0", true, false},
    {"1.2.3", "2.0.0", false, false},
    {"1.2", "1.2.9", true, true},
    {"1.2", "1.3.0", true, false},
    {"1", "1.9.0", true, true},
    {"0.2.3", "0.2.9", true, false},
    {"0.2.3", "0.3.0", false, false},
    {"^0.0.3", "0.0.4", false, false},
    {"^0.0", "0.0.9", true, true},
    {"^0", "0.9.0", true, true},
    {"^1.2.3", "1.9.0", true, true},
    {"^1.2.3", "1.2.2", false, false},
    {"~1.2.3", "1.2.9", true, true},
    {"~1.2.3", "1.3.0", false, false},
    {"~1", "1.9.0", true, true},
    {"=1.2.3", "1.2.4", false, false},
    {"=1.2", "1.2.4", true, true},
    {"1.*", "1.9.0", true, true},
    {"1.2.x", "1.3.0", false, false},
    {"*", "1.0.0", true, true},
    {"", "1.0.0", false, true},
    {">=1.2", "2.0.0", true, true},
    {">1.2", "1.2.9", false, false},
    {"<=1.2", "1.2.9", true, true},
    {"<2", "2.0.0", false, false},
    {">=1.0, <3", "2.0.0", true, false},
    {">=1.0 <3", "2.0.0", false, true},
    {">= 1.0 < 3", "2.0.0", false, true},
    {"1.0 - 2.0", "2.0.9", false, true},
    {"^1 || ^3", "3.1.0", false, true},
    {"^1 || ^3", "2.1.0", false, false},
    {"^1.2.3", "1.2.4-rc.1", false, false},
    {"^1.2.3-rc.1", "1.2.3-rc.2", true, true},
    {"^1.2.3-rc.2", "1.2.3-rc.1", false, false},
    {"^1.2.3-rc.10", "1.2.3-rc.9", false, false},
    {"*", "1.0.0-rc.1", false, false},
    {"next", "1.0.0", false, false},
    {"v1.2.3", "1.2.3", false, true},
    {"^9007199254740990.0.0", "9007199254740990.1.0", true, true},
    {"^9007199254740991.0.0", "9007199254740991.1.0", true, true},    // 2^53 - 1: the largest that npm takes
    {"^9007199254740992.0.0", "9007199254740992.1.0", false, false},  // one more
};

struct Rewriting {
  const char* before;
  const char* version;
  const char* cargo;  // "" for an error
  const char* npm;
};
std::ostream& operator<<(std::ostream& out, const Rewriting& r) { return out << r.before << " for " << r.version; }

const std::vector<Rewriting> rewritings{
    {"1.2.3", "2.0.0", "2.0.0", "2.0.0"},
    {"^1.2.3", "2.0.0", "^2.0.0", "^2.0.0"},
    {"~1.2.3", "2.0.0", "~2.0.0", "~2.0.0"},
    {"=1.2.3", "2.0.0", "=2.0.0", "=2.0.0"},
    {"= 1.2.3", "2.0.0", "= 2.0.0", "= 2.0.0"},
    {" ^1.2.3 ", "2.0.0", " ^2.0.0 ", " ^2.0.0 "},
    {"1.2", "2.3.4", "2.3", "2.3"},
    {"^1", "2.3.4", "^2", "^2"},
    {"^1", "2.0.0-rc.1", "^2.0.0-rc.1", "^2.0.0-rc.1"},
    {"1.2.3", "2.0.0-rc.1+5", "2.0.0-rc.1", "2.0.0-rc.1"},
    {"1.x", "2.3.4", "2.x", "2.x"},
    {"1.2.*", "1.2.9", "1.2.*", "1.2.*"},
    {"1.2.*", "1.3.0", "1.3.*", "1.3.*"},
    {"1.x", "2.0.0-rc.1", "", ""},
    {"*", "2.0.0-rc.1", "*", "*"},
    {"", "2.0.0", "", ""},
    {"latest", "2.0.0", "latest", "latest"},
    {">=1.2.3", "2.0.0", ">=1.2.3", ">=1.2.3"},
    {">=1.2.3", "1.0.0", ">=1.0.0", ">=1.0.0"},
    {"<2", "1.9.0", "<2", "<2"},
    {"<2", "2.0.0", "", ""},
    {">=1, <3", "2.0.0", ">=1, <3", ""},
    {">=1 <3", "2.0.0", "", ">=1 <3"},
    {"^1 || ^2", "2.5.0", "", "^1 || ^2"},
    {"^1 || ^2", "3.0.0", "", ""},
};

std::string or_nothing(const ra::Result<std::string>& text) { return text ? *text : ""; }

}  // namespace

BOOST_AUTO_TEST_SUITE(requirements)

BOOST_DATA_TEST_CASE(a_requirement_accepts_versions, questions) {
  BOOST_TEST(accepts(sample.requirement, sample.version, Dialect::cargo) == sample.cargo);
  BOOST_TEST(accepts(sample.requirement, sample.version, Dialect::npm) == sample.npm);
}

BOOST_DATA_TEST_CASE(a_requirement_keeps_its_shape_for_a_new_version, rewritings) {
  BOOST_TEST(or_nothing(rewritten(sample.before, sample.version, Dialect::cargo)) == sample.cargo);
  BOOST_TEST(or_nothing(rewritten(sample.before, sample.version, Dialect::npm)) == sample.npm);
}

BOOST_DATA_TEST_CASE(a_requirement_rewritten_twice_is_the_same, rewritings) {
  for (const auto dialect : {Dialect::cargo, Dialect::npm}) {
    const auto once = rewritten(sample.before, sample.version, dialect);
    if (once) BOOST_TEST(rewritten(*once, sample.version, dialect).value() == *once);
  }
}

BOOST_AUTO_TEST_SUITE_END()
