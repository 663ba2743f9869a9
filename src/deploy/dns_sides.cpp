#include "deploy/dns_sides.hpp"

#include "aws/route53.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::deploy {

namespace {

constexpr const char* blue_word = "blue";
constexpr const char* green_word = "green";

aws::Element* part_of(aws::Element& element, std::string_view name) {
  for (auto& child : element.children) {
    if (child.name == name) return &child;
  }
  return nullptr;
}

Error no_record(const DnsSides& sides, std::string_view which) {
  return error(Errc::config, fmt::format("the hosted zone has no record {} {}{}", sides.type, sides.record, which),
               "make it once by hand or by your infrastructure's code: a switch changes it, and makes none");
}

const aws::Element* weighted(const std::vector<aws::Element>& records, const std::string& identifier) {
  for (const auto& record : records) {
    if (record["SetIdentifier"].text == identifier && !record["Weight"].text.empty()) return &record;
  }
  return nullptr;
}

std::string zone_of(const std::string& alias) { return alias.substr(0, alias.find('/')); }
std::string name_of_alias(const std::string& alias) { return alias.substr(alias.find('/') + 1); }

Result<State> alias_side(const DnsSides& sides, const std::vector<aws::Element>& records) {
  if (records.size() != 1 || records[0]["AliasTarget"].name.empty()) return no_record(sides, " that is one alias");
  const aws::Element& target = records[0]["AliasTarget"];
  const std::string name = aws::dns_name(target["DNSName"].text);
  State state{one_line(name, 255), {{"alias", target["HostedZoneId"].text + "/" + name}}};
  if (name == aws::dns_name(name_of_alias(sides.blue_alias))) state.what = blue_word;
  if (name == aws::dns_name(name_of_alias(sides.green_alias))) state.what = green_word;
  return state;
}

std::string weight_in(const State& state, const std::string& side) {
  const auto found = state.more.find(side);
  return found == state.more.end() ? "" : found->second;
}

}  // namespace

Result<State> side_of(const DnsSides& sides, const std::vector<aws::Element>& records) {
  if (sides.aliases()) return alias_side(sides, records);
  const aws::Element* blue = weighted(records, sides.blue);
  const aws::Element* green = weighted(records, sides.green);
  if (blue == nullptr) return no_record(sides, " with a weight and the set identifier " + sides.blue);
  if (green == nullptr) return no_record(sides, " with a weight and the set identifier " + sides.green);
  const std::string b = (*blue)["Weight"].text;
  const std::string g = (*green)["Weight"].text;
  State state{fmt::format("blue {}, green {}", b, g), {{blue_word, b}, {green_word, g}}};
  if (b != "0" && g == "0") state.what = blue_word;
  if (b == "0" && g != "0") state.what = green_word;
  return state;
}

Result<std::string> other_side(const State& now) {
  if (now.what == blue_word) return std::string{green_word};
  if (now.what == green_word) return std::string{blue_word};
  return error(Errc::config, fmt::format("neither blue nor green has all the traffic: {}", now.what),
               R"(say where it is to go: "to": "blue" or "green")");
}

State side_state(const DnsSides& sides, const std::string& side) {
  if (sides.aliases()) return {side, {{"alias", side == blue_word ? sides.blue_alias : sides.green_alias}}};
  const std::string all = std::to_string(sides.weight);
  return {side, {{blue_word, side == blue_word ? all : "0"}, {green_word, side == green_word ? all : "0"}}};
}

Result<std::vector<aws::Element>> records_for(const DnsSides& sides, const std::vector<aws::Element>& records,
                                              const State& state) {
  RA_TRY(side_of(sides, records));  // they are there
  std::vector<aws::Element> changed;
  if (sides.aliases()) {
    aws::Element record = records[0];
    aws::Element& target = *part_of(record, "AliasTarget");
    const std::string alias = weight_in(state, "alias");
    aws::Element* zone = part_of(target, "HostedZoneId");
    aws::Element* name = part_of(target, "DNSName");
    if (zone == nullptr || name == nullptr) return error(Errc::internal, "Route 53 answers an alias without a name");
    zone->text = zone_of(alias);
    name->text = name_of_alias(alias);
    changed.push_back(std::move(record));
    return changed;
  }
  const std::pair<const char*, std::string> both[] = {{blue_word, sides.blue}, {green_word, sides.green}};
  for (const auto& [side, identifier] : both) {
    aws::Element record = *weighted(records, identifier);
    part_of(record, "Weight")->text = weight_in(state, side);
    changed.push_back(std::move(record));
  }
  return changed;
}

}  // namespace ra::deploy
