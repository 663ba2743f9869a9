#include "attest/envelope.hpp"

#include "base/base64.hpp"
#include "base/json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::attest {

namespace {

constexpr std::size_t envelope_depth = 10;
constexpr std::size_t most_signatures = 16;

Error bad_envelope(std::string_view what) { return error(Errc::config, std::string{what}); }

}  // namespace

std::string signed_bytes(std::string_view payload_type, std::string_view payload) {
  return fmt::format("DSSEv1 {} {} {} {}", payload_type.size(), payload_type, payload.size(), payload);
}

bool Envelope::signed_by(const PublicKey& key) const {
  const std::string bytes = signed_bytes(payload_type, payload);
  return std::ranges::any_of(signatures, [&](const auto& one) { return key.verifies(bytes, one.bytes); });
}

Result<Envelope> parse_envelope(std::string_view text) {
  const auto parsed = json::parse(text, {.max_depth = envelope_depth});
  if (!parsed || !parsed->is_object()) return bad_envelope("it is no JSON object");
  Envelope envelope;
  envelope.payload_type = (*parsed)["payloadType"].as_string();
  auto payload = from_base64((*parsed)["payload"].as_string());
  if (!payload || payload->empty()) return bad_envelope("it has no payload");
  envelope.payload = *std::move(payload);
  const auto& signatures = (*parsed)["signatures"].items();
  if (signatures.size() > most_signatures) return bad_envelope("it has too many signatures");
  for (const auto& one : signatures) {
    auto bytes = from_base64(one["sig"].as_string());
    if (!bytes || bytes->empty()) return bad_envelope("a signature of it is no base64");
    envelope.signatures.push_back({one["keyid"].as_string(), *std::move(bytes)});
  }
  return envelope;
}

}  // namespace ra::attest
