#include "base/try.hpp"
#include "model/config_values.hpp"
#include "model/syntax.hpp"
#include "product/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

namespace ra::product {

namespace {

using model::values::Defect;
using model::values::defect;
using model::values::inside;

struct TrustDraft {
  std::string name;
  std::vector<Role> roles;
  std::string key;
  std::vector<std::string> after;
};

Defect read_name(const json::Value& value, std::string& out) {
  if (auto found = model::values::slug(value, out)) return found;
  if (out.size() <= 100) return std::nullopt;
  return defect(value, "must be shorter");
}

Defect read_roles(const json::Value& value, std::vector<Role>& out) {
  return model::values::list<Role>(value, "roles", out, [](const json::Value& one, Role& role) {
    return model::values::one_of<Role>(one, role,
                                       {{"publisher", Role::publisher},
                                        {"vendor-ci", Role::vendor_ci},
                                        {"customer-ci", Role::customer_ci},
                                        {"certifier", Role::certifier},
                                        {"deployer", Role::deployer}});
  });
}

// As PEM, or what stands in it in one line.
Defect read_key(const json::Value& value, std::string& out) {
  if (!value.is_string() || value.as_string().empty()) return defect(value, "must be a public key as PEM");
  out = value.as_string();
  if (!out.starts_with("-----")) out = fmt::format("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", out);
  return std::nullopt;
}

Defect read_party(const json::Value& value, std::vector<Party>& out) {
  TrustDraft draft;
  auto found = model::values::object(value, "a party",
                                     {{"name", [&](const auto& v) { return read_name(v, draft.name); }},
                                      {"roles", [&](const auto& v) { return read_roles(v, draft.roles); }},
                                      {"key", [&](const auto& v) { return read_key(v, draft.key); }},
                                      {"after", [&](const auto& v) { return model::values::names(v, draft.after); }}});
  if (found) return found;
  if (draft.name.empty()) return defect(value, "must have a `name`");
  if (draft.roles.empty()) return defect(value, "must have `roles`, such as [\"customer-ci\"]");
  if (draft.key.empty()) return defect(value, "must have a `key`");
  auto public_key = attest::PublicKey::of_pem(draft.key, "it");
  if (!public_key) return inside(defect(value["key"], public_key.error().message, public_key.error().hint), ".key");
  out.push_back(Party{std::move(draft.name), std::move(draft.roles), *std::move(public_key), std::move(draft.after)});
  return std::nullopt;
}

Defect read_parties(const json::Value& value, std::vector<Party>& out) {
  if (!value.is_array()) return defect(value, "must be a list of parties");
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    if (auto found = read_party(value.items()[i], out)) return inside(std::move(found), fmt::format("[{}]", i));
    const Party& last = out.back();
    const auto same = [&](const Party& other) {
      return &other != &last && (other.name == last.name || other.key.id() == last.key.id());
    };
    if (std::ranges::any_of(out, same))
      return inside(defect(value.items()[i], "has the name or the key of another"), fmt::format("[{}]", i));
  }
  return std::nullopt;
}

Defect read_policy(const json::Value& value, Policy& out) {
  Duration within{0};
  auto found =
      model::values::object(value, "the policy",
                            {{"required", [&](const auto& v) { return model::values::names(v, out.required); }},
                             {"within", [&](const auto& v) { return model::values::duration(v, within); }}});
  if (!found && within > Duration{0}) out.within = within;
  return found;
}

// What hangs on all parties: names that there are, and no CI that waits for itself.
Defect together(const json::Value& value, const Trust& trust) {
  const auto ci = [&](const std::string& wanted) {
    const Party* found = trust.named(wanted);
    return found != nullptr && found->is_ci();
  };
  for (const auto& one : trust.policy.required) {
    if (!ci(one)) return inside(defect(value["policy"], fmt::format("names `{}`, which is no CI", one)), ".policy");
  }
  for (std::size_t i = 0; i < trust.parties.size(); ++i) {
    std::set<std::string> seen;
    const std::function<bool(const Party&)> returns = [&](const Party& from) {
      for (const auto& next : trust.before(from)) {
        if (next == trust.parties[i].name) return true;
        const Party* found = trust.named(next);
        if (found != nullptr && seen.insert(next).second && returns(*found)) return true;
      }
      return false;
    };
    const json::Value& at = value["parties"].items()[i];
    const std::string where = fmt::format(".parties[{}]", i);
    for (const auto& before : trust.parties[i].after) {
      if (!ci(before)) return inside(defect(at, fmt::format("comes after `{}`, which is no CI", before)), where);
    }
    if (trust.parties[i].is_ci() && returns(trust.parties[i])) return inside(defect(at, "comes after itself"), where);
  }
  return std::nullopt;
}

Error at_place(const std::string& file, std::string_view text, std::size_t offset, std::string_view message,
               std::string hint) {
  const auto where = json::locate(text, offset);
  return error(Errc::config, fmt::format("{}:{}:{}: {}", file, where.line, where.column, message), std::move(hint));
}

}  // namespace

Result<Trust> parse_trust(const std::string& file, std::string_view text) {
  const auto parsed = json::parse(text, {.relaxed = true, .max_depth = 20});
  if (!parsed) {
    const auto problem = model::explain(text, parsed.error());
    return at_place(file, text, problem.offset, problem.message, problem.hint);
  }
  Trust trust;
  std::string schema;
  auto found = model::values::object(*parsed, "a trust file",
                                     {{"$schema", [&](const auto& v) { return model::values::text(v, schema); }},
                                      {"parties", [&](const auto& v) { return read_parties(v, trust.parties); }},
                                      {"policy", [&](const auto& v) { return read_policy(v, trust.policy); }}});
  if (!found) found = together(*parsed, trust);
  if (!found && trust.cis().empty()) found = defect(*parsed, "the trust file must name a party that is a CI");
  if (!found) return trust;
  const std::string message =
      found->where.empty() ? found->message : fmt::format("`{}` {}", found->where.substr(1), found->message);
  return at_place(file, text, found->at->begin(), message, found->hint);
}

}  // namespace ra::product
