#include "support/fake_circleci/fields.hpp"

#include <cmath>

namespace ra::test::fake {

Fields::Fields(const json::Value& value, std::string where, Problem& problem)
    : value_{value}, where_{std::move(where)}, problem_{problem} {
  if (!value.is_object()) problem_.report(where_, "an object is expected");
}

Fields::~Fields() {
  for (const json::Member& member : value_.members()) {
    if (!known_.contains(member.key)) problem_.report(place(member.key), "unknown key");
  }
}

const json::Value* Fields::find_any(std::string_view key) {
  known_.emplace(key);
  return value_.find(key);
}

const json::Value* Fields::find(std::string_view key, json::Kind kind) {
  const json::Value* found = find_any(key);
  if (found == nullptr || found->kind() == kind) return found;
  problem_.report(place(key), "of the wrong kind");
  return nullptr;
}

std::string Fields::text(std::string_view key, std::string otherwise) {
  const json::Value* found = find(key, json::Kind::string);
  if (found != nullptr) return found->as_string();
  return otherwise;
}

bool Fields::flag(std::string_view key, bool otherwise) {
  const json::Value* found = find(key, json::Kind::boolean);
  return found == nullptr ? otherwise : found->as_bool();
}

std::int64_t Fields::whole(std::string_view key, std::int64_t otherwise) {
  const json::Value* found = find(key, json::Kind::number);
  if (found == nullptr) return otherwise;
  const std::int64_t number = found->as_int(-1);
  if (number < 0) problem_.report(place(key), "a whole number of 0 or more is expected");
  return number;
}

double Fields::real(std::string_view key, double otherwise) {
  const json::Value* found = find(key, json::Kind::number);
  return found == nullptr ? otherwise : found->as_double();
}

std::optional<Duration> Fields::time(std::string_view key, double speed) {
  if (find(key, json::Kind::number) == nullptr) return std::nullopt;
  const std::int64_t ms = whole(key, 0);
  return Duration{std::llround(static_cast<double>(ms) / speed)};
}

std::vector<std::string> Fields::texts(std::string_view key) {
  std::vector<std::string> all;
  const json::Value* found = find(key, json::Kind::array);
  if (found == nullptr) return all;
  for (const json::Value& item : found->items()) {
    if (!item.is_string()) problem_.report(place(key), "strings are expected");
    all.push_back(item.as_string());
  }
  return all;
}

}  // namespace ra::test::fake
