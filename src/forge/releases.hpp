#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ra::forge {

struct Asset {
  std::int64_t id = 0;
  std::string name;  // the forge changes odd ones: "a b.zip" is "a.b.zip" there
  std::string label;
  std::uint64_t size = 0;
  std::string digest;     // sha256:…, where the forge says it
  bool uploaded = false;  // false: an upload that was cut off
  std::string link;
};

struct ReleaseDraft {
  std::string tag;
  std::string target;  // commit or branch for a tag that is not there yet
  std::string name;
  std::string body;  // Markdown
  bool draft = false;
  bool prerelease = false;
  bool latest_by_version = false;  // the highest version is shown as the latest release, not the newest
};

struct Release {
  std::int64_t id = 0;
  std::string tag;
  std::string name;
  std::string body;
  bool draft = false;
  bool prerelease = false;
  bool immutable = false;  // its files can be changed no more
  std::string upload_url;
  std::string link;
  std::vector<Asset> assets;
};

// Releases of one repository. There and equal is done; there and different is a `conflict`.
class Releases {
 public:
  virtual ~Releases() = default;
  // Drafts too.
  virtual boost::asio::awaitable<Result<std::optional<Release>>> of_tag(const std::string& tag) = 0;
  virtual boost::asio::awaitable<Result<Release>> create(const ReleaseDraft& draft) = 0;
  virtual boost::asio::awaitable<Result<Release>> edit(std::int64_t id, const ReleaseDraft& draft) = 0;
  // Sends one file. The same name and content is done; one that was cut off is taken away first.
  virtual boost::asio::awaitable<Result<Asset>> upload(const Release& release, const std::filesystem::path& file,
                                                       const std::string& media_type) = 0;
};

}  // namespace ra::forge
