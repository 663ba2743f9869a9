#pragma once

#include "bump/place.hpp"
#include "bump/pom.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ra::bump {

// A text of a POM with its ${properties} filled in, and the pieces it is made of.
struct PomValue {
  struct Piece {
    std::string text;
    std::string property;  // whose value it is; "" when it is said without one
    Span span;
    bool writable = false;
  };

  std::string text;
  std::vector<Piece> pieces;
  bool complete = true;  // false: a property is not to be found here
  std::size_t at = 0;    // where the element stands, for errors
};

PomValue value_of(const Pom& pom, const XmlElement& element);

// The version that applies: its own, that of its parents here, or that which it says its parent has.
std::optional<PomValue> version_of(const Pom& pom);

std::string property_of(const Pom& pom, std::string_view name);  // "" for none

// Makes strangers of parents whose version is another than the one that is asked for: Maven takes it from elsewhere.
void part_from_other_versions(Poms& poms);

// Of a profile, for the sake of bumping: other places that define the same property.
std::vector<Span> also_defined(const Pom& pom, std::string_view property, std::string_view text);

}  // namespace ra::bump
