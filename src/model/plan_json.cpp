#include "model/plan.hpp"

namespace ra::model {

namespace {

json::Value to_json(const PlannedComponent& c) {
  json::Value v = json::Value::object();
  v.set("name", c.name);
  v.set("version", c.version);
  v.set("release_version", c.release_version);
  v.set("branch", c.branch);
  v.set("repository", c.repository);
  v.set("clone_url", c.clone_url);
  v.set("inherited", c.inherited);
  return v;
}

json::Value to_json(const PlannedSet& set) {
  json::Value components = json::Value::array();
  for (const auto& c : set.components) components.push(to_json(c));
  json::Value v = json::Value::object();
  v.set("index", set.index);
  v.set("components", std::move(components));
  return v;
}

json::Value to_json(const Finding& f) {
  json::Value v = json::Value::object();
  v.set("severity", to_string(f.severity));
  v.set("code", f.code);
  v.set("component", f.component);
  v.set("line", f.line);
  v.set("column", f.column);
  v.set("message", f.message);
  if (!f.hint.empty()) v.set("hint", f.hint);
  return v;
}

}  // namespace

json::Value to_json(const Plan& plan) {
  json::Value sets = json::Value::array();
  for (const auto& set : plan.sets) sets.push(to_json(set));
  json::Value out = json::Value::array();
  for (const auto& o : plan.out) {
    json::Value v = json::Value::object();
    v.set("name", o.name);
    v.set("version", o.version);
    v.set("why", o.why);
    out.push(std::move(v));
  }
  json::Value findings = json::Value::array();
  for (const auto& f : plan.findings) findings.push(to_json(f));
  json::Value v = json::Value::object();
  v.set("schema", "release-action/plan/1");
  v.set("product", plan.product);
  v.set("version", plan.version);
  v.set("snapshot", plan.snapshot);
  v.set("branch", plan.branch);
  v.set("to_release", plan.to_release());
  v.set("sets", std::move(sets));
  v.set("out", std::move(out));
  v.set("findings", std::move(findings));
  return v;
}

}  // namespace ra::model
