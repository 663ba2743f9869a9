#include "product/statement.hpp"

#include "attest/signatures.hpp"
#include "attest/statement.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <optional>

namespace ra::product {

namespace {

using json::Value;

constexpr std::string_view type_before = "https://github.com/gravitee-io/release-action/blob/main/docs/product.md#";
constexpr std::size_t statement_depth = 10;
constexpr std::size_t most_text = 4096;
constexpr std::size_t most_listed = 1000;

Error no_statement(std::string_view what) { return error(Errc::config, std::string{what}); }

std::optional<Kind> kind_of_type(std::string_view predicate_type) {
  for (const Kind kind : {Kind::publication, Kind::report, Kind::certification, Kind::revocation, Kind::deployment}) {
    if (predicate_type.starts_with(type_before) && predicate_type.substr(type_before.size()) == to_string(kind))
      return kind;
  }
  return {};
}

Value predicate_of(const Statement& statement) {
  Value predicate = Value::object();
  predicate.set("name", statement.name.product).set("version", statement.name.version);
  predicate.set("by", statement.by).set("at", format_utc_ms(statement.at));
  if (statement.kind == Kind::report || statement.kind == Kind::deployment) predicate.set("ok", statement.ok);
  if (statement.override_policy) predicate.set("override", true);
  if (!statement.reason.empty()) predicate.set("reason", statement.reason);
  if (!statement.environment.empty()) predicate.set("environment", statement.environment);
  Value attached = Value::array();
  for (const auto& one : statement.attached) {
    Value value = Value::object();
    value.set("name", one.name).set("digest", one.digest).set("size", static_cast<std::int64_t>(one.size));
    attached.push(std::move(value));
  }
  if (!statement.attached.empty()) predicate.set("attached", std::move(attached));
  Value reports = Value::array();
  for (const auto& one : statement.reports) reports.push(one);
  if (!statement.reports.empty()) predicate.set("reports", std::move(reports));
  return predicate;
}

Result<Attached> attached_of(const Value& value) {
  Attached one{value["name"].as_string(), value["digest"].as_string(), 0};
  const std::int64_t size = value["size"].as_int(-1);
  if (one.name.empty() || !oci::is_digest(one.digest) || size < 0)
    return no_statement("an attached file of it is none");
  one.size = static_cast<std::uint64_t>(size);
  return one;
}

Result<Statement> read_predicate(const Value& predicate, Statement statement) {
  RA_TRY_ASSIGN(statement.name, make_name(predicate["name"].as_string(), predicate["version"].as_string()));
  statement.by = predicate["by"].as_string();
  statement.reason = predicate["reason"].as_string();
  statement.environment = predicate["environment"].as_string();
  if (statement.by.empty() || statement.by.size() > 100 || statement.reason.size() > most_text ||
      statement.environment.size() > 100)
    return no_statement("it does not say who says it, or says too much");
  const auto at = parse_utc(predicate["at"].as_string());
  if (!at) return no_statement("it does not say when");
  statement.at = *at;
  statement.ok = predicate["ok"].as_bool();
  statement.override_policy = predicate["override"].as_bool();
  const auto& attached = predicate["attached"].items();
  const auto& reports = predicate["reports"].items();
  if (attached.size() > most_listed || reports.size() > most_listed) return no_statement("it lists too much");
  for (const auto& value : attached) {
    RA_TRY_ASSIGN(auto one, attached_of(value));
    statement.attached.push_back(std::move(one));
  }
  for (const auto& value : reports) {
    if (!oci::is_digest(value.as_string())) return no_statement("a report that it rests on is none");
    statement.reports.push_back(value.as_string());
  }
  return statement;
}

}  // namespace

std::string to_text(const Statement& statement) {
  const attest::Subject subject{statement.name.text(), statement.product.substr(statement.product.find(':') + 1)};
  const std::string type = fmt::format("{}{}", type_before, to_string(statement.kind));
  return json::dump(attest::statement_of(subject, type, predicate_of(statement)));
}

Result<Statement> parse_statement(std::string_view text) {
  const auto parsed = json::parse(text, {.max_depth = statement_depth});
  if (!parsed || !parsed->is_object()) return no_statement("it is no JSON object");
  const Value& value = *parsed;
  const auto kind = kind_of_type(value["predicateType"].as_string());
  if (value["_type"].as_string() != "https://in-toto.io/Statement/v1" || !kind)
    return no_statement("it is no statement about a product");
  const auto& subjects = value["subject"].items();
  if (subjects.size() != 1) return no_statement("it is not about one product");
  Statement statement;
  statement.kind = *kind;
  statement.product = "sha256:" + subjects.front()["digest"]["sha256"].as_string();
  if (!oci::is_digest(statement.product)) return no_statement("it does not say which product it is about");
  return read_predicate(value["predicate"], std::move(statement));
}

std::string sign(const Statement& statement, const attest::SigningKey& key) {
  return attest::dsse_envelope(key, attest::in_toto_type, to_text(statement));
}

}  // namespace ra::product
