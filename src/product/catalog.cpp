#include "product/catalog.hpp"

#include "base/sha256.hpp"
#include "base/try.hpp"

namespace ra::product {

oci::Descriptor add_bytes(Upload& upload, std::string bytes, const char* what) {
  oci::Descriptor blob;
  blob.media_type = what;
  blob.digest = oci::digest_of(bytes);
  blob.size = bytes.size();
  upload.contents[blob.digest] = oci::Content{{}, std::move(bytes)};
  return blob;
}

Result<oci::Descriptor> add_file(Upload& upload, const std::filesystem::path& file, const char* what) {
  std::error_code ec;
  oci::Descriptor blob;
  blob.media_type = what;
  blob.size = std::filesystem::file_size(file, ec);
  if (ec) return error(Errc::not_found, file.string() + " is no file that can be read");
  RA_TRY_ASSIGN(const std::string sum, sha256_of_file(file));
  blob.digest = "sha256:" + sum;
  upload.contents[blob.digest] = oci::Content{file, {}};
  return blob;
}

}  // namespace ra::product
