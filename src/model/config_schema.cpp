#include "model/config.hpp"

#include "config_schema.hpp"

namespace ra::model {

std::string_view config_schema() {
  static const std::string text = unpack(embedded::config_schema);
  return text;
}

}  // namespace ra::model
