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
  if (key == "wake.listen") return text(value, out.wake_listen);
  if (key == "wake.secretEnv") return variable(value, out.wake_variable);
  if (key == "serve.listen") return text(value, out.site.listen);
  if (key == "serve.url") return text(value, out.site.url);
  if (key == "serve.tokenEnv") return variable(value, out.site.token_variable);
  if (key == "serve.private") return flag(value, out.site.is_private);
  return duration(value, out.every);
}

}  // namespace ra::model::values
