#pragma once

#include "archive/limits.hpp"
#include "archive/sink.hpp"
#include "archive/tree.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ra::archive {

struct TarMember {
  std::string name;  // see plain_name
  Kind kind = Kind::file;
  bool executable = false;
  std::uint64_t size = 0;
  std::string target;  // of a link
};

// Who is told what there is.
class TarVisitor {
 public:
  virtual ~TarVisitor() = default;
  // Where the content of a file goes; nowhere when there is none. It is finished after the last byte.
  virtual Result<std::unique_ptr<Sink>> member(const TarMember& member) = 0;
};

// Reads a tar file (ustar, pax, GNU's long names) as its bytes come. Refused (config, naming the member): wrong sums,
// an end that is missing or has something behind it, devices, hard links and sparse files, names that check_name
// refuses.
class TarParser : public Sink {
 public:
  TarParser(const Limits& limits, TarVisitor& visitor) : limits_{limits}, visitor_{visitor} {}

  Result<> write(std::string_view bytes) override;
  Result<> finish() override;

 private:
  enum class State { header, content, extension };

  Result<> header(std::string_view block);
  Result<> begin(std::string_view block);
  Result<> begin_extension(std::string_view block);
  Result<> end_extension();
  Result<> pax(std::string_view records);
  Result<> content(std::string_view bytes);
  Result<> end_content();

  const Limits& limits_;
  TarVisitor& visitor_;
  State state_ = State::header;
  std::string block_;  // what has come of a header
  std::uint64_t left_ = 0;
  std::size_t padding_ = 0;
  std::unique_ptr<Sink> sink_;
  char extension_ = '\0';
  std::string extension_text_;
  std::string long_name_;
  std::string long_target_;
  std::string long_size_;
  std::size_t members_ = 0;
  std::size_t zeros_ = 0;
};

// Of a file, packed by gzip or zstd or not at all; the error names it.
Result<> read_tar(const std::filesystem::path& path, const Limits& limits, TarVisitor& visitor);
Result<std::vector<TarMember>> list_tar(const std::filesystem::path& path, const Limits& limits = {});
// All or nothing: see Destination.
Result<> extract_tar(const std::filesystem::path& path, const std::filesystem::path& folder, const Limits& limits = {});

}  // namespace ra::archive
