#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::publish {

struct Item {
  std::filesystem::path file;
  std::string name;         // of the artifact
  std::string destination;  // its name
  std::string where;        // in the destination, as its kind reads it
  bool look_only = false;   // a dry run that has nowhere to send it
};

// A place that artifacts are sent to. It never decides: what is there and different is publisher's to judge.
class Destination {
 public:
  virtual ~Destination() = default;
  // The SHA-256 of what is there for this item, as the server's own record says it or read in full; nothing when
  // nothing is there.
  virtual boost::asio::awaitable<Result<std::optional<std::string>>> look(const Item& item) = 0;
  // Before anything is looked at: reads of the files what it needs to know, and gives them in the order in which they
  // are to be sent. With an error nothing is sent.
  virtual Result<std::vector<Item>> prepare(std::vector<Item> items);
  // Sends a file to where nothing is. It is there whole, or not at all.
  virtual boost::asio::awaitable<Result<>> send(const Item& item) = 0;
  // How many items may be on their way side by side. More than one where neither their order nor their pace matters.
  virtual std::size_t at_once() const { return 1; }
  // Once all items are there: what makes them one whole, such as an index of them. Done already is done.
  virtual boost::asio::awaitable<Result<>> finish(const std::vector<Item>& items);
  // Why it is not sent there at all, nor looked for: "a pre-release". Empty: it is.
  virtual std::string skipping(const Item& item) const;
  // What people open or type to find it.
  virtual std::string address(const Item& item) const;
  // What undo() would do, as a sentence without a dot: "yanks x 1.2.0: who has it keeps it". Empty: it cannot be
  // undone.
  virtual std::string undoing(const Item& item) const;
  virtual boost::asio::awaitable<Result<>> undo(const Item& item);  // done already is done
};

// Items side by side, where a kind allows that.
constexpr std::size_t usually_at_once = 4;

// Of one file: sent, or read in full.
constexpr Duration longest_transfer = std::chrono::hours{1};

struct Access {
  http::Client& client;
  const Environment& environment;
  const Clock& clock;
  std::filesystem::path folder;  // what paths are relative to
  std::string user;
  Secret password;
  Secret token;
  std::map<std::string, std::string> settings;    // of its kind (model/config_publish.hpp), nothing left in braces
  std::map<std::string, std::string> properties;  // the same
  Duration patience = std::chrono::minutes{10};   // how long it is waited for what was sent to be seen
  http::Sleep sleep = http::real_sleep();
  std::function<void(const Secret&)> hide = [](const Secret&) {
  };                         // what was learned from others, from all that is said
  const Log* log = nullptr;  // of what is done on the way

  std::string setting(const std::string& key) const;  // empty when it is not given
};

// Adding a kind: its .cpp, one line here, one in destinations.cpp, one in model/config_publish.cpp.
using Made = Result<std::unique_ptr<Destination>>;
Made directory_destination(const Access& access);
Made http_destination(const Access& access);
Made maven_destination(const Access& access);
Made s3_destination(const Access& access);
Made crates_destination(const Access& access);
Made npm_destination(const Access& access);
Made github_release_destination(const Access& access);
Made packagecloud_destination(const Access& access);
Made yum_destination(const Access& access);
Made apt_destination(const Access& access);
Made oci_destination(const Access& access);

Made make_destination(const std::string& kind, const Access& access);

}  // namespace ra::publish
