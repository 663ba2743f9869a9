#pragma once

#include "oci/document.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::oci {

// A folder that holds images as image-spec's image-layout.md says: blobs/sha256, index.json, oci-layout. A blob appears
// under its name when it is whole; one that is there already is left alone.
class Layout {
 public:
  // Makes what is missing of it.
  static Result<Layout> create(std::filesystem::path folder);
  // not_found when there is none.
  static Result<Layout> open(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path path_of(const std::string& digest) const;
  // Of that size; its sum was made when it was put in.
  bool has(const Descriptor& blob) const;

  Result<> put(const std::string& digest, std::string_view bytes);
  // Takes a file of this file system that was made of these bytes: it is moved.
  Result<> take(const std::string& digest, const std::filesystem::path& file);
  // A small blob, whose sum is looked at: what is on a disk may have been changed.
  Result<std::string> read(const Descriptor& blob) const;
  Result<Stored> document(const Descriptor& manifest) const;

  // What index.json lists. Names are the annotation org.opencontainers.image.ref.name.
  Result<std::vector<Descriptor>> listed() const;
  Result<> list(const std::vector<Descriptor>& manifests);
  // The one of that name; with an empty name the only one. An error is not_found and names what there is.
  Result<Descriptor> find(const std::string& name) const;

  // Takes away the blobs that nothing listed leads to, such as those of an earlier build.
  Result<> prune() const;

 private:
  explicit Layout(std::filesystem::path folder) : folder_{std::move(folder)} {}

  std::filesystem::path folder_;
};

constexpr const char* ref_name = "org.opencontainers.image.ref.name";

}  // namespace ra::oci
