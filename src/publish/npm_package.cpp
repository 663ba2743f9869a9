#include "publish/npm_package.hpp"

#include "archive/tar_texts.hpp"
#include "base/base64.hpp"
#include "base/hash.hpp"
#include "base/input_file.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "model/version.hpp"
#include "publish/npm_manifest.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace ra::publish {

namespace {

constexpr std::string_view manifest_name = "package/package.json";

// npm's own order of what a README may be called is by its letters; Markdown is what they are.
bool is_readme(std::string_view name) {
  constexpr std::string_view folder = "package/";
  if (!name.starts_with(folder)) return false;
  const std::string base = lower(name.substr(folder.size()));
  return base.find('/') == std::string::npos && (base == "readme" || base.starts_with("readme."));
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

// Base64 of a whole file, in pieces of which each but the last has no padding.
Result<> write_base64(const fs::path& file, OutputFile& out) {
  constexpr std::size_t piece_size = std::size_t{48} << 10U;  // a multiple of 3
  RA_TRY_ASSIGN(const InputFile in, InputFile::open(file));
  std::string piece(piece_size, '\0');
  for (std::uint64_t at = 0;;) {
    RA_TRY_ASSIGN(const std::size_t size, in.read_at(at, piece.data(), piece.size()));
    if (size == 0) return {};
    RA_TRY(out.write(base64_of(std::string_view{piece}.substr(0, size))));
    at += size;
  }
}

}  // namespace

Result<NpmPackage> read_npm_package(const fs::path& file) {
  const std::string shown = file.filename().string();
  const auto wanted = [](std::string_view name) { return name == manifest_name || is_readme(name); };
  RA_TRY_ASSIGN(const auto texts, archive::texts_in(file, wanted));
  const auto manifest = texts.find(std::string{manifest_name});
  if (manifest == texts.end())
    return error(Errc::config, fmt::format("{} is no package of npm: it has no {}", shown, manifest_name),
                 "make it by `npm pack`");
  auto parsed = json::parse(manifest->second);
  if (!parsed)
    return error(Errc::config, fmt::format("{}: {} is not JSON: {}", shown, manifest_name, parsed.error().message));
  NpmPackage package;
  package.manifest = npm_manifest(*std::move(parsed));
  package.name = package.manifest["name"].as_string();
  package.version = package.manifest["version"].as_string();
  if (package.name.empty() || package.version.empty())
    return error(Errc::config, fmt::format("{}: its package.json has no name or no version", shown));
  const json::Value& closed = package.manifest["private"];
  if (closed.as_bool() || !closed.as_string().empty())
    return error(Errc::config, fmt::format("{} is private: its package.json says so", package.name),
                 "take \"private\" away, or the file out of `files`");
  for (const auto& [name, text] : texts) {
    if (name == manifest_name || package.manifest.find("readme") != nullptr) continue;
    package.manifest.set("readme", text);
    package.manifest.set("readmeFilename", name.substr(name.find('/') + 1));
  }
  package.manifest.set("_id", package.name + "@" + package.version);
  return package;
}

std::string npm_url(const std::string& registry, const std::string& name) {
  const auto slash = name.find('/');
  const std::string path = slash == std::string::npos ? name : name.substr(0, slash) + "%2f" + name.substr(slash + 1);
  return without_slash(registry) + "/" + path;
}

Result<OutputFile> npm_document(const NpmPackage& package, const fs::path& file, const NpmPublishing& how,
                                const fs::path& where) {
  RA_TRY_ASSIGN(const std::string sha1, hash_of_file(file, Hash::sha1));
  RA_TRY_ASSIGN(const std::string sha512, hash_of_file(file, Hash::sha512));
  RA_TRY_ASSIGN(const InputFile measured, InputFile::open(file));
  const std::string tarball = fmt::format("{}-{}.tgz", package.name, package.version);
  // Registries put their own address in, and npm sends it without TLS so that it is the same from everywhere.
  std::string address = fmt::format("{}/{}/-/{}", without_slash(how.registry), package.name, tarball);
  constexpr std::string_view tls = "https://";
  if (address.starts_with(tls)) address.replace(0, tls.size(), "http://");

  json::Value manifest = package.manifest;
  manifest.set("dist", json::Value::object()
                           .set("integrity", "sha512-" + base64_of(bytes_of_hex(sha512)))
                           .set("shasum", sha1)
                           .set("tarball", address));
  auto document = json::Value::object();
  document.set("_id", package.name).set("name", package.name);
  if (package.manifest["description"].is_string()) document.set("description", package.manifest["description"]);
  document.set("dist-tags", json::Value::object().set(how.tag, package.version));
  document.set("versions", json::Value::object().set(package.version, std::move(manifest)));
  if (!how.access.empty()) document.set("access", how.access);

  RA_TRY_ASSIGN(OutputFile out, OutputFile::create(where));
  std::string begin = json::dump(document);
  begin.pop_back();  // its last brace
  RA_TRY(out.write(begin));
  RA_TRY(out.write(fmt::format(R"(,"_attachments":{{{}:{{"content_type":"application/octet-stream","data":")",
                               json::quoted(tarball))));
  RA_TRY(write_base64(file, out));
  RA_TRY(out.write(fmt::format(R"(","length":{}}}}}}})", measured.size())));
  return out;
}

std::string npm_tag(const std::string& asked, const std::string& version, const std::string& latest) {
  if (!asked.empty() && asked != "latest") return asked;
  const auto ours = model::Version::parse_with_build(version);
  if (!ours) return "latest";
  if (!ours->qualifier.empty() || ours->snapshot) return "next";
  const auto theirs = model::Version::parse_with_build(latest);
  return theirs && *ours < *theirs ? "release-" + ours->line() : "latest";
}

}  // namespace ra::publish
