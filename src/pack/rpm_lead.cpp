#include "pack/rpm_lead.hpp"

namespace ra::pack {

std::string rpm_lead(std::string_view name, std::string_view arch) {
  // rpm's manual, format_lead.html; numbers of architectures from its rpmrc.in, noarch being 255.
  std::string lead{"\xed\xab\xee\xdb\x03\0\0\0", 8};
  char number = '\xff';
  if (arch == "x86_64" || arch == "i686") number = '\x01';
  if (arch == "aarch64") number = '\x13';
  lead += '\0';
  lead += number;
  lead += name.substr(0, 65);
  lead.resize(76, '\0');
  lead += std::string_view{"\0\x01\0\x05", 4};  // Linux, and a signature that is a header
  lead.resize(rpm_lead_size, '\0');
  return lead;
}

}  // namespace ra::pack
