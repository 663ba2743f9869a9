#pragma once

#include "attest/public_key.hpp"

#include <string>
#include <string_view>
#include <vector>

// A statement as it was signed by somebody (secure-systems-lab/dsse, envelope.md).
namespace ra::attest {

struct Envelope {
  struct Signature {
    std::string key_id;
    std::string bytes;
  };
  std::string payload_type;
  std::string payload;
  std::vector<Signature> signatures;

  // Whether one of its signatures is made by that key. What a signature says of its key is a hint and no more.
  bool signed_by(const PublicKey& key) const;
};

// Of strangers: an error (config) says what is wrong with it.
Result<Envelope> parse_envelope(std::string_view text);

// What is signed: the type, the payload and the length of each.
std::string signed_bytes(std::string_view payload_type, std::string_view payload);

}  // namespace ra::attest
