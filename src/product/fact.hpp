#pragma once

#include "product/statement.hpp"
#include "product/trust.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ra::product {

// What has come of looking at a statement, whoever is trusted: nothing of it changes as long as the same key is known.
struct Fact {
  enum class Seal { good, none, unknown_key, broken };

  StatementTag tag;
  Seal seal = Seal::broken;
  std::string key;      // of a good seal: the key's id
  Statement statement;  // of a broken one nothing but what the tag says
  std::string why;      // of a broken one
};

// Reads a statement, and holds it against what its tag says of it.
Fact look_at(const StatementTag& tag, std::string_view envelope, const Trust& trust);

// What somebody says, and whether it counts.
struct Said {
  enum class Standing { counts, is_unsigned, unknown_key, wrong_role, tampered };

  StatementTag tag;
  Statement statement;
  Standing standing = Standing::tampered;
  std::string why;  // it does not count

  bool counts() const { return standing == Standing::counts; }
};

Said judge(Fact fact, const Trust& trust);

std::string_view to_string(Said::Standing standing);

}  // namespace ra::product
