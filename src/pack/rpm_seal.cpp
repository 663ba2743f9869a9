#include "pack/rpm_seal.hpp"

#include "pack/gpg.hpp"
#include "pack/rpm_header.hpp"
#include "pack/rpm_tags.hpp"

#include <limits>

namespace ra::pack {

namespace {

namespace seal_tag = rpm::signature_tag;

constexpr std::size_t index_entry = 16;

bool is_large(std::uint64_t size) { return size > std::numeric_limits<std::uint32_t>::max(); }

}  // namespace

Result<std::string> rpm_seal(const RpmSeal& seal) {
  RpmHeader header;
  header.set_string(seal_tag::sha1_header, seal.sha1);
  header.set_string(seal_tag::sha256_header, seal.sha256);
  header.set_binary(seal_tag::md5, seal.md5);
  if (is_large(seal.size)) header.set_int64(seal_tag::long_size, seal.size);
  if (!is_large(seal.size)) header.set_int32(seal_tag::size, static_cast<std::uint32_t>(seal.size));
  if (is_large(seal.payload_size)) header.set_int64(seal_tag::long_archive_size, seal.payload_size);
  if (!is_large(seal.payload_size))
    header.set_int32(seal_tag::payload_size, static_cast<std::uint32_t>(seal.payload_size));
  if (!seal.header_signature.empty())
    header.set_binary(is_rsa(seal.header_signature) ? seal_tag::rsa_header : seal_tag::dsa_header,
                      seal.header_signature);
  if (!seal.whole_signature.empty())
    header.set_binary(is_rsa(seal.whole_signature) ? seal_tag::pgp : seal_tag::gpg, seal.whole_signature);

  const std::size_t used = header.bytes(rpm::tag::header_signatures).size() + index_entry;
  if (used >= rpm_seal_size)
    return error(Errc::config, "the signatures are too large for an RPM", "sign with a key of at most 4,096 bits");
  header.set_binary(seal_tag::reserved_space, std::string(rpm_seal_size - used, '\0'));
  return header.bytes(rpm::tag::header_signatures);
}

}  // namespace ra::pack
