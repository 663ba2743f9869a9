#include "testresult/draft.hpp"

#include "base/text.hpp"

namespace ra::testresult {

void Draft::begin() {
  classname.clear();
  name.clear();
  file.clear();
  type.clear();
  message.clear();
  trace.clear();
  line = 0;
  time_s = 0;
  outcome = Outcome::passed;
  flaky = false;
  tries = 1;
}

void Draft::send(Events& to) {
  const std::string text = trace.empty() ? std::string{} : trace.text();
  if (message.empty() && !text.empty()) {
    for (const auto row : lines(text)) {
      if (trim(row).empty()) continue;
      set_message(trim(row));
      break;
    }
  }
  to.test_case({suite, classname, name, file, line, time_s, outcome, flaky, tries, type, message, text});
}

}  // namespace ra::testresult
