#pragma once

#include "product/publish.hpp"

#include <string>

namespace ra::product {

// Somebody who may decides that a version is ready to deploy, or no longer.
struct Decision {
  Kind kind = Kind::certification;  // or a revocation
  std::string wanted;               // by its name, or by its digest
  std::string digest;               // that it must have; empty: whatever it has
  std::string reason;
  bool override_policy = false;  // certified although the policy is not met
};

// What lacks in the decision itself: a reason. An error is `usage`.
Result<> check(const Decision& decision);

// What came of it.
struct Decided {
  Whole whole;
  std::string statement;  // its digest; empty when nothing was said
  Statement said;         // and else what
  std::string note;       // why not
};

// Reads the product anew, holds it against the policy and says it, unless `look_only` or it was said before. Errors:
// not ready, or not to be trusted (failed_ci); another product than was meant (conflict).
boost::asio::awaitable<Result<Decided>> decide(Reading reading, Decision decision, Speaker speaker, WallTime now,
                                               bool look_only);

}  // namespace ra::product
