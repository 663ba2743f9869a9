#pragma once

#include "base/error.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

// What things are called in a catalogue. A name is part of a tag, so there is little that it may be made of.
namespace ra::product {

struct Name {
  std::string product;
  std::string version;

  std::string text() const { return product + "@" + version; }
  friend auto operator<=>(const Name&, const Name&) = default;
};

// An error (config) says what they may be made of, and how long they may be.
Result<Name> make_name(std::string product, std::string version);
// "apim@3.1.0". An error is `usage`.
Result<Name> parse_name(std::string_view text);

// By version as people count, those that are none first.
bool older(const Name& a, const Name& b);

// What parties say of a product; in the order of their names, as registries list their tags.
enum class Kind { certification, deployment, publication, report, revocation };
std::string_view to_string(Kind kind);

// The tag of a product's version: "apim_3.1.0".
std::string version_tag(const Name& name);

// The tag of a statement: its kind, the beginning of the product's digest, and the digest of the signed statement. So
// no two statements want the same tag, whoever writes at the same time, and one list of tags tells what there is to
// read. What stands behind a tag need not be believed: it is read by the digest.
struct StatementTag {
  Kind kind = Kind::report;
  std::string about;      // the first 24 digits of the product's digest
  std::string statement;  // "sha256:…"

  std::string text() const;
  friend auto operator<=>(const StatementTag&, const StatementTag&) = default;
};
StatementTag statement_tag(Kind kind, std::string_view product, std::string statement);
std::optional<StatementTag> parse_statement_tag(std::string_view tag);

// The tag of the summary (product/summary.hpp).
constexpr const char* summary_tag = "summary";

}  // namespace ra::product
