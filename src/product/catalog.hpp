#pragma once

#include "base/answer.hpp"
#include "oci/repository.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::product {

// Of a statement. Strangers may lay down anything.
constexpr std::uint64_t most_read = std::uint64_t{1} << 20U;

// Something to be put into a catalogue: a manifest and the bytes of all blobs that it names, by their digests.
struct Upload {
  oci::Stored manifest;
  std::map<std::string, oci::Content> contents;
};

// Adds a blob and says what it is. `what` is its media type.
oci::Descriptor add_bytes(Upload& upload, std::string bytes, const char* what);
Result<oci::Descriptor> add_file(Upload& upload, const std::filesystem::path& file, const char* what);

// Where products and what is said of them lie: a repository of an OCI registry, or a folder with an OCI image layout.
// What was put in stays; tags are the one thing in it that changes. Several processes may work on one at a time.
class Catalog {
 public:
  enum class Tag { stays, moves };

  virtual ~Catalog() = default;
  virtual std::string text() const = 0;  // for people

  virtual boost::asio::awaitable<Result<std::vector<std::string>>> tags() = 0;
  // A manifest by its tag or its digest; nothing when it is not there.
  virtual boost::asio::awaitable<Result<std::optional<oci::Stored>>> find(std::string wanted) = 0;
  // A small blob, held against its digest; nothing when it is not there. An error (config): larger than most_read, or
  // changed.
  virtual boost::asio::awaitable<Result<std::optional<std::string>>> read(std::string digest) = 0;
  virtual boost::asio::awaitable<Result<>> fetch(oci::Descriptor blob, std::filesystem::path to) = 0;

  // Says whether it was written: what is there already is done. A tag that stays and leads to something else is a
  // `conflict`. Whoever is stopped in between leaves nothing that can be seen.
  virtual boost::asio::awaitable<Result<Answer>> put(std::string tag, Tag kind, Upload upload) = 0;

  // Where people can look at a blob.
  virtual std::string link(const std::string& digest) const = 0;
};

// Made by the first who puts something in; reading what is not there yet finds nothing.
std::unique_ptr<Catalog> folder_catalog(std::filesystem::path folder);
std::unique_ptr<Catalog> registry_catalog(oci::Repository repository);

}  // namespace ra::product
