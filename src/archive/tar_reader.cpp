#include "archive/tar_reader.hpp"

#include "archive/names.hpp"
#include "archive/tar_records.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

namespace ra::archive {

namespace {

constexpr std::size_t longest_extension = std::size_t{1} << 20U;

Error no_tar(std::string_view how) { return error(Errc::config, fmt::format("it is not a tar file: {}", how)); }

std::string_view field(std::string_view block, std::size_t at, std::size_t size) {
  const std::string_view all = block.substr(at, size);
  return all.substr(0, all.find('\0'));
}

// Octal digits, or GNU's numbers of base 256, which the first bit marks.
std::optional<std::uint64_t> number(std::string_view block, std::size_t at, std::size_t size) {
  const std::string_view all = block.substr(at, size);
  if ((static_cast<unsigned char>(all[0]) & 0x80U) != 0) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      if (value >> 55U != 0) return std::nullopt;
      value = value << 8U | (static_cast<unsigned char>(all[i]) & (i == 0 ? 0x7fU : 0xffU));
    }
    return value;
  }
  const std::string_view digits = trim(field(block, at, size));
  std::uint64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
  if (digits.empty()) return 0;
  if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool sum_is_right(std::string_view block) {
  const auto add = [](unsigned before, char c) { return before + static_cast<unsigned char>(c); };
  constexpr std::size_t sum_at = 148;
  constexpr std::size_t sum_size = 8;
  unsigned sum = std::accumulate(block.begin(), block.end(), 0U, add);
  for (const char c : block.substr(sum_at, sum_size)) sum -= static_cast<unsigned char>(c);
  return number(block, sum_at, sum_size) == sum + sum_size * ' ';
}

std::string name_of(std::string_view block) {
  const std::string_view prefix = field(block, 345, tar::prefix_size);
  std::string name{field(block, 0, tar::name_size)};
  // GNU's own form has other things where ustar has a prefix.
  const bool is_ustar = block.substr(tar::magic_at, 8) == std::string_view{
                                                              "ustar\0"
                                                              "00",
                                                              8};
  return is_ustar && !prefix.empty() ? std::string{prefix} + "/" + name : name;
}

std::optional<Kind> kind_of(char type, std::string_view name) {
  switch (type) {
    case '\0':
    case '0':
    case '7': return name.ends_with('/') ? Kind::folder : Kind::file;
    case '5': return Kind::folder;
    case '2': return Kind::symlink;
    default: return std::nullopt;
  }
}

}  // namespace

Result<> TarParser::write(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t used = bytes.size();
    if (left_ > 0) {
      used = static_cast<std::size_t>(std::min<std::uint64_t>(left_, used));
      RA_TRY(content(bytes.substr(0, used)));
    } else if (padding_ > 0) {
      used = std::min(padding_, used);
      padding_ -= used;
    } else {
      used = std::min(tar::block_size - block_.size(), used);
      block_ += bytes.substr(0, used);
      if (block_.size() == tar::block_size) RA_TRY(header(std::exchange(block_, {})));
    }
    bytes.remove_prefix(used);
  }
  return {};
}

Result<> TarParser::finish() {
  if (zeros_ == 0 || !block_.empty()) return no_tar("it ends too early");
  return {};
}

Result<> TarParser::header(std::string_view block) {
  if (block.find_first_not_of('\0') == std::string_view::npos) {
    if (!long_name_.empty() || !long_target_.empty() || !long_size_.empty()) return no_tar("it ends too early");
    ++zeros_;
    return {};
  }
  if (zeros_ > 0) return no_tar("there is something behind its end");
  if (!sum_is_right(block)) return no_tar(members_ == 0 ? "its first header is none" : "a header has another sum");
  const char type = block[156];
  if (type == 'x' || type == 'g' || type == 'L' || type == 'K') return begin_extension(block);
  return begin(block);
}

Result<> TarParser::begin_extension(std::string_view block) {
  const auto size = number(block, 124, 12);
  if (!size || *size > longest_extension || *size == 0) return no_tar("an extended header has no sensible size");
  state_ = State::extension;
  extension_ = block[156];
  extension_text_.clear();
  left_ = *size;
  padding_ = tar::padding(*size);
  return {};
}

Result<> TarParser::end_extension() {
  state_ = State::header;
  const std::string text = std::exchange(extension_text_, {});
  if (extension_ == 'x' || extension_ == 'g') return pax(text);
  (extension_ == 'L' ? long_name_ : long_target_) = text.substr(0, text.find('\0'));
  return {};
}

// "27 path=…\n", one after the other.
Result<> TarParser::pax(std::string_view records) {
  while (!records.empty()) {
    std::size_t size = 0;
    const auto read = std::from_chars(records.data(), records.data() + records.size(), size);
    const auto digits = static_cast<std::size_t>(read.ptr - records.data());
    if (read.ec != std::errc{} || size > records.size() || size < digits + 3 || records[digits] != ' ' ||
        records[size - 1] != '\n') {
      return no_tar("a pax header is damaged");
    }
    const std::string_view record = records.substr(digits + 1, size - digits - 2);
    const auto equals = record.find('=');
    if (equals == std::string_view::npos) return no_tar("a pax header is damaged");
    const std::string_view key = record.substr(0, equals);
    const std::string_view value = record.substr(equals + 1);
    std::string* meant = key == "path"       ? &long_name_
                         : key == "linkpath" ? &long_target_
                         : key == "size"     ? &long_size_
                                             : nullptr;
    if (key.starts_with("GNU.sparse.")) return no_tar("it has sparse files");
    if (meant != nullptr && (extension_ == 'g' || value.empty())) return no_tar("a pax header names all members alike");
    if (meant != nullptr) *meant = value;
    records.remove_prefix(size);
  }
  return {};
}

Result<> TarParser::begin(std::string_view block) {
  if (++members_ > limits_.most_members) {
    return error(Errc::config, fmt::format("it has more than {} members", limits_.most_members));
  }
  const std::string name = long_name_.empty() ? name_of(block) : std::exchange(long_name_, {});
  const std::string target = std::exchange(long_target_, {});
  const std::string long_size = std::exchange(long_size_, {});
  const auto kind = kind_of(block[156], name);
  if (!kind) return refused(name, block[156] == '1' ? "is a hard link" : "is neither a file nor a folder nor a link");
  auto size = number(block, 124, 12);
  if (!long_size.empty()) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(long_size.data(), long_size.data() + long_size.size(), value);
    const bool whole = read.ec == std::errc{} && read.ptr == long_size.data() + long_size.size();
    size = whole ? std::optional{value} : std::nullopt;
  }
  if (!size || *size > limits_.most_bytes) return refused(name, "has no sensible size");
  if (*kind != Kind::file && *size != 0) return refused(name, "has content and is not a file");
  TarMember member;
  member.kind = *kind;
  member.name = plain_name(name);
  member.size = *size;
  member.executable = (number(block, 100, 8).value_or(0) & 0100U) != 0;
  if (*kind == Kind::symlink) member.target = target.empty() ? std::string{field(block, 157, tar::name_size)} : target;
  if (member.name.empty() && *kind == Kind::folder && !name.empty()) return {};  // "./" is the folder itself
  RA_TRY(check_name(member.name));
  RA_TRY_ASSIGN(sink_, visitor_.member(member));
  state_ = State::content;
  left_ = *size;
  padding_ = tar::padding(*size);
  if (left_ == 0) return end_content();
  return {};
}

Result<> TarParser::content(std::string_view bytes) {
  left_ -= bytes.size();
  if (state_ == State::extension) {
    extension_text_ += bytes;
    return left_ == 0 ? end_extension() : Result<>{};
  }
  if (sink_) RA_TRY(sink_->write(bytes));
  return left_ == 0 ? end_content() : Result<>{};
}

Result<> TarParser::end_content() {
  state_ = State::header;
  const auto sink = std::exchange(sink_, nullptr);
  return sink ? sink->finish() : Result<>{};
}

}  // namespace ra::archive
