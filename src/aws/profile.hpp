#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"

#include <map>
#include <string>
#include <string_view>

namespace ra::aws {

using Settings = std::map<std::string, std::string>;  // names in small letters

// The sections of a file as ~/.aws/credentials: "[name]", "key = value", # and ; at the beginning of a line. What is
// indented belongs to the key above and is left out.
std::map<std::string, Settings> read_profiles(std::string_view text);

struct Profile {
  std::string name;
  bool asked_for = false;  // by AWS_PROFILE
  bool found = false;
  Settings settings;  // of ~/.aws/config, and over them those of ~/.aws/credentials
};

// AWS_PROFILE, or "default", from the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or HOME's. What
// is not there has no settings.
Result<Profile> profile_of(const Environment& environment);

// What is configured of a server: AWS_REGION, AWS_DEFAULT_REGION, the profile's; "" for none.
Result<std::string> region_of(const Environment& environment);

// Where a service of AWS is reached: AWS_ENDPOINT_URL_S3 and its like, AWS_ENDPOINT_URL; "" for AWS's own.
std::string endpoint_of(const Environment& environment, std::string_view service);

// amazonaws.com, but for those regions that have another.
std::string_view domain_of(std::string_view region);

}  // namespace ra::aws
