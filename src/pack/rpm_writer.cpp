#include "pack/rpm_writer.hpp"

#include "base/hash.hpp"
#include "base/output_file.hpp"
#include "base/try.hpp"
#include "pack/entries.hpp"
#include "pack/gpg.hpp"
#include "pack/rpm_lead.hpp"
#include "pack/rpm_metadata.hpp"
#include "pack/rpm_payload.hpp"
#include "pack/rpm_seal.hpp"
#include "pack/rpm_tags.hpp"

#include <fmt/format.h>

#include <utility>

namespace ra::pack {

namespace {

using boost::asio::awaitable;

constexpr std::uint64_t header_at = rpm_lead_size + rpm_seal_size;
static_assert(header_at % 8 == 0, "the main header is aligned to eight bytes");

// A package that stands but for its lead and its seal.
struct Unsealed {
  OutputFile file;
  std::string header;
  std::uint64_t payload_size = 0;  // before it was compressed
};

// The main header stands before the payload and holds its digests, but its size is known before: it is written twice.
Result<Unsealed> write_unsealed(const Package& package, const BuildOptions& options, const std::string& name) {
  RA_TRY_ASSIGN(const std::vector<Entry> entries, gather(package.contents, options.folder, options.built_at));
  RA_TRY_ASSIGN(RpmHeader metadata, rpm_metadata(package, entries, options.folder, options.built_at));
  RA_TRY_ASSIGN(OutputFile file, OutputFile::create(options.output / name));
  RA_TRY(file.write(std::string(header_at, '\0')));
  RA_TRY(file.write(metadata.bytes(rpm::tag::header_immutable)));
  const Sink sink = [&file](std::string_view bytes) { return file.write(bytes); };
  RA_TRY_ASSIGN(const RpmPayload payload, write_payload(entries, package.rpm.compression, options.threads, sink));
  set_digests(metadata, payload.digests);
  std::string header = metadata.bytes(rpm::tag::header_immutable);
  RA_TRY(file.write_at(header_at, header));
  return Unsealed{std::move(file), std::move(header), payload.uncompressed_size};
}

Result<RpmSeal> digests_of(const Unsealed& package) {
  Hasher sha1{Hash::sha1};
  Hasher sha256{Hash::sha256};
  Hasher md5{Hash::md5};
  sha1.add(package.header);
  sha256.add(package.header);
  RA_TRY(package.file.read_from(header_at, [&](std::string_view bytes) { md5.add(bytes); }));
  RpmSeal seal;
  seal.sha1 = sha1.hex();
  seal.sha256 = sha256.hex();
  seal.md5 = md5.bytes();
  seal.size = package.file.size() - header_at;
  seal.payload_size = package.payload_size;
  return seal;
}

// gpg reads files from their beginning: header and payload get one of their own for as long as it takes.
Result<OutputFile> signed_part(const Unsealed& package) {
  RA_TRY_ASSIGN(OutputFile part, OutputFile::create(package.file.temporary().string() + ".signed"));
  Result<> written;
  RA_TRY(package.file.read_from(header_at, [&](std::string_view bytes) {
    if (written) written = part.write(bytes);
  }));
  RA_TRY(written);
  return part;
}

awaitable<Result<RpmSeal>> sealed(const Unsealed& package, Signature key, std::filesystem::path folder) {
  RA_CO_TRY_ASSIGN(RpmSeal seal, digests_of(package));
  if (!key.given()) co_return seal;
  Result<std::string> of_header = co_await gpg_signature_of_bytes(key, folder, package.header);
  if (!of_header) co_return std::move(of_header).error();
  seal.header_signature = std::move(*of_header);
  RA_CO_TRY_ASSIGN(const OutputFile part, signed_part(package));
  Result<std::string> of_all = co_await gpg_signature_of_file(key, folder, part.temporary());
  if (!of_all) co_return std::move(of_all).error();
  seal.whole_signature = std::move(*of_all);
  co_return seal;
}

}  // namespace

Result<std::string> rpm_file_name(const Package& package) {
  RA_TRY_ASSIGN(const RpmVersion version, rpm_version(package.version));
  return fmt::format("{}-{}-{}.{}.rpm", package.name, version.version, version.release,
                     arch_for(Packager::rpm, package.arch));
}

awaitable<Result<BuiltPackage>> write_rpm(const Package& package, const BuildOptions& options) {
  RA_CO_TRY_ASSIGN(const std::string name, rpm_file_name(package));
  RA_CO_TRY_ASSIGN(Unsealed unsealed, write_unsealed(package, options, name));
  Result<RpmSeal> seal = co_await sealed(unsealed, package.rpm.signature, options.folder);
  if (!seal) co_return std::move(seal).error();
  RA_CO_TRY_ASSIGN(const std::string seal_bytes, rpm_seal(*seal));
  const std::string lead =
      rpm_lead(name.substr(0, name.rfind('.', name.size() - 5)), arch_for(Packager::rpm, package.arch));
  RA_CO_TRY(unsealed.file.write_at(0, lead + seal_bytes));
  const std::uint64_t size = unsealed.file.size();
  RA_CO_TRY(unsealed.file.commit());
  co_return BuiltPackage{options.output / name, size};
}

}  // namespace ra::pack
