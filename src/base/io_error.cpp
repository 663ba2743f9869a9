#include "base/io_error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace ra {

Error io_error(std::string_view doing, const std::filesystem::path& path, int code) {
  const std::string hint =
      code == ENOSPC ? "free some space and run the same command again: it goes on where it stopped" : "";
  return error(code == EACCES || code == EPERM || code == EROFS ? Errc::unauthorized : Errc::internal,
               fmt::format("{} {}: {}", doing, path.string(), std::strerror(code)), hint);
}

}  // namespace ra
