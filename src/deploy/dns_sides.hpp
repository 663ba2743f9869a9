#pragma once

#include "aws/xml.hpp"
#include "base/error.hpp"
#include "deploy/record.hpp"

#include <map>
#include <string>
#include <vector>

// Two sides of which one has the traffic, as record sets of Route 53 tell it. Pure.
namespace ra::deploy {

struct DnsSides {
  std::string record;  // its name and type
  std::string type;
  std::string blue = "blue";  // set identifiers
  std::string green = "green";
  std::string blue_alias = {};  // ZONE/NAME: then one record is switched between the two
  std::string green_alias = {};
  int weight = 100;  // of the side that has the traffic

  bool aliases() const { return !blue_alias.empty(); }
};

// "blue" or "green"; with weights for both "blue 50, green 50". `more` has what it takes to make it so again.
Result<State> side_of(const DnsSides& sides, const std::vector<aws::Element>& records);

// The other one; an error when both have traffic.
Result<std::string> other_side(const State& now);

// All traffic to one side, as a state.
State side_state(const DnsSides& sides, const std::string& side);

// The record sets that make it so, whole: everything else of them stays.
Result<std::vector<aws::Element>> records_for(const DnsSides& sides, const std::vector<aws::Element>& records,
                                              const State& state);

}  // namespace ra::deploy
