#pragma once

#include "oci/document.hpp"
#include "product/name.hpp"

#include <string>
#include <vector>

namespace ra::product {

namespace media {
constexpr const char* product = "application/vnd.release-action.product.v1";
constexpr const char* description = "application/vnd.release-action.product.description.v1";
constexpr const char* file = "application/octet-stream";
constexpr const char* summary = "application/vnd.release-action.product.summary.v1";
constexpr const char* envelope = "application/vnd.dsse.envelope.v1+json";
}  // namespace media

constexpr std::size_t most_notes = std::size_t{64} << 10U;
constexpr std::size_t most_files = 1000;

// A file of a product: how its deployment is described, or something that is deployed.
struct File {
  std::string name;
  oci::Descriptor blob;
};

// One version of a product, as it lies in the catalogue: an artifact of OCI whose config is the deployment
// description and whose layers are the files.
struct Product {
  Name name;
  bool update = false;  // of what is deployed already, or else for a first time
  std::string notes;    // of the release
  File description;
  std::vector<File> files;
};

// The same product gives the same bytes, whoever publishes it and when.
oci::Document document_of(const Product& product);

// Of strangers: an error (config) says why it is no product. Names of files are such as may be written into a folder.
Result<Product> product_of(const oci::Document& document);

// A plain file name that every system takes. An error (config) names it.
Result<> check_file_name(std::string_view name);

}  // namespace ra::product
