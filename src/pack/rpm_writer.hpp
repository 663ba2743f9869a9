#pragma once

#include "pack/build.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace ra::pack {

// "foo-1.2.3-1.noarch.rpm".
Result<std::string> rpm_file_name(const Package& package);

// Writes an RPM of format 4, such as rpm 4.14 and later build and older ones read. Each file is read once, and the
// same input gives the same bytes. Signed when the package says with which key: by the user's gpg.
boost::asio::awaitable<Result<BuiltPackage>> write_rpm(const Package& package, const BuildOptions& options);

}  // namespace ra::pack
