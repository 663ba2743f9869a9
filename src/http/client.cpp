#include "http/client.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ra::http {

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::patch: return "PATCH";
    case Method::delete_: return "DELETE";
  }
  return "GET";
}

void Headers::remove(std::string_view name) {
  std::erase_if(all_, [name](const auto& header) { return lower(header.first) == lower(name); });
}

void Headers::set(std::string name, std::string value) {
  remove(name);
  add(std::move(name), std::move(value));
}

void Headers::add(std::string name, std::string value) { all_.emplace_back(std::move(name), std::move(value)); }

std::string_view Headers::get(std::string_view name) const {
  const auto same = [&name](const auto& header) {
    return header.first.size() == name.size() && lower(header.first) == lower(name);
  };
  const auto it = std::ranges::find_if(all_, same);
  return it == all_.end() ? std::string_view{} : std::string_view{it->second};
}

}  // namespace ra::http
