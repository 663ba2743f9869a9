// The same of our parser: a JSON list of messages on stdin, an object a line on stdout.
#include "base/json.hpp"
#include "history/conventional.hpp"

#include <iostream>
#include <iterator>
#include <string>

int main() {
  const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
  const auto messages = ra::json::parse(text);
  if (!messages) return 2;
  ra::history::Message message;
  for (const auto& one : messages->items()) {
    ra::history::parse_message(one.as_string(), message);
    auto value = ra::json::Value::object();
    value.set("type", message.header ? message.header->type : std::string_view{});
    value.set("scope", message.header ? message.header->scope : std::string_view{});
    value.set("description", message.header ? message.header->description : std::string_view{});
    value.set("breaking", message.breaking());
    std::cout << ra::json::dump(value) << '\n';
  }
}
