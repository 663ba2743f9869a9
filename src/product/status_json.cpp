#include "base/text.hpp"
#include "product/status.hpp"

#include <algorithm>

namespace ra::product {

namespace {

using json::Value;

Value validation_json(const Listed& product, const Validation& one, const Links& links) {
  Value value = Value::object();
  value.set("ci", one.ci).set("state", to_string(one.state));
  if (one.said == nullptr) return value;
  value.set("at", format_utc(one.said->statement.at));
  if (!one.said->why.empty()) value.set("why", one.said->why);
  if (!one.said->statement.reason.empty()) value.set("reason", one_line(one.said->statement.reason));
  if (one.said->counts() && !one.said->statement.attached.empty()) value.set("logs", links.log(product, *one.said));
  return value;
}

Value decision_json(const Said& said) {
  Value value = Value::object();
  value.set("by", said.statement.by).set("at", format_utc(said.statement.at));
  if (said.tag.kind == Kind::certification) value.set("override", said.statement.override_policy);
  if (!said.statement.reason.empty()) value.set("reason", one_line(said.statement.reason));
  return value;
}

Value deployment_json(const Deployment& one) {
  Value value = Value::object();
  value.set("environment", one.environment).set("ok", one.said.statement.ok).set("there", one.there);
  value.set("by", one.said.statement.by).set("at", format_utc(one.said.statement.at));
  if (!one.said.statement.reason.empty()) value.set("reason", one_line(one.said.statement.reason));
  return value;
}

Value ignored_json(const Said& said) {
  Value value = Value::object();
  value.set("statement", said.tag.statement).set("kind", to_string(said.tag.kind));
  value.set("standing", to_string(said.standing)).set("why", said.why);
  if (!said.statement.by.empty()) value.set("by", one_line(said.statement.by, 100));
  return value;
}

Value file_json(const File& file) {
  Value value = Value::object();
  value.set("name", file.name).set("digest", file.blob.digest).set("size", file.blob.size);
  return value;
}

Value said_json(const Said& said, const Links& links) {
  const Statement& statement = said.statement;
  Value value = Value::object();
  value.set("statement", said.tag.statement).set("kind", to_string(said.tag.kind));
  value.set("standing", to_string(said.standing));
  if (!said.why.empty()) value.set("why", said.why);
  if (!statement.by.empty()) value.set("by", one_line(statement.by, 100));
  if (!said.counts()) return value;
  value.set("at", format_utc(statement.at));
  if (said.tag.kind == Kind::report || said.tag.kind == Kind::deployment) value.set("ok", statement.ok);
  if (said.tag.kind == Kind::certification) value.set("override", statement.override_policy);
  if (!statement.environment.empty()) value.set("environment", one_line(statement.environment, 100));
  if (!statement.reason.empty()) value.set("reason", one_line(statement.reason, 1000));
  if (statement.attached.empty()) return value;
  Value attached = Value::array();
  for (const auto& one : statement.attached) {
    Value file = Value::object();
    file.set("name", one_line(one.name)).set("digest", one.digest).set("size", one.size);
    file.set("url", links.file(said, one));
    attached.push(std::move(file));
  }
  value.set("attached", std::move(attached));
  return value;
}

}  // namespace

Matrix matrix_of(std::vector<Entry> entries, const Trust& trust) {
  Matrix matrix{std::move(entries), {}};
  const Places places = places_of(matrix.entries);
  matrix.rows.reserve(matrix.entries.size());
  for (const auto& entry : matrix.entries) matrix.rows.push_back(row_of(entry, trust, places));
  return matrix;
}

Row row_of(const Entry& entry, const Trust& trust, const Places& places) {
  return {entry.product, state_of(entry, trust), deployments_of(entry, places)};
}

Value to_json(const Row& row, const Links& links) {
  Value value = Value::object();
  value.set("name", row.product.name.product).set("version", row.product.name.version);
  value.set("digest", row.product.digest).set("kind", row.product.update ? "update" : "initial");
  value.set("published", row.state.published).set("ready_to_deploy", row.state.ready);
  if (!row.state.published) value.set("why", row.state.not_published);
  Value validations = Value::array();
  for (const auto& one : row.state.validations) validations.push(validation_json(row.product, one, links));
  value.set("validations", std::move(validations));
  if (row.state.certification != nullptr) value.set("certification", decision_json(*row.state.certification));
  if (row.state.revocation != nullptr) value.set("revocation", decision_json(*row.state.revocation));
  Value deployments = Value::array();
  for (const auto& one : row.deployments) deployments.push(deployment_json(one));
  if (!row.deployments.empty()) value.set("deployments", std::move(deployments));
  if (row.state.ignored.empty()) return value;
  Value ignored = Value::array();
  for (const Said* said : row.state.ignored) ignored.push(ignored_json(*said));
  value.set("ignored", std::move(ignored));
  return value;
}

Value to_json(const std::vector<Row>& rows, const Links& links) {
  Value products = Value::array();
  for (const auto& row : rows) products.push(to_json(row, links));
  Value all = Value::object();
  all.set("schema", "release-action/products/1").set("products", std::move(products));
  return all;
}

Value to_json(const Whole& whole, const Trust& trust, const Places& places, const Links& links) {
  Value value = to_json(row_of(whole.entry, trust, places), links);
  Value files = Value::array();
  for (const auto& file : whole.product.files) files.push(file_json(file));
  value.set("description", file_json(whole.product.description)).set("files", std::move(files));
  if (!whole.product.notes.empty()) value.set("notes", whole.product.notes);
  auto all = whole.entry.said;
  std::ranges::stable_sort(all, {}, [](const Said& said) { return said.statement.at; });
  Value statements = Value::array();
  for (const auto& said : all) statements.push(said_json(said, links));
  value.set("statements", std::move(statements));
  Value products = Value::array();
  products.push(std::move(value));
  Value one = Value::object();
  one.set("schema", "release-action/products/1").set("products", std::move(products));
  return one;
}

Links links_by(std::function<std::string(const std::string& digest)> link) {
  Links links;
  links.log = [link](const Listed& /*product*/, const Said& report) {
    return link(report.statement.attached.front().digest);
  };
  links.file = [link](const Said& /*report*/, const Attached& file) { return link(file.digest); };
  return links;
}

std::string age_of(WallTime at, WallTime now) {
  if (at > now) return {};
  const auto age = std::chrono::duration_cast<std::chrono::hours>(now - at);
  if (age >= std::chrono::hours{48}) return std::to_string(age.count() / 24) + " days";
  return format_duration(std::chrono::duration_cast<std::chrono::seconds>(now - at));
}

}  // namespace ra::product
