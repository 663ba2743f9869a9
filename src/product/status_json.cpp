#include "base/text.hpp"
#include "product/status.hpp"

namespace ra::product {

namespace {

using json::Value;

Value validation_json(const Validation& one, const Link& link) {
  Value value = Value::object();
  value.set("ci", one.ci).set("state", to_string(one.state));
  if (!one.said) return value;
  value.set("at", format_utc(one.said->statement.at));
  if (!one.said->why.empty()) value.set("why", one.said->why);
  if (!one.said->statement.reason.empty()) value.set("reason", one_line(one.said->statement.reason));
  if (one.said->counts() && !one.said->statement.attached.empty())
    value.set("logs", link(one.said->statement.attached.front().digest));
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

Value row_json(const Row& row, const Link& link) {
  Value value = Value::object();
  value.set("name", row.product.name.product).set("version", row.product.name.version);
  value.set("digest", row.product.digest).set("kind", row.product.update ? "update" : "initial");
  value.set("published", row.state.published).set("ready_to_deploy", row.state.ready);
  if (!row.state.published) value.set("why", row.state.not_published);
  Value validations = Value::array();
  for (const auto& one : row.state.validations) validations.push(validation_json(one, link));
  value.set("validations", std::move(validations));
  if (row.state.certification) value.set("certification", decision_json(*row.state.certification));
  if (row.state.revocation) value.set("revocation", decision_json(*row.state.revocation));
  Value deployments = Value::array();
  for (const auto& one : row.deployments) deployments.push(deployment_json(one));
  if (!row.deployments.empty()) value.set("deployments", std::move(deployments));
  if (row.state.ignored.empty()) return value;
  Value ignored = Value::array();
  for (const auto& said : row.state.ignored) ignored.push(ignored_json(said));
  value.set("ignored", std::move(ignored));
  return value;
}

}  // namespace

std::vector<Row> rows_of(const std::vector<Entry>& entries, const Trust& trust) {
  return rows_of(entries, trust, places_of(entries));
}

std::vector<Row> rows_of(const std::vector<Entry>& entries, const Trust& trust, const Places& places) {
  std::vector<Row> rows;
  rows.reserve(entries.size());
  for (const auto& entry : entries)
    rows.push_back({entry.product, state_of(entry, trust), deployments_of(entry, places)});
  return rows;
}

Value to_json(const std::vector<Row>& rows, const Link& link) {
  Value products = Value::array();
  for (const auto& row : rows) products.push(row_json(row, link));
  Value all = Value::object();
  all.set("schema", "release-action/products/1").set("products", std::move(products));
  return all;
}

std::string age_of(WallTime at, WallTime now) {
  if (at > now) return {};
  const auto age = std::chrono::duration_cast<std::chrono::hours>(now - at);
  if (age >= std::chrono::hours{48}) return std::to_string(age.count() / 24) + " days";
  return format_duration(std::chrono::duration_cast<std::chrono::seconds>(now - at));
}

}  // namespace ra::product
