#pragma once

#include "base/answer.hpp"
#include "base/error.hpp"
#include "pack/package.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <string>

namespace ra::pack {

// A signature apart from what is signed, as bytes or as text; or around it (RFC 4880).
enum class SignatureForm { binary, armored, clear };

// By the user's gpg program.
boost::asio::awaitable<Result<std::string>> gpg_signature_of_bytes(Signature key, std::filesystem::path folder,
                                                                   std::string bytes,
                                                                   SignatureForm form = SignatureForm::binary);
boost::asio::awaitable<Result<std::string>> gpg_signature_of_file(Signature key, std::filesystem::path folder,
                                                                  std::filesystem::path file,
                                                                  SignatureForm form = SignatureForm::binary);

// Whether a signature apart from them is good, and of a key that the user's gpg knows, or of that in the file.
boost::asio::awaitable<Result<Answer>> gpg_verifies(Signature key, std::filesystem::path folder, std::string bytes,
                                                    std::string signature);

// Whether an OpenPGP signature packet was made with an RSA key: RPM keeps those apart.
bool is_rsa(const std::string& signature);

}  // namespace ra::pack
