#pragma once

#include "attest/signing_key.hpp"
#include "base/json.hpp"
#include "base/time.hpp"
#include "product/name.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ra::product {

// A file that a report has with it: the output of the command, results of tests.
struct Attached {
  std::string name;
  std::string digest;
  std::uint64_t size = 0;
};

// What somebody says of one version of a product.
struct Statement {
  Kind kind = Kind::report;
  std::string product;  // its digest: whatever is said is said of these bytes
  Name name;
  std::string by;  // a party of the trust file
  WallTime at;
  bool ok = false;                   // of a report or a deployment
  bool override_policy = false;      // of a certification
  std::string reason;                // of an override, a revocation or a report that somebody made by hand
  std::string environment;           // of a deployment
  std::vector<Attached> attached;    // of a report
  std::vector<std::string> reports;  // that a certification rests on, by their digests
};

// As an in-toto statement, in one line.
std::string to_text(const Statement& statement);

// Of strangers: an error (config) says why it is none.
Result<Statement> parse_statement(std::string_view text);

// The statement in an envelope, signed, in one line.
std::string sign(const Statement& statement, const attest::SigningKey& key);

}  // namespace ra::product
