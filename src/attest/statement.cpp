#include "attest/statement.hpp"

#include <fmt/format.h>

namespace ra::attest {

using json::Value;

Value statement_of(const Subject& subject, const std::string& predicate_type, Value predicate) {
  Value digest = Value::object();
  digest.set("sha256", subject.sha256);
  Value about = Value::object();
  about.set("name", subject.name).set("digest", std::move(digest));
  Value subjects = Value::array();
  subjects.push(std::move(about));
  Value statement = Value::object();
  statement.set("_type", "https://in-toto.io/Statement/v1").set("subject", std::move(subjects));
  statement.set("predicateType", predicate_type).set("predicate", std::move(predicate));
  return statement;
}

Value provenance_of(const Subject& subject, const Origin& origin) {
  Value parameters = Value::object();
  if (!origin.product.empty()) parameters.set("product", origin.product);
  if (!origin.edition.empty()) parameters.set("edition", origin.edition);
  parameters.set("version", origin.version);
  Value dependencies = Value::array();
  if (!origin.commit.empty()) {
    Value digest = Value::object();
    digest.set("gitCommit", origin.commit);
    Value source = Value::object();
    if (!origin.repository.empty()) source.set("uri", "git+" + origin.repository);
    source.set("digest", std::move(digest));
    dependencies.push(std::move(source));
  }
  Value definition = Value::object();
  definition.set("buildType", "https://github.com/gravitee-io/release-action/blob/main/docs/attest.md#build-type");
  definition.set("externalParameters", std::move(parameters)).set("resolvedDependencies", std::move(dependencies));
  Value version = Value::object();
  version.set("release-action", origin.tool);
  Value builder = Value::object();
  builder.set("id", origin.builder).set("version", std::move(version));
  Value details = Value::object();
  details.set("builder", std::move(builder));
  Value predicate = Value::object();
  predicate.set("buildDefinition", std::move(definition)).set("runDetails", std::move(details));
  return statement_of(subject, "https://slsa.dev/provenance/v1", std::move(predicate));
}

}  // namespace ra::attest
