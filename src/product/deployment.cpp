#include "product/deployment.hpp"

#include "product/state.hpp"

namespace ra::product {

Places places_of(const std::vector<Entry>& entries) {
  Places places;
  for (const auto& entry : entries) {
    for (const auto& said : entry.said) {
      if (!said.counts() || said.tag.kind != Kind::deployment || !said.statement.ok) continue;
      const std::pair place{entry.product.name.product, said.statement.environment};
      const auto [found, is_new] = places.try_emplace(place, said);
      if (!is_new && is_later(said, found->second)) found->second = said;
    }
  }
  return places;
}

std::vector<Deployment> deployments_of(const Entry& entry, const Places& places) {
  std::map<std::string, Said> newest;
  for (const auto& said : entry.said) {
    if (!said.counts() || said.tag.kind != Kind::deployment) continue;
    const auto [found, is_new] = newest.try_emplace(said.statement.environment, said);
    if (!is_new && is_later(said, found->second)) found->second = said;
  }
  std::vector<Deployment> all;
  for (const auto& [environment, said] : newest) {
    const auto place = places.find({entry.product.name.product, environment});
    const bool there = place != places.end() && place->second.tag.statement == said.tag.statement;
    all.push_back({environment, said, there});
  }
  return all;
}

}  // namespace ra::product
