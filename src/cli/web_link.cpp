#include "cli/web_link.hpp"

namespace ra::cli {

std::string web_link(std::string_view remote) {
  if (remote.ends_with(".git")) remote.remove_suffix(4);
  for (const std::string_view scheme : {"https://", "http://", "ssh://"}) {
    if (!remote.starts_with(scheme)) continue;
    remote.remove_prefix(scheme.size());
    const auto slash = remote.find('/');
    const auto at = remote.substr(0, slash).rfind('@');
    if (at != std::string_view::npos) remote.remove_prefix(at + 1);
    return "https://" + std::string{remote};
  }
  const auto at = remote.find('@');
  const auto colon = remote.find(':');
  if (at == std::string_view::npos || colon == std::string_view::npos || colon < at) return {};
  std::string link{remote.substr(at + 1)};
  link[colon - at - 1] = '/';
  return "https://" + link;
}

}  // namespace ra::cli
