#pragma once

#include "product/reading.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

// What deployers say: which version was brought where. Decides; asks nobody.
namespace ra::product {

// What was said last of one version and one environment.
struct Deployment {
  std::string environment;
  Said said;
  bool there = false;  // it went well, and no other version of the product was brought there since
};

// By product and environment: the newest word that something was brought there, and it went well.
using Places = std::map<std::pair<std::string, std::string>, Said>;
Places places_of(const std::vector<Entry>& entries);

// In the order of the environments' names.
std::vector<Deployment> deployments_of(const Entry& entry, const Places& places);

}  // namespace ra::product
