#include "product/trust.hpp"

#include <algorithm>

namespace ra::product {

bool Party::has(Role role) const { return std::ranges::find(roles, role) != roles.end(); }

const Party* Trust::named(std::string_view name) const {
  const auto found = std::ranges::find(parties, name, &Party::name);
  return found == parties.end() ? nullptr : &*found;
}

const Party* Trust::with_key(std::string_view key_id) const {
  const auto found = std::ranges::find_if(parties, [&](const Party& one) { return one.key.id() == key_id; });
  return found == parties.end() ? nullptr : &*found;
}

std::vector<const Party*> Trust::cis() const {
  std::vector<const Party*> all;
  for (const auto& party : parties) {
    if (party.is_ci()) all.push_back(&party);
  }
  return all;
}

std::vector<std::string> Trust::before(const Party& ci) const {
  std::vector<std::string> names = ci.after;
  if (ci.has(Role::vendor_ci)) return names;
  for (const auto& party : parties) {
    if (party.has(Role::vendor_ci) && std::ranges::find(names, party.name) == names.end()) names.push_back(party.name);
  }
  return names;
}

std::vector<std::string> Trust::required() const {
  if (!policy.required.empty()) return policy.required;
  std::vector<std::string> names;
  for (const Party* ci : cis()) names.push_back(ci->name);
  return names;
}

bool may_say(const Party& party, Kind kind) {
  switch (kind) {
    case Kind::publication: return party.has(Role::publisher);
    case Kind::report: return party.is_ci();
    case Kind::certification: return party.has(Role::certifier);
    case Kind::revocation: return party.has(Role::certifier) || party.has(Role::publisher);
    case Kind::deployment: return party.has(Role::deployer);
  }
  return false;
}

}  // namespace ra::product
