#pragma once

#include "oci/layout.hpp"
#include "oci/repository.hpp"

#include <memory>
#include <string>
#include <vector>

namespace ra::oci {

// Where an image comes from, so that it can go elsewhere.
class Source {
 public:
  virtual ~Source() = default;
  virtual boost::asio::awaitable<Result<Stored>> document(Descriptor manifest) = 0;
  // A file that stays as long as the source does, and is what the digest says.
  virtual boost::asio::awaitable<Result<Content>> blob(Descriptor blob) = 0;
  // Repositories of that registry that have its blobs.
  virtual std::vector<std::string> there(const std::string& registry) const = 0;
};

// `known` are repositories that may have blobs of it, such as the base image's: "registry/name".
std::unique_ptr<Source> source_of(const Layout& layout, std::vector<std::string> known = {});
// What is fetched goes into `kept`.
std::unique_ptr<Source> source_of(const Repository& repository, const Layout& kept);

// All that a manifest leads to into a layout, by its digests; the layout does not list it yet.
boost::asio::awaitable<Result<>> save(Source& source, Stored root, Layout& layout);

}  // namespace ra::oci
