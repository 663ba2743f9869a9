#include "publish/maven_plugin.hpp"

#include "archive/zip_reader.hpp"
#include "base/try.hpp"

namespace ra::publish {

namespace {

// maven.apache.org/ref/3.8.7/maven-plugin-api/plugin.html
constexpr std::string_view descriptor = "META-INF/maven/plugin.xml";
constexpr std::size_t most_descriptor = std::size_t{4} << 20U;

}  // namespace

Result<std::optional<MavenPlugin>> maven_plugin(const std::filesystem::path& jar, const std::string& artifact) {
  const auto zip = archive::ZipReader::open(jar);
  if (!zip || zip->find(descriptor) == nullptr) return std::optional<MavenPlugin>{};
  RA_TRY_ASSIGN(const std::string text, zip->read_member(descriptor, most_descriptor));
  auto plugin = read_maven_plugin(text, artifact);
  if (!plugin) return with_context(std::move(plugin).error(), jar.filename().string());
  return std::optional{*std::move(plugin)};
}

}  // namespace ra::publish
