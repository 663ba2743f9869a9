#pragma once

#include "base/time.hpp"

#include <string>
#include <vector>

// Products from the vendor to their customers: the section "products" of release-action.json.
namespace ra::model {

struct ProductsConfig {
  std::string catalog;                       // registry.example/acme/products, or oci:FOLDER
  std::string trust = "product-trust.json";  // who is who; within the repository
  std::string as;                            // who we are, by the trust file
  std::string key_variable;                  // names of environment variables
  std::string passphrase_variable;
  std::string user_variable;
  std::string password_variable;
  std::string validate;  // given to /bin/sh -eu -c, in the repository
  Duration validate_timeout = std::chrono::hours{2};
  std::vector<std::string> results{"**/*.xml"};  // files below $PRODUCT_RESULTS that go with the report
  Duration every = std::chrono::minutes{1};      // how often `product watch` looks
};

}  // namespace ra::model
