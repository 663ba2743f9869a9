#include "base/json.hpp"

#include <charconv>

namespace ra::json {

namespace {

const Value null_value;
const std::string empty_string;

}  // namespace

Value Value::array() {
  Value v;
  v.kind_ = Kind::array;
  return v;
}

Value Value::object() {
  Value v;
  v.kind_ = Kind::object;
  return v;
}

Value Value::number(std::string digits) {
  Value v;
  v.kind_ = Kind::number;
  v.text_ = std::move(digits);
  return v;
}

std::int64_t Value::as_int(std::int64_t otherwise) const {
  std::int64_t n = 0;
  const char* last = text_.data() + text_.size();
  const auto [end, ec] = std::from_chars(text_.data(), last, n);
  return is_number() && ec == std::errc{} && end == last ? n : otherwise;
}

double Value::as_double(double otherwise) const {
  double n = 0;
  const auto [end, ec] = std::from_chars(text_.data(), text_.data() + text_.size(), n);
  return is_number() && ec == std::errc{} ? n : otherwise;
}

const std::string& Value::as_string() const { return is_string() ? text_ : empty_string; }

const Value* Value::find(std::string_view key) const {
  for (const auto& m : members_) {
    if (m.key == key) return &m.value;
  }
  return nullptr;
}

const Value& Value::operator[](std::string_view key) const {
  const Value* v = find(key);
  return v != nullptr ? *v : null_value;
}

Value& Value::set(std::string key, Value value) {
  kind_ = Kind::object;
  for (auto& m : members_) {
    if (m.key != key) continue;
    m.value = std::move(value);
    return *this;
  }
  members_.push_back(Member{std::move(key), 0, std::move(value)});
  return *this;
}

Value& Value::push(Value value) {
  kind_ = Kind::array;
  items_.push_back(std::move(value));
  return *this;
}

}  // namespace ra::json
