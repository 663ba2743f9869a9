#include "model/config_notify.hpp"

#include "model/config_values.hpp"

namespace ra::model {

const std::vector<Moment>& all_moments() {
  static const std::vector<Moment> all{Moment::begin,     Moment::done,      Moment::failed,
                                       Moment::waiting,   Moment::published, Moment::validated,
                                       Moment::certified, Moment::revoked,   Moment::deployed};
  return all;
}

namespace values {

namespace {

Defect moments(const json::Value& value, std::vector<Moment>& out) {
  auto found = list<Moment>(value, "events", out, [](const json::Value& item, Moment& moment) {
    return one_of(item, moment,
                  {{"begin", Moment::begin},
                   {"done", Moment::done},
                   {"failed", Moment::failed},
                   {"waiting", Moment::waiting},
                   {"published", Moment::published},
                   {"validated", Moment::validated},
                   {"certified", Moment::certified},
                   {"revoked", Moment::revoked},
                   {"deployed", Moment::deployed}});
  });
  if (found) return found;
  if (out.empty()) return defect(value, "must name an event, or be left out for all of them");
  return std::nullopt;
}

Defect notice(const json::Value& value, Notice& out) {
  auto found = object(value, "a notice",
                      {{"name", [&](const auto& v) { return text(v, out.name); }},
                       {"kind", [&](const auto& v) { return text(v, out.kind); }},
                       {"urlEnv", [&](const auto& v) { return variable(v, out.url_variable); }},
                       {"secretEnv", [&](const auto& v) { return variable(v, out.key_variable); }},
                       {"from", [&](const auto& v) { return text(v, out.from); }},
                       {"to", [&](const auto& v) { return names(v, out.to); }},
                       {"on", [&](const auto& v) { return moments(v, out.on); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.kind.empty()) return defect(value, "must have a `kind`, such as \"webhook\"");
  if (out.url_variable.empty())
    return defect(value, "must have a `urlEnv`, the environment variable that holds the address");
  return std::nullopt;
}

}  // namespace

Defect notify(const json::Value& value, std::vector<Notice>& out) {
  return list<Notice>(value, "notices", out, notice);
}

}  // namespace values

}  // namespace ra::model
