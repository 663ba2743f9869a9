#include "product/name.hpp"

#include "base/text.hpp"
#include "model/version.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::product {

namespace {

constexpr std::size_t digits_of_product = 24;
constexpr std::size_t digits_of_digest = 64;
constexpr std::size_t most_part = 60;  // two of them and "_" fit into a tag

constexpr std::array<std::pair<Kind, std::string_view>, 5> kinds{{{Kind::publication, "publication"},
                                                                  {Kind::report, "report"},
                                                                  {Kind::certification, "certification"},
                                                                  {Kind::revocation, "revocation"},
                                                                  {Kind::deployment, "deployment"}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Without "_", which stands between the two.
bool is_part(std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= most_part && (is_letter(text[0]) || is_digit(text[0])) &&
         std::ranges::all_of(text, fits);
}

std::string_view hex_part(std::string_view digest) { return digest.substr(digest.find(':') + 1); }

}  // namespace

Result<Name> make_name(std::string product, std::string version) {
  for (const auto& [what, text] : {std::pair{"name", &product}, std::pair{"version", &version}}) {
    if (is_part(*text)) continue;
    return error(Errc::config, fmt::format("`{}` cannot be the {} of a product", one_line(*text, 100), what),
                 fmt::format("it is made of letters, digits, `.` and `-`, and at most {} of them", most_part));
  }
  return Name{std::move(product), std::move(version)};
}

Result<Name> parse_name(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos)
    return error(Errc::usage, fmt::format("`{}` names no version of a product", one_line(text, 100)),
                 "such as apim@3.1.0");
  auto name = make_name(std::string{text.substr(0, at)}, std::string{text.substr(at + 1)});
  if (name) return name;
  return error(Errc::usage, name.error().message, name.error().hint);
}

bool older(const Name& a, const Name& b) {
  if (a.product != b.product) return a.product < b.product;
  const auto first = model::Version::parse(a.version);
  const auto second = model::Version::parse(b.version);
  if (first && second && *first != *second) return *first < *second;
  if (first.has_value() != second.has_value()) return second.has_value();
  return a.version < b.version;
}

std::string_view to_string(Kind kind) {
  return std::ranges::find(kinds, kind, &std::pair<Kind, std::string_view>::first)->second;
}

std::string version_tag(const Name& name) { return name.product + "_" + name.version; }

std::string StatementTag::text() const { return fmt::format("{}-{}-{}", to_string(kind), about, hex_part(statement)); }

StatementTag statement_tag(Kind kind, std::string_view product, std::string statement) {
  return {kind, std::string{hex_part(product).substr(0, digits_of_product)}, std::move(statement)};
}

std::optional<StatementTag> parse_statement_tag(std::string_view tag) {
  const auto parts = split(tag, '-');
  if (parts.size() != 3 || parts[1].size() != digits_of_product || parts[2].size() != digits_of_digest) return {};
  const auto kind = std::ranges::find(kinds, parts[0], &std::pair<Kind, std::string_view>::second);
  if (kind == kinds.end() || !is_hex(parts[1]) || !is_hex(parts[2])) return {};
  return StatementTag{kind->first, std::string{parts[1]}, "sha256:" + std::string{parts[2]}};
}

}  // namespace ra::product
