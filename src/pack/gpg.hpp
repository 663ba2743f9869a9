#pragma once

#include "base/error.hpp"
#include "pack/package.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <string>

namespace ra::pack {

// A detached signature by the user's gpg program, binary (RFC 4880).
boost::asio::awaitable<Result<std::string>> gpg_signature_of_bytes(Signature key, std::filesystem::path folder,
                                                                   std::string bytes);
boost::asio::awaitable<Result<std::string>> gpg_signature_of_file(Signature key, std::filesystem::path folder,
                                                                  std::filesystem::path file);

// Whether an OpenPGP signature packet was made with an RSA key: RPM keeps those apart.
bool is_rsa(const std::string& signature);

}  // namespace ra::pack
