#pragma once

#include <cstdint>

// Numbers of RPM's format, from its reference: rpm-software-management.github.io/rpm/manual/tags.html,
// format_header.html and dependencies.html, and from what rpmbuild 4.18 writes.
namespace ra::pack::rpm {

namespace tag {
constexpr std::uint32_t header_signatures = 62;
constexpr std::uint32_t header_immutable = 63;
constexpr std::uint32_t i18n_table = 100;
constexpr std::uint32_t name = 1000;
constexpr std::uint32_t version = 1001;
constexpr std::uint32_t release = 1002;
constexpr std::uint32_t epoch = 1003;
constexpr std::uint32_t summary = 1004;
constexpr std::uint32_t description = 1005;
constexpr std::uint32_t build_time = 1006;
constexpr std::uint32_t build_host = 1007;
constexpr std::uint32_t size = 1009;
constexpr std::uint32_t vendor = 1011;
constexpr std::uint32_t license = 1014;
constexpr std::uint32_t packager = 1015;
constexpr std::uint32_t group = 1016;
constexpr std::uint32_t url = 1020;
constexpr std::uint32_t os = 1021;
constexpr std::uint32_t arch = 1022;
constexpr std::uint32_t pre_in = 1023;
constexpr std::uint32_t post_in = 1024;
constexpr std::uint32_t pre_un = 1025;
constexpr std::uint32_t post_un = 1026;
constexpr std::uint32_t file_sizes = 1028;
constexpr std::uint32_t file_modes = 1030;
constexpr std::uint32_t file_rdevs = 1033;
constexpr std::uint32_t file_mtimes = 1034;
constexpr std::uint32_t file_digests = 1035;
constexpr std::uint32_t file_link_tos = 1036;
constexpr std::uint32_t file_flags = 1037;
constexpr std::uint32_t file_user_name = 1039;
constexpr std::uint32_t file_group_name = 1040;
constexpr std::uint32_t source_rpm = 1044;
constexpr std::uint32_t file_verify_flags = 1045;
constexpr std::uint32_t provide_name = 1047;
constexpr std::uint32_t require_flags = 1048;
constexpr std::uint32_t require_name = 1049;
constexpr std::uint32_t require_version = 1050;
constexpr std::uint32_t conflict_flags = 1053;
constexpr std::uint32_t conflict_name = 1054;
constexpr std::uint32_t conflict_version = 1055;
constexpr std::uint32_t verify_script = 1079;
constexpr std::uint32_t changelog_time = 1080;
constexpr std::uint32_t changelog_name = 1081;
constexpr std::uint32_t changelog_text = 1082;
constexpr std::uint32_t pre_in_prog = 1085;
constexpr std::uint32_t post_in_prog = 1086;
constexpr std::uint32_t pre_un_prog = 1087;
constexpr std::uint32_t post_un_prog = 1088;
constexpr std::uint32_t obsolete_name = 1090;
constexpr std::uint32_t verify_script_prog = 1091;
constexpr std::uint32_t file_devices = 1095;
constexpr std::uint32_t file_inodes = 1096;
constexpr std::uint32_t file_langs = 1097;
constexpr std::uint32_t prefixes = 1098;
constexpr std::uint32_t provide_flags = 1112;
constexpr std::uint32_t provide_version = 1113;
constexpr std::uint32_t obsolete_flags = 1114;
constexpr std::uint32_t obsolete_version = 1115;
constexpr std::uint32_t dir_indexes = 1116;
constexpr std::uint32_t base_names = 1117;
constexpr std::uint32_t dir_names = 1118;
constexpr std::uint32_t payload_format = 1124;
constexpr std::uint32_t payload_compressor = 1125;
constexpr std::uint32_t payload_flags = 1126;
constexpr std::uint32_t pre_trans = 1151;
constexpr std::uint32_t post_trans = 1152;
constexpr std::uint32_t pre_trans_prog = 1153;
constexpr std::uint32_t post_trans_prog = 1154;
constexpr std::uint32_t long_file_sizes = 5008;
constexpr std::uint32_t long_size = 5009;
constexpr std::uint32_t file_digest_algo = 5011;
constexpr std::uint32_t recommend_name = 5046;
constexpr std::uint32_t recommend_version = 5047;
constexpr std::uint32_t recommend_flags = 5048;
constexpr std::uint32_t suggest_name = 5049;
constexpr std::uint32_t suggest_version = 5050;
constexpr std::uint32_t suggest_flags = 5051;
constexpr std::uint32_t encoding = 5062;
constexpr std::uint32_t payload_digest = 5092;
constexpr std::uint32_t payload_digest_algo = 5093;
constexpr std::uint32_t payload_digest_alt = 5097;
}  // namespace tag

// Of the signature header, which has numbers of its own.
namespace signature_tag {
constexpr std::uint32_t dsa_header = 267;  // also for EdDSA and ECDSA
constexpr std::uint32_t rsa_header = 268;
constexpr std::uint32_t sha1_header = 269;
constexpr std::uint32_t long_size = 270;
constexpr std::uint32_t long_archive_size = 271;
constexpr std::uint32_t sha256_header = 273;
constexpr std::uint32_t size = 1000;
constexpr std::uint32_t pgp = 1002;  // of RSA, over header and payload
constexpr std::uint32_t md5 = 1004;
constexpr std::uint32_t gpg = 1005;  // of the others
constexpr std::uint32_t payload_size = 1007;
constexpr std::uint32_t reserved_space = 1008;
}  // namespace signature_tag

namespace sense {
constexpr std::uint32_t less = 2;
constexpr std::uint32_t greater = 4;
constexpr std::uint32_t equal = 8;
constexpr std::uint32_t post_trans = 1U << 5U;
constexpr std::uint32_t pre_trans = 1U << 7U;
constexpr std::uint32_t interpreter = 1U << 8U;
constexpr std::uint32_t script_pre = 1U << 9U;
constexpr std::uint32_t script_post = 1U << 10U;
constexpr std::uint32_t script_pre_un = 1U << 11U;
constexpr std::uint32_t script_post_un = 1U << 12U;
constexpr std::uint32_t script_verify = 1U << 13U;
constexpr std::uint32_t rpmlib = 1U << 24U;
constexpr std::uint32_t config = 1U << 28U;
}  // namespace sense

namespace file_flag {
constexpr std::uint32_t config = 1U << 0U;
constexpr std::uint32_t doc = 1U << 1U;
constexpr std::uint32_t missing_ok = 1U << 3U;
constexpr std::uint32_t no_replace = 1U << 4U;
constexpr std::uint32_t ghost = 1U << 6U;
constexpr std::uint32_t license = 1U << 7U;
}  // namespace file_flag

constexpr std::uint32_t sha256_algo = 8;  // RFC 4880, 9.4

}  // namespace ra::pack::rpm
