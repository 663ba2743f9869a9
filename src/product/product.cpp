#include "product/product.hpp"

#include "archive/names.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <set>

namespace ra::product {

namespace {

// image-spec, annotations.md
constexpr const char* title_key = "org.opencontainers.image.title";
constexpr const char* version_key = "org.opencontainers.image.version";
constexpr const char* notes_key = "org.opencontainers.image.description";
constexpr const char* kind_key = "io.gravitee.release-action.kind";

constexpr std::size_t most_file_name = 255;

std::string annotation(const oci::Annotations& all, const char* name) {
  const auto found = all.find(name);
  return found == all.end() ? std::string{} : found->second;
}

Error no_product(std::string_view what) { return error(Errc::config, fmt::format("it is no product: {}", what)); }

oci::Descriptor titled(const File& file, const char* media_type) {
  oci::Descriptor blob = file.blob;
  blob.media_type = media_type;
  blob.annotations[title_key] = file.name;
  return blob;
}

Result<File> file_of(const oci::Descriptor& blob, std::set<std::string>& seen) {
  File file{annotation(blob.annotations, title_key), blob};
  RA_TRY(check_file_name(file.name));
  if (!seen.insert(lower(file.name)).second)
    return no_product(fmt::format("two of its files are called `{}`", one_line(file.name, 100)));
  return file;
}

}  // namespace

Result<> check_file_name(std::string_view name) {
  RA_TRY(archive::check_name(name));
  if (name.find('/') == name.npos && name.size() <= most_file_name) return {};
  return archive::refused(name, "is no plain name of a file");
}

oci::Document document_of(const Product& product) {
  oci::Document document;
  document.media_type = oci::media::manifest;
  document.artifact_type = media::product;
  document.config = titled(product.description, media::description);
  for (const auto& file : product.files) document.layers.push_back(titled(file, media::file));
  document.annotations = {{title_key, product.name.product},
                          {version_key, product.name.version},
                          {kind_key, product.update ? "update" : "initial"}};
  if (!product.notes.empty()) document.annotations[notes_key] = product.notes;
  return document;
}

Result<Product> product_of(const oci::Document& document) {
  if (document.is_index || document.artifact_type != media::product || !document.config)
    return no_product(fmt::format("its type is `{}`", one_line(document.artifact_type, 100)));
  Product product;
  RA_TRY_ASSIGN(product.name,
                make_name(annotation(document.annotations, title_key), annotation(document.annotations, version_key)));
  const std::string said = annotation(document.annotations, kind_key);
  if (said != "initial" && said != "update") return no_product("it is neither initial nor an update");
  product.update = said == "update";
  product.notes = annotation(document.annotations, notes_key);
  if (product.notes.size() > most_notes) return no_product("its notes are too long");
  std::set<std::string> seen;
  RA_TRY_ASSIGN(product.description, file_of(*document.config, seen));
  if (document.layers.size() > most_files) return no_product("it has too many files");
  for (const auto& layer : document.layers) {
    RA_TRY_ASSIGN(auto file, file_of(layer, seen));
    product.files.push_back(std::move(file));
  }
  return product;
}

}  // namespace ra::product
