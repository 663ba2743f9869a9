#include "cli/output.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace ra::cli {

namespace {

void write(std::FILE* file, const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fflush(file);
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 6> ends{"TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "ACCESS_KEY", "API_KEY"};
  return std::ranges::any_of(ends, [name](std::string_view end) { return name.ends_with(end); });
}

Output::Output(const Environment& environment) {
  for (const auto& [name, value] : environment.variables) {
    if (is_secret_name(name)) redact_.add(Secret{value});
  }
}

void Output::result(std::string text) const { write(stdout, redact_(std::move(text))); }

void Output::aside(std::string text) const { write(stderr, redact_(std::move(text))); }

void Output::error(const Error& e, bool json) const {
  if (json) {
    auto value = json::Value::object();
    value.set("type", "error").set("code", exit_code(e.code)).set("message", redact_(e.message));
    value.set("hint", redact_(e.hint));
    write(stderr, json::dump(value) + "\n");
    return;
  }
  std::string text = "error: " + e.message + "\n";
  if (!e.hint.empty()) text += "       " + e.hint + "\n";
  write(stderr, redact_(std::move(text)));
}

}  // namespace ra::cli
