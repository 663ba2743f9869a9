#pragma once

#include "archive/digests.hpp"
#include "base/part_file.hpp"
#include "http/client.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>

namespace ra::fetch {

// One file on its way into the cache. Its sum is made while it comes; of what an earlier run has left, before.
class Download final : public http::BodySink {
 public:
  Download(std::filesystem::path path, PartFile file, archive::Hash hash);

  std::uint64_t size() const { return file_.size(); }
  std::uint64_t begun() const { return begun_; }  // bytes that were there when the last answer began

  // 200 brings all of it, 206 the rest.
  Result<> begin(const http::Response& head) override;
  Result<> write(std::string_view piece) override;

  std::string digest();  // once, of all that is there
  Result<> become(const std::filesystem::path& path) { return file_.become(path); }
  void remove() { file_.remove(); }
  Result<> start_again();

 private:
  std::filesystem::path path_;
  PartFile file_;
  archive::Hash hash_;
  std::unique_ptr<archive::Digester> digester_;
  std::uint64_t begun_ = 0;
};

}  // namespace ra::fetch
