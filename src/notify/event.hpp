#pragma once

#include "base/json.hpp"
#include "model/config_notify.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ra::notify {

// What is about to be released.
struct ReleasedPart {
  std::size_t set = 0;
  std::string component;
  std::string version;
};

// A stage has begun, ended, failed, or waits for somebody; or the release of all components, of which `stage` is
// "release". Or something was said of a product in a catalogue ("product"), or it was brought somewhere ("deploy").
struct Event {
  model::Moment moment = model::Moment::begin;
  std::string at;       // RFC 3339
  std::string product;  // or the component that is delivered alone
  std::string version;
  std::string stage;
  std::string message;                        // why it failed, what it waits for; what people do about it
  std::string digest;                         // of what waits for an approval; of a product
  std::string link;                           // where there is more to see
  std::vector<ReleasedPart> components = {};  // of a release that begins
  bool ok = true;                             // of what was validated or deployed
  std::string by = {};                        // who says so of a product
  std::string environment = {};               // that it was deployed to
  std::string returned_to = {};               // what is there again, where it was not healthy

  bool failed() const { return moment == model::Moment::failed || !ok; }
};

std::string_view to_string(model::Moment moment);

// release-action/event/1 (schema/event.schema.json). What is empty is left out.
json::Value to_json(const Event& event);

// Nothing when it is none.
std::optional<Event> event_of_json(const json::Value& value);

// One line, for people, without the link.
std::string line_of(const Event& event);

}  // namespace ra::notify
