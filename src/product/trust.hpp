#pragma once

#include "attest/public_key.hpp"
#include "base/time.hpp"
#include "product/name.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ra::product {

enum class Role { publisher, vendor_ci, customer_ci, certifier, deployer };

// Somebody who says something of products, and what of it counts.
struct Party {
  std::string name;
  std::vector<Role> roles;
  attest::PublicKey key;
  std::vector<std::string> after = {};  // CIs that must have found a product good before this one takes it

  bool has(Role role) const;
  bool is_ci() const { return has(Role::vendor_ci) || has(Role::customer_ci); }
};

// What makes a product ready to be certified.
struct Policy {
  std::vector<std::string> required;  // CIs; empty: all of them
  std::optional<Duration> within;     // how old a report may be
};

// What all parties have agreed on: who is who, which CI comes after which, and what a certification needs.
struct Trust {
  std::vector<Party> parties;
  Policy policy;

  const Party* named(std::string_view name) const;
  const Party* with_key(std::string_view key_id) const;
  std::vector<const Party*> cis() const;  // in the order of the file
  // The CIs that come before this one: for a customer's all of the vendor's, and those that it names.
  std::vector<std::string> before(const Party& ci) const;
  std::vector<std::string> required() const;
};

// The roles that may say that.
bool may_say(const Party& party, Kind kind);

// JSON with comments. All that is wrong with it is one error (config) with its place.
Result<Trust> parse_trust(const std::string& file, std::string_view text);

}  // namespace ra::product
