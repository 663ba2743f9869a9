#pragma once

#include "base/answer.hpp"
#include "oci/document.hpp"
#include "oci/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::oci {

// The bytes of a blob: in a file or, where they are few, here.
struct Content {
  std::filesystem::path file;
  std::string bytes;
};

enum class Arrived { was_there, mounted, not_yet };

// One repository of a registry. Its methods may run side by side.
class Repository {
 public:
  enum class Use { read, write, remove };

  Repository(std::shared_ptr<Session> session, std::string name, Use use);

  const std::string& name() const { return name_; }
  const std::string& registry() const { return session_->registry(); }
  std::shared_ptr<Session> session() const { return session_; }
  std::string text() const { return registry() + "/" + name_; }

  // Of a tag or a digest; nothing when it is not there. What comes under a digest is held against it.
  boost::asio::awaitable<Result<std::optional<Stored>>> manifest(std::string wanted);
  boost::asio::awaitable<Result<Answer>> has_manifest(std::string digest);
  // Under a tag, or its digest. Says whether the registry has taken note of its subject (OCI-Subject).
  boost::asio::awaitable<Result<Answer>> put_manifest(std::string wanted, Stored stored);

  // By its digest, with all tags that lead to it; gone already is done. Not all registries do so: config.
  boost::asio::awaitable<Result<>> remove_manifest(std::string digest);

  boost::asio::awaitable<Result<Answer>> has_blob(Descriptor blob);
  // Into a file that appears when all of it is there and it is what its digest says.
  boost::asio::awaitable<Result<>> fetch_blob(Descriptor blob, std::filesystem::path to);
  // One that is small, such as a configuration.
  boost::asio::awaitable<Result<std::string>> read_blob(Descriptor blob);
  // Looks whether it is there, else takes it over from one of `from`, repositories of this registry.
  boost::asio::awaitable<Result<Arrived>> take_over(Descriptor blob, std::vector<std::string> from);
  // What is cut off goes on where it stopped.
  boost::asio::awaitable<Result<>> send_blob(Descriptor blob, Content content);

  // All of them, over all pages.
  boost::asio::awaitable<Result<std::vector<std::string>>> tags();
  // What refers to a manifest: of the API, or else of the tag that stands in for it.
  boost::asio::awaitable<Result<std::vector<Descriptor>>> referrers(std::string digest);

  // For what goes beyond these: with the scope of this repository, and to read another one.
  boost::asio::awaitable<Result<http::Response>> send(http::Request request, std::string also_from = {});
  http::Request request(http::Method method, const std::string& path) const;  // "/blobs/uploads/"

 private:
  std::shared_ptr<Session> session_;
  std::string name_;
  std::string scope_;
};

// distribution-spec, "Referrers Tag Schema": sha256-…
std::string referrers_tag(const std::string& digest);

}  // namespace ra::oci
