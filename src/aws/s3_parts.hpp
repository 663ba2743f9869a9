#pragma once

#include "aws/s3.hpp"
#include "aws/xml.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ra::aws {

// A piece of a file, and its sums.
struct Part {
  std::uint64_t number = 0;  // from 1
  std::uint64_t from = 0;
  std::uint64_t bytes = 0;
  std::string md5;     // bytes
  std::string sha256;  // bytes
};
Result<Part> part_of(const std::filesystem::path& file, std::uint64_t number, std::uint64_t part_size);

// A part as the server has it.
struct SentPart {
  std::uint64_t bytes = 0;
  std::string etag;
  std::string checksum;  // SHA-256 in base64, where the server keeps it
};
using SentParts = std::map<std::uint64_t, SentPart>;  // by number

// Its ETag is its MD5 unless the server encrypts it with a key of its own; then the checksum decides.
bool is_same(const Part& ours, const SentPart& theirs);

// The parts of an upload that was begun; nothing when there is no such upload.
boost::asio::awaitable<Result<std::optional<SentParts>>> list_parts(S3& s3, S3Place at, std::string upload);

// Those that were begun for exactly this key, oldest first. None where the server does not tell.
boost::asio::awaitable<Result<std::vector<std::string>>> list_uploads(S3& s3, S3Place at);

// Done already is done.
boost::asio::awaitable<Result<>> abort_upload(S3& s3, S3Place at, std::string upload);

}  // namespace ra::aws
