#include "publish/content_type.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace ra::publish {

namespace {

struct Known {
  std::string_view ending;
  std::string_view type;
};

// IANA's names where there are any.
constexpr Known known_types[] = {
    {".zip", "application/zip"},
    {".jar", "application/java-archive"},
    {".war", "application/java-archive"},
    {".gz", "application/gzip"},
    {".tgz", "application/gzip"},
    {".crate", "application/gzip"},
    {".zst", "application/zstd"},
    {".xz", "application/x-xz"},
    {".tar", "application/x-tar"},
    {".rpm", "application/x-rpm"},
    {".deb", "application/vnd.debian.binary-package"},
    {".json", "application/json"},
    {".jsonl", "application/jsonl"},
    {".pom", "application/xml"},
    {".xml", "application/xml"},
    {".html", "text/html; charset=utf-8"},
    {".md", "text/markdown; charset=utf-8"},
    {".txt", "text/plain; charset=utf-8"},
    {".md5", "text/plain; charset=utf-8"},
    {".sha1", "text/plain; charset=utf-8"},
    {".sha256", "text/plain; charset=utf-8"},
    {".sha512", "text/plain; charset=utf-8"},
    {".sha256sum", "text/plain; charset=utf-8"},
    {".sha512sum", "text/plain; charset=utf-8"},
    {".asc", "application/pgp-signature"},
    {".sig", "application/pgp-signature"},
};

}  // namespace

std::string content_type_of(std::string_view name) {
  const std::string small = lower(name);
  const auto* const found =
      std::ranges::find_if(known_types, [&](const Known& one) { return small.ends_with(one.ending); });
  return found == std::end(known_types) ? "application/octet-stream" : std::string{found->type};
}

}  // namespace ra::publish
