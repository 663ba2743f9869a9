#include "product/fact.hpp"

#include "attest/envelope.hpp"
#include "attest/signatures.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::product {

namespace {

Fact broken(Fact fact, std::string why) {
  fact.seal = Fact::Seal::broken;
  fact.why = std::move(why);
  return fact;
}

Said without(Said said, Said::Standing standing, std::string why) {
  said.standing = standing;
  said.why = std::move(why);
  return said;
}

}  // namespace

Fact look_at(const StatementTag& tag, std::string_view text, const Trust& trust) {
  Fact fact;
  fact.tag = tag;
  const auto envelope = attest::parse_envelope(text);
  if (!envelope) return broken(std::move(fact), envelope.error().message);
  if (envelope->payload_type != attest::in_toto_type)
    return broken(std::move(fact), "what is signed is no in-toto statement");
  auto statement = parse_statement(envelope->payload);
  if (!statement) return broken(std::move(fact), statement.error().message);
  if (statement_tag(statement->kind, statement->product, tag.statement) != tag)
    return broken(std::move(fact), "it says something else than its tag");
  fact.statement = *std::move(statement);
  fact.seal = envelope->signatures.empty() ? Fact::Seal::none : Fact::Seal::unknown_key;
  for (const auto& signature : envelope->signatures) {
    const Party* party = trust.with_key(signature.key_id);
    if (party == nullptr) continue;
    if (!envelope->signed_by(party->key)) return broken(std::move(fact), "its signature does not fit");
    fact.seal = Fact::Seal::good;
    fact.key = party->key.id();
  }
  return fact;
}

Said judge(Fact fact, const Trust& trust) {
  Said said;
  said.tag = std::move(fact.tag);
  said.statement = std::move(fact.statement);
  const std::string by = one_line(said.statement.by, 60);
  switch (fact.seal) {
    case Fact::Seal::broken: return without(std::move(said), Said::Standing::tampered, fact.why);
    case Fact::Seal::none: return without(std::move(said), Said::Standing::is_unsigned, "nobody has signed it");
    case Fact::Seal::unknown_key:
      return without(std::move(said), Said::Standing::unknown_key, "its key is not in the trust file");
    case Fact::Seal::good: break;
  }
  const Party* party = trust.with_key(fact.key);
  if (party == nullptr)
    return without(std::move(said), Said::Standing::unknown_key, "its key is not in the trust file");
  if (party->name != said.statement.by)
    return without(std::move(said), Said::Standing::wrong_role,
                   fmt::format("{} has signed what {} is to have said", party->name, by));
  const Kind kind = said.statement.kind;
  if (!may_say(*party, kind))
    return without(std::move(said), Said::Standing::wrong_role,
                   fmt::format("{} is not one whose {} counts", by, to_string(kind)));
  said.standing = Said::Standing::counts;
  return said;
}

std::string_view to_string(Said::Standing standing) {
  switch (standing) {
    case Said::Standing::counts: return "counts";
    case Said::Standing::is_unsigned: return "unsigned";
    case Said::Standing::unknown_key: return "unknown-key";
    case Said::Standing::wrong_role: return "wrong-role";
    case Said::Standing::tampered: return "tampered";
  }
  return "tampered";
}

}  // namespace ra::product
