#include "publish/store.hpp"

#include "base/text.hpp"

namespace ra::publish {

Opened open_store(const Access& access, const std::string& to) {
  const std::string small = lower(to);
  if (small.starts_with("s3://")) return s3_store(access, to);
  if (small.starts_with("http://") || small.starts_with("https://")) return http_store(access, to);
  return folder_store(access, to);
}

}  // namespace ra::publish
