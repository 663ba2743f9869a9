#pragma once

#include "archive/deflate.hpp"
#include "archive/digests.hpp"
#include "archive/little_endian.hpp"
#include "archive/zip_records.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

// Contents and hostile archives for the tests of this folder.
namespace ra::test {

inline std::string noise(std::size_t size, unsigned seed = 7) {
  std::mt19937_64 random{seed};
  std::string out;
  while (out.size() < size) archive::put<std::uint64_t>(out, random());
  out.resize(size);
  return out;
}

inline std::string words(std::size_t size) {
  std::mt19937 random{8};
  std::vector<std::string> all;
  for (int i = 0; i < 1000; ++i) all.push_back("word" + std::to_string(i) + (i % 9 == 0 ? "\n" : " "));
  std::string out;
  while (out.size() < size) out += all[random() % all.size()];
  out.resize(size);
  return out;
}

inline std::string sum(const std::string& bytes, archive::Hash hash) {
  archive::Digester digester{{hash}};
  digester.update(bytes);
  return digester.finish().at(hash);
}

// A zip file of members that need not hold together.
struct ZipParts {
  struct Part {
    archive::zip::Member local;
    archive::zip::Member central;
    std::string data;
  };
  std::vector<Part> parts;
  std::string comment;

  static archive::zip::Member member(const std::string& name, const std::string& content, std::uint32_t mode) {
    archive::zip::Member one;
    one.name = name;
    one.crc = archive::crc32(0, content);
    one.size = content.size();
    one.packed_size = content.size();
    one.unix_mode = mode;
    return one;
  }

  Part& add(const std::string& name, const std::string& content, std::uint32_t mode = 0100644) {
    const auto one = member(name, content, mode);
    parts.push_back({one, one, content});
    return parts.back();
  }

  Part& add_deflated(const std::string& name, const std::string& content) {
    Part& part = add(name, content);
    part.data.assign(content.size() + 100, '\0');
    part.data.resize(archive::deflate_whole(6, content, part.data.data(), part.data.size()));
    part.local.method = part.central.method = archive::zip::deflated;
    part.local.packed_size = part.central.packed_size = part.data.size();
    return part;
  }

  // Where a member lies is what was said of it, or where it is.
  std::string bytes() const {
    std::string out;
    std::string directory;
    for (const Part& part : parts) {
      archive::zip::Member central = part.central;
      if (central.offset == 0) central.offset = out.size();
      directory += archive::zip::central_header(central, {});
      out += archive::zip::local_header(part.local, {}) + part.data;
    }
    const std::size_t at = out.size();
    return out + directory + archive::zip::end_records(parts.size(), at, directory.size());
  }
};

}  // namespace ra::test
