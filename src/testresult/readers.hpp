#pragma once

#include "testresult/event.hpp"
#include "testresult/xml.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

// One reader a format. Each says the same events.
namespace ra::testresult {

std::unique_ptr<XmlHandler> junit_handler(Events& events);
std::unique_ptr<XmlHandler> nunit_handler(Events& events);  // 2 and 3
std::unique_ptr<XmlHandler> xunit_handler(Events& events);  // v2 and v3
std::optional<Problem> read_trx(Source& source, Events& events);

// Text formats are fed line by line.
class LineReader {
 public:
  virtual ~LineReader() = default;
  virtual void line(std::string_view text) = 0;
  virtual std::optional<Problem> end(std::uint64_t lines) = 0;
};
std::unique_ptr<LineReader> tap_reader(Events& events);      // 12 to 14
std::unique_ptr<LineReader> go_json_reader(Events& events);  // go test -json

struct ReadResult {
  std::string format;  // junit, trx, nunit, xunit, tap, go; "" when it is none of them
  std::optional<Problem> problem;
};

// Tells the format by the content, never by the name.
ReadResult read_results(Source& source, Events& events);

}  // namespace ra::testresult
