#include "versioning/of_manifest.hpp"

#include "base/try.hpp"
#include "model/edit.hpp"

namespace ra::versioning {

ReleasePlan plan_of(const model::Plan& product) {
  ReleasePlan plan;
  const std::string why = "the manifest says so";
  plan.components.push_back({.name = product.product,
                             .paths = {""},
                             .tag = product.snapshot ? product.version : "",
                             .from = product.product_version,
                             .to = product.version,
                             .reason = product.snapshot ? why : "it is released"});
  for (const auto& set : product.sets) {
    for (const auto& c : set.components) {
      plan.components.push_back({.name = c.name,
                                 .paths = {""},
                                 .from = c.version,
                                 .to = c.release_version,
                                 .reason = c.inherited ? "it has the product's version" : why});
    }
  }
  return plan;
}

Result<std::string> apply(std::string_view manifest, const model::Plan& product) {
  std::vector<model::ReleasedComponent> released;
  for (const auto& set : product.sets) {
    for (const auto& c : set.components) released.push_back({c.name, c.release_version});
  }
  RA_TRY_ASSIGN(const std::string text, model::mark_released(manifest, released, product.version));
  return model::set_product_version(text, product.version);
}

}  // namespace ra::versioning
