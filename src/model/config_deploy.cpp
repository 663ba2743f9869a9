#include "model/config_deploy.hpp"

#include "model/config_bundles.hpp"
#include "model/config_values.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

namespace ra::model {

const std::vector<std::string>& deployment_placeholders() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = bundle_placeholders();
    all.emplace_back("environment");
    return all;
  }();
  return names;
}

const std::vector<DeploymentKind>& deployment_kinds() {
  static const std::vector<DeploymentKind> kinds{
      {.name = "apprunner", .needs = {"service"}, .takes = {"image"}},
      {.name = "route53",
       .needs = {"zone", "record"},
       .takes = {"type", "to", "blue", "green", "blueAlias", "greenAlias", "weight"},
       .defaults = {{"type", "A"}, {"to", "other"}, {"blue", "blue"}, {"green", "green"}, {"weight", "100"}}},
      {.name = "pulumi", .needs = {"stack"}, .takes = {"folder", "output"}, .has_values = true},
      {.name = "kubernetes", .needs = {"workload", "image"}, .takes = {"container", "namespace", "context"}},
      {.name = "command", .needs = {"run"}, .takes = {"look", "return"}, .has_commands = true},
  };
  return kinds;
}

namespace values {

namespace {

constexpr std::size_t most_tries = 1000;

std::vector<std::string> with_side() {
  std::vector<std::string> all = deployment_placeholders();
  all.emplace_back("side");
  return all;
}

Defect deployable(const json::Value& value, std::string& out, const std::vector<std::string>& known) {
  if (auto found = text(value, out)) return found;
  const auto checked = check_placeholders(out, known);
  if (checked) return std::nullopt;
  return defect(value, "cannot be used: " + checked.error().message, checked.error().hint);
}

Defect address(const json::Value& value, std::string& out, const std::vector<std::string>& known) {
  if (auto found = deployable(value, out, known)) return found;
  if (out.starts_with("https://") || out.starts_with("http://")) return std::nullopt;
  return defect(value, "must be the address of a page", "such as https://demo.example.org/health");
}

Defect statuses(const json::Value& value, std::vector<std::size_t>& out) {
  constexpr std::size_t first = 100;
  constexpr std::size_t last = 599;
  out.assign(1, 0);
  if (value.is_number()) return count(value, out[0], first, last);
  auto found = list<std::size_t>(value, "statuses", out, [](const json::Value& item, std::size_t& status) {
    return count(item, status, first, last);
  });
  if (found) return found;
  if (out.empty()) return defect(value, "must name a status, such as 200");
  return std::nullopt;
}

Defect probe(const json::Value& value, std::optional<Probe>& out, bool before) {
  Probe read;
  const auto known = before ? with_side() : deployment_placeholders();
  auto found = object(value, "a health check",
                      {{"url", [&](const auto& v) { return address(v, read.url, known); }},
                       {"status", [&](const auto& v) { return statuses(v, read.statuses); }},
                       {"body", [&](const auto& v) { return text(v, read.body); }},
                       {"latency", [&](const auto& v) { return duration(v, read.latency); }},
                       {"good", [&](const auto& v) { return count(v, read.good, 1, most_tries); }},
                       {"every", [&](const auto& v) { return duration(v, read.every); }},
                       {"within", [&](const auto& v) { return duration(v, read.within); }}});
  if (found) return found;
  if (read.url.empty()) return defect(value, "must have a `url`, which is asked");
  if (read.every * static_cast<std::int64_t>(read.good - 1) > read.within)
    return defect(value, fmt::format("can never be good: {} answers take longer than it may last", read.good),
                  "raise `within`, or lower `good` or `every`");
  out = std::move(read);
  return std::nullopt;
}

Defect deployed_values(const json::Value& value, std::map<std::string, std::string>& out) {
  if (!value.is_object()) return defect(value, "must be an object of texts");
  for (const auto& member : value.members()) {
    if (auto found = deployable(member.value, out[member.key], deployment_placeholders()))
      return inside(std::move(found), "." + member.key);
  }
  return std::nullopt;
}

Defect deployment_kind(const json::Value& value, const DeploymentKind*& out) {
  const json::Value* word = value.is_object() ? value.find("kind") : nullptr;
  if (word == nullptr) return defect(value, "must have a `kind`, such as \"kubernetes\"");
  std::vector<std::string> known;
  for (const auto& kind : deployment_kinds()) known.emplace_back(kind.name);
  std::size_t index = 0;
  if (auto found = choice(*word, known, index)) return inside(std::move(found), ".kind");
  out = &deployment_kinds()[index];
  return std::nullopt;
}

std::vector<Field> deployment_fields(const DeploymentKind& kind, Deployment& out) {
  std::vector<Field> fields{{"name", [&](const auto& v) { return slug(v, out.name); }},
                            {"kind", [&](const auto& v) { return text(v, out.kind); }},
                            {"environment", [&](const auto& v) { return slug(v, out.environment); }},
                            {"url", [&](const auto& v) { return address(v, out.url, deployment_placeholders()); }},
                            {"ready", [&](const auto& v) { return probe(v, out.ready, true); }},
                            {"health", [&](const auto& v) { return probe(v, out.health, false); }},
                            {"goBack", [&](const auto& v) { return flag(v, out.goes_back); }},
                            {"timeout", [&](const auto& v) { return duration(v, out.timeout); }},
                            {"poll", [&](const auto& v) { return duration(v, out.poll); }}};
  for (const auto* keys : {&kind.needs, &kind.takes}) {
    for (const std::string_view key : *keys) {
      const std::string name{key};
      fields.emplace_back(name, [&out, &kind, name](const auto& v) {
        std::string& setting = out.settings[name];
        return kind.has_commands ? command(v, setting) : deployable(v, setting, deployment_placeholders());
      });
    }
  }
  if (kind.has_values) fields.emplace_back("values", [&](const auto& v) { return deployed_values(v, out.values); });
  return fields;
}

// What only some values of a kind's settings can mean.
Defect switched(const json::Value& value, const Deployment& out) {
  const auto& to = out.settings.at("to");
  if (to != "blue" && to != "green" && to != "other")
    return inside(defect(value["to"], R"(must be "blue", "green" or "other")"), ".to");
  const bool aliases = out.settings.contains("blueAlias");
  if (aliases != out.settings.contains("greenAlias"))
    return defect(value, "must have both `blueAlias` and `greenAlias`, or neither");
  for (const char* key : {"blueAlias", "greenAlias"}) {
    if (aliases && out.settings.at(key).find('/') == std::string::npos)
      return inside(defect(value[key], "must be ZONE/NAME: the hosted zone of what it stands for, and its name"),
                    std::string{"."} + key);
  }
  const auto& weight = out.settings.at("weight");
  // Route 53: "Weight" is 0 to 255.
  const bool digits = weight.size() <= 3 && weight.find_first_not_of("0123456789") == std::string::npos;
  if (digits && std::stoi(weight) >= 1 && std::stoi(weight) <= 255) return std::nullopt;
  return inside(defect(value["weight"], "must be \"1\" to \"255\""), ".weight");
}

Defect deployment(const json::Value& value, Deployment& out) {
  const DeploymentKind* kind = nullptr;
  if (auto found = deployment_kind(value, kind)) return found;
  auto found = object(value, fmt::format("a deployment of kind {}", kind->name), deployment_fields(*kind, out));
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  for (const std::string_view key : kind->needs) {
    if (!out.settings.contains(std::string{key}))
      return defect(value, fmt::format("must have a `{}`, being of kind {}", key, kind->name));
  }
  for (const auto& [key, usual] : kind->defaults) out.settings.try_emplace(std::string{key}, usual);
  if (out.environment.empty()) out.environment = out.name;
  return kind->name == "route53" ? switched(value, out) : std::nullopt;
}

}  // namespace

Defect deploy(const json::Value& value, std::vector<Deployment>& out) {
  if (auto found = list<Deployment>(value, "deployments", out, deployment)) return found;
  return named_once(value, out);
}

}  // namespace values

}  // namespace ra::model
