#pragma once

#include "base/json.hpp"
#include "model/config_notify.hpp"

#include <string>

namespace ra::notify {

// A stage has begun, ended, failed, or waits for somebody.
struct Event {
  model::Moment moment = model::Moment::begin;
  std::string at;       // RFC 3339
  std::string product;  // or the component that is delivered alone
  std::string version;
  std::string stage;
  std::string message;  // why it failed, what it waits for; what people do about it
  std::string digest;   // of what waits for an approval
  std::string link;     // where there is more to see
};

std::string_view to_string(model::Moment moment);

// release-action/event/1 (schema/event.schema.json). What is empty is left out.
json::Value to_json(const Event& event);

// One line, for people, without the link.
std::string line_of(const Event& event);

}  // namespace ra::notify
