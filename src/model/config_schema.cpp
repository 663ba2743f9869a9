#include "model/config.hpp"

#include "config_schema_text.hpp"

namespace ra::model {

std::string_view config_schema() { return config_schema_text; }

}  // namespace ra::model
