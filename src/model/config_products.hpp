#pragma once

#include "base/time.hpp"

#include <string>
#include <vector>

// Products from the vendor to their customers: the section "products" of release-action.json.
namespace ra::model {

// `product serve`: the catalogue as a web page.
struct SiteConfig {
  std::string listen = "127.0.0.1:8787";
  std::string url;             // as people know it, behind a proxy
  std::string token_variable;  // of those who may decide
  bool is_private = false;     // and of those who may look
};

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
  Duration every = std::chrono::minutes{1};      // how often `watch` and `serve` look
  std::string wake_listen;                       // where `watch` hears that there is something new
  std::string wake_variable;                     // of the secret that says so
  SiteConfig site;
};

}  // namespace ra::model
