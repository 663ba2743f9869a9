#pragma once

#include "base/answer.hpp"
#include "pack/package.hpp"
#include "pack/repository.hpp"
#include "publish/destination.hpp"
#include "publish/trail.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Repositories of packages: what yum's and apt's have in common.
namespace ra::publish {

// A package as the metadata of a repository tell of it.
struct Listing {
  std::string identity;  // who it is, as people say it: there is one of it
  std::string location;  // its path in the repository
  std::string sha256;
};

using FilesRead = std::map<std::string, std::string>;  // by their paths in the repository

// What is to be written, in this order. As soon as `head` is there, everybody sees the change.
struct Revision {
  std::vector<pack::RepositoryFile> before;
  pack::RepositoryFile head;
  std::vector<pack::RepositoryFile> after;
};

// The metadata of a repository, of one kind. It reads and writes no file of the repository itself.
class Metadata {
 public:
  virtual ~Metadata() = default;

  // A package of ours, and where it is to lie. Keeps what add() needs to know.
  virtual Result<Listing> describe(const Item& item) = 0;

  // The first is the head; of the others it reads what is there.
  virtual std::vector<std::string> heads() const = 0;
  virtual Result<std::vector<std::string>> named_by(const FilesRead& heads) const = 0;  // what else is to be read
  virtual boost::asio::awaitable<Result<>> take_in(FilesRead files) = 0;

  virtual std::optional<Listing> find(const std::string& identity) const = 0;
  virtual void add(const Item& item, const std::string& location, std::int64_t written_at) = 0;
  virtual void remove(const std::string& identity) = 0;
  // The files that a head names and that no other revision means something else by: their names are their sums.
  virtual Paths unique_files(const std::string& head) const = 0;
  virtual bool is_unique(const std::string& path) const = 0;
  virtual std::string trail_path() const = 0;  // of the file that remembers what the last revisions have named

  virtual bool needs_writing() const = 0;  // it says something else than what was taken in
  virtual boost::asio::awaitable<Result<Revision>> revise() = 0;
};

// Of the settings key_id and key_file; none where neither is given.
pack::Signature signing_key(const Access& access);

// gzip (where nothing is said), xz or zstd.
Result<pack::Compression> metadata_compression(const std::string& word);

// Whoever has no key must leave what is signed alone.
Error signed_by_others(const std::string& what);

Made repository_of(const Access& access, std::unique_ptr<Metadata> metadata);

}  // namespace ra::publish
