#include "model/config_products.hpp"

#include "model/config_values.hpp"

namespace ra::model::values {

Defect products(std::string_view key, const json::Value& value, ProductsConfig& out) {
  if (key == "catalog") return text(value, out.catalog);
  if (key == "trust") {
    if (auto found = relative_path(value, out.trust)) return found;
    if (out.trust.empty()) return defect(value, "must be the path of a file");
    return std::nullopt;
  }
  if (key == "as") return slug(value, out.as);
  if (key == "keyEnv") return variable(value, out.key_variable);
  if (key == "passphraseEnv") return variable(value, out.passphrase_variable);
  if (key == "userEnv") return variable(value, out.user_variable);
  if (key == "passwordEnv") return variable(value, out.password_variable);
  if (key == "validate.run") return command(value, out.validate);
  if (key == "validate.timeout") return duration(value, out.validate_timeout);
  if (key == "validate.results") return names(value, out.results);
  return duration(value, out.every);
}

}  // namespace ra::model::values
