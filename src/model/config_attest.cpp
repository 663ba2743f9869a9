#include "model/config_attest.hpp"

#include "model/config_values.hpp"

#include <algorithm>

namespace ra::model::values {

Defect attest(std::string_view key, const json::Value& value, AttestConfig& out) {
  if (key == "files") return names(value, out.files);
  if (key == "keyEnv") return variable(value, out.key_variable);
  if (key == "passphraseEnv") return variable(value, out.passphrase_variable);
  if (key == "gpgKey") return text(value, out.gpg_key);
  if (key == "gpgKeyFile") return text(value, out.gpg_key_file);
  if (key == "builder") {
    if (auto found = text(value, out.builder)) return found;
    if (out.builder.find("://") != std::string::npos) return std::nullopt;
    return defect(value, "must be a URI", "such as https://ci.example.org/release");
  }
  using List = AttestConfig::List;
  return list<List>(value, "kinds of SBOM", out.sbom, [](const auto& v, List& one) {
    return one_of<List>(v, one, {{"cyclonedx", List::cyclonedx}, {"spdx", List::spdx}});
  });
}

}  // namespace ra::model::values
