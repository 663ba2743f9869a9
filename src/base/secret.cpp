#include "base/secret.hpp"

#include <algorithm>
#include <array>

namespace ra {

namespace {

// As it stands in a URL.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
  }
  return out;
}

}  // namespace

void Redactor::add(const Secret& secret) {
  constexpr std::size_t shortest = 6;
  if (secret.reveal().size() < shortest) return;
  for (const std::string& form : {secret.reveal(), percent_encoded(secret.reveal())}) {
    if (std::ranges::find(*needles_, form) == needles_->end()) needles_->push_back(form);
  }
  std::ranges::sort(*needles_, std::ranges::greater{}, &std::string::size);
}

std::string Redactor::operator()(std::string text) const {
  for (const auto& needle : *needles_) {
    for (auto at = text.find(needle); at != std::string::npos; at = text.find(needle, at + 3)) {
      text.replace(at, needle.size(), "***");
    }
  }
  return text;
}

}  // namespace ra
