#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ra::forge {

struct Ref {
  std::string name;    // refs/heads/3.1.x
  std::string object;  // what it points at: a commit, or the tag object of an annotated tag
  std::string commit;  // the commit behind it
  bool annotated = false;
};

// Branches and tags of one repository, without a clone of it. There and equal is done; there and different is a
// `conflict`.
class Refs {
 public:
  virtual ~Refs() = default;
  virtual boost::asio::awaitable<Result<std::optional<Ref>>> get(const std::string& name) = 0;
  virtual boost::asio::awaitable<Result<std::vector<Ref>>> beginning_with(const std::string& prefix) = 0;
  virtual boost::asio::awaitable<Result<>> create(const std::string& name, const std::string& sha) = 0;
  // Forward only, and only from where it is thought to be.
  virtual boost::asio::awaitable<Result<>> move(const std::string& name, const std::string& from,
                                                const std::string& to) = 0;
  virtual boost::asio::awaitable<Result<>> remove(const std::string& name, const std::string& sha) = 0;
  // An annotated tag. `name` without refs/tags/.
  virtual boost::asio::awaitable<Result<>> tag(const std::string& name, const std::string& commit,
                                               const std::string& message) = 0;
};

}  // namespace ra::forge
