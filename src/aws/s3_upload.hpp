#pragma once

#include "aws/s3.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace ra::aws {

// What a new object is to have besides its content. "" leaves it to the server.
struct S3Object {
  std::string content_type;
  std::string acl;            // public-read, …
  std::string storage_class;  // STANDARD_IA, …
};

// docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
inline constexpr std::uint64_t least_part = std::uint64_t{5} << 20U;  // but for the last
inline constexpr std::uint64_t most_part = std::uint64_t{5} << 30U;
inline constexpr std::uint64_t most_parts = 10'000;
inline constexpr std::uint64_t usual_part = std::uint64_t{16} << 20U;

// In parts of what size a file is sent: the usual one as long as there are not too many of them, then as many whole MiB
// as it takes. It hangs on the size of the file alone, so that a later run finds the parts of an earlier one. `config`
// when no part is large enough.
Result<std::uint64_t> part_size_of(std::uint64_t file_size);

// The sum that S3 makes of the sums of the parts, as it tells it: base64, dash, number of parts.
Result<std::string> composite_sum_of(const std::filesystem::path& file);

// Sends a file to where nothing is: at once, or in parts, side by side. Parts of an earlier run that are the same are
// left alone, what else was begun there is given up. Ends with all of it there or with nothing that is left over.
boost::asio::awaitable<Result<>> upload(S3& s3, S3Place to, std::filesystem::path file, S3Object object);

}  // namespace ra::aws
