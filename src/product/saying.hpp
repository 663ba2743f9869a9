#pragma once

#include "product/reading.hpp"

#include <string>

// What is about to be said stands in a file of this machine until the catalogue has it. Whoever was stopped in between
// says the same bytes again, whose tag is the same: so a catalogue never hears it twice, also when the first request
// was still on its way.
namespace ra::product {

struct Saying {
  Kind kind = Kind::report;
  std::string by;
  std::string tag;
  Upload upload;
};

// Records it, puts it in and forgets it. What may have arrived stays recorded.
boost::asio::awaitable<Result<>> put_statement(Reading reading, Saying saying);

// Of that kind and by that party, what a run that was stopped did not come to an end with. To be asked before anybody
// looks whether something was said already.
boost::asio::awaitable<Result<>> finish_saying(Reading reading, Kind kind, std::string by);

}  // namespace ra::product
