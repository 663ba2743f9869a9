#include "bump/requirement.hpp"

#include "base/text.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace ra::bump {

namespace {

using model::Version;

constexpr std::string_view blanks = " \t";

struct Comparison {
  std::string op;         // "", ^, ~, =, >=, <=, >, <
  std::size_t begin = 0;  // where its numbers begin in its text
  int numbers = 0;        // how many of the three are said
  bool wildcard = false;  // the next one is x or *
  Version version;
};

// The numbers at the front of what is left.
std::optional<Comparison> parse_comparison(std::string_view text, Dialect dialect) {
  constexpr std::array<std::string_view, 9> ops{"~>", ">=", "<=", "==", "^", "~", "=", ">", "<"};
  Comparison c;
  std::string_view rest = text;
  for (const auto op : ops) {
    if (!rest.starts_with(op)) continue;
    c.op = op == "~>" ? "~" : op == "==" ? "=" : std::string{op};
    rest.remove_prefix(op.size());
    break;
  }
  rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
  if (dialect == Dialect::npm && (rest.starts_with('v') || rest.starts_with('='))) rest.remove_prefix(1);
  c.begin = text.size() - rest.size();
  const auto end = std::min(rest.find_first_of("-+"), rest.size());
  const auto parts = split(rest.substr(0, end), '.');
  if (parts.size() > 3) return std::nullopt;
  std::array<std::string, 3> said{"0", "0", "0"};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == "*" || parts[i] == "x" || parts[i] == "X") {
      c.wildcard = true;
      continue;
    }
    if (c.wildcard) return std::nullopt;
    said.at(i) = parts[i];
    c.numbers = static_cast<int>(i) + 1;
  }
  const auto tail = rest.substr(end);
  if (!tail.empty() && c.numbers != 3) return std::nullopt;
  auto version = Version::parse_with_build(fmt::format("{}.{}.{}{}", said[0], said[1], said[2], tail));
  if (!version) return std::nullopt;
  c.version = *std::move(version);
  return c;
}

bool is_prerelease(const Version& v) { return v.snapshot || !v.qualifier.empty(); }

// The first version above all that share the first `numbers` with this one.
Version after(const Version& v, int numbers) {
  if (numbers == 1) return {.major = v.major + 1};
  if (numbers == 2) return {.major = v.major, .minor = v.minor + 1};
  return {.major = v.major, .minor = v.minor, .patch = v.patch + 1};
}

bool holds(const Comparison& c, const Version& v, Dialect dialect) {
  if (c.numbers == 0) return true;  // "*"
  const bool whole = c.numbers == 3;
  const std::string op = c.op.empty() && dialect == Dialect::cargo && !c.wildcard ? "^" : c.op;
  if (op == ">=") return v >= c.version;
  if (op == "<") return v < c.version;
  if (op == ">") return whole ? v > c.version : v >= after(c.version, c.numbers);
  if (op == "<=") return whole ? v <= c.version : v < after(c.version, c.numbers);
  if (v < c.version) return false;
  if (op == "~") return v < after(c.version, std::min(c.numbers, 2));
  if (op == "^") {
    const int first = c.version.major > 0 || c.numbers == 1 ? 1 : c.version.minor > 0 || c.numbers == 2 ? 2 : 3;
    return v < after(c.version, first);
  }
  return whole ? v == c.version : v < after(c.version, c.numbers);
}

// Comparisons that must all hold. "1.0 - 2.0" is two of them; an operator may stand apart from its number.
std::optional<std::vector<Comparison>> parse_all(std::string_view text, Dialect dialect) {
  std::vector<std::string> words;
  for (const auto part : split(text, dialect == Dialect::cargo ? ',' : ' ')) {
    const auto word = trim(part);
    if (word.empty() && dialect == Dialect::npm) continue;
    const bool joins =
        dialect == Dialect::npm && !words.empty() && words.back().find_first_not_of("<>=^~") == std::string::npos;
    if (joins) {
      words.back() += word;
    } else {
      words.emplace_back(word);
    }
  }
  if (dialect == Dialect::npm && words.size() == 3 && words[1] == "-") words = {">=" + words[0], "<=" + words[2]};
  std::vector<Comparison> all;
  for (const auto& word : words) {
    auto one = parse_comparison(word, dialect);
    if (!one) return std::nullopt;
    all.push_back(*std::move(one));
  }
  return all;
}

bool all_hold(const std::vector<Comparison>& all, const Version& v, Dialect dialect) {
  if (!std::ranges::all_of(all, [&](const auto& c) { return holds(c, v, dialect); })) return false;
  // Both: a pre-release is taken only by who speaks of pre-releases of the same version.
  const auto speaks_of = [&](const Comparison& c) {
    return is_prerelease(c.version) && c.version.major == v.major && c.version.minor == v.minor &&
           c.version.patch == v.patch;
  };
  return !is_prerelease(v) || std::ranges::any_of(all, speaks_of);
}

std::string without_build(std::string_view version) { return std::string{version.substr(0, version.find('+'))}; }

std::string shaped(const Comparison& c, std::string_view text, const Version& v, std::string_view version) {
  const std::string prefix{text.substr(0, c.begin)};
  if (is_prerelease(v) || c.numbers == 3) return prefix + without_build(version);
  if (c.numbers == 1) return fmt::format("{}{}", prefix, v.major);
  return fmt::format("{}{}.{}", prefix, v.major, v.minor);
}

}  // namespace

bool accepts(std::string_view requirement, std::string_view version, Dialect dialect) {
  const auto v = Version::parse_with_build(version);
  if (!v) return false;
  if (dialect == Dialect::cargo) {
    const auto all = parse_all(requirement, dialect);
    return all && all_hold(*all, *v, dialect);
  }
  for (std::string_view rest = requirement;;) {
    const auto bar = rest.find("||");
    const auto all = parse_all(rest.substr(0, bar), dialect);
    if (all && all_hold(*all, *v, dialect)) return true;
    if (bar == std::string_view::npos) return false;
    rest.remove_prefix(bar + 2);
  }
}

Result<std::string> rewritten(std::string_view requirement, std::string_view version, Dialect dialect) {
  const auto v = Version::parse_with_build(version);
  if (!v)
    return error(Errc::config, fmt::format("`{}` is not a version", one_line(version)), "write MAJOR.MINOR.PATCH");
  const auto text = trim(requirement);
  const auto lead = text.empty() ? 0 : static_cast<std::size_t>(text.data() - requirement.data());
  const auto around = [&](const std::string& middle) {
    return std::string{requirement.substr(0, lead)} + middle + std::string{requirement.substr(lead + text.size())};
  };
  const auto one = parse_comparison(text, dialect);
  const bool follows =
      one && one->numbers > 0 && !one->wildcard && !one->op.starts_with('<') && !one->op.starts_with('>');
  if (follows) return around(shaped(*one, text, *v, version));
  const bool said = one ? one->numbers > 0 : text.find_first_of("0123456789") != std::string_view::npos;
  if (!said || accepts(text, version, dialect)) return std::string{requirement};
  if (one && one->op == ">=") return around(shaped(*one, text, *v, version));
  if (one && one->wildcard && !is_prerelease(*v)) {
    return around(shaped(*one, text, *v, version) + std::string{text.substr(text.find_first_of("xX*") - 1)});
  }
  return error(Errc::config, fmt::format("`{}` does not accept {}", one_line(requirement, 80), one_line(version, 80)),
               "change this requirement by hand, or write it as ^MAJOR.MINOR.PATCH");
}

}  // namespace ra::bump
