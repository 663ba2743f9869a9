#pragma once

#include "base/environment.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "deploy/record.hpp"
#include "http/client.hpp"
#include "http/sleep.hpp"
#include "model/config_deploy.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ra::deploy {

// A place that something is brought to. It never decides: what is there, what is wanted and what is to be done about it
// is the deployer's to judge, and to record before it is done.
class Target {
 public:
  virtual ~Target() = default;

  // Waits until nothing is under way there.
  virtual boost::asio::awaitable<Result<>> settle();
  virtual boost::asio::awaitable<Result<State>> look() = 0;
  // What shall be there, in the words of look(). `again`: what the same version was given before, when it was.
  virtual boost::asio::awaitable<Result<State>> wanted(const State& now, std::optional<State> again) = 0;

  // Begins to bring it there, and gives the handle of what is under way, where there is such. `failed_ci`: it was tried
  // and came to nothing good. `uncertain`: it may have begun.
  virtual boost::asio::awaitable<Result<std::string>> begin(const State& wanted) = 0;
  // Has it begun? `found` is what look() said before somebody may have begun it, `now` what it says since.
  virtual bool begun(const State& found, const State& now, const State& wanted) const;
  // Follows it to its end. `handle` is empty when nobody lived to record it.
  virtual boost::asio::awaitable<Result<>> follow(const State& wanted, std::string handle);
  // The same for what was there before.
  virtual boost::asio::awaitable<Result<>> bring_back(const State& before) = 0;

  // Of a dry run: what the place itself says would happen. Nothing: it says nothing.
  virtual boost::asio::awaitable<Result<std::string>> preview(const State& wanted);
  // What it tells once it is done: addresses, names.
  virtual boost::asio::awaitable<Result<std::map<std::string, std::string>>> outputs();

  // For --plan, without a request: "sets the image of deployment/api to …".
  virtual std::string intention() const = 0;
};

// What a version brings with it, where it came out of a catalogue.
struct Freight {
  std::string digest;                            // of its contents; empty: nothing comes with it
  std::map<std::string, std::string> variables;  // for the programs that bring it
};
// Of a version that was there before; with its digest, where that was recorded. Without one nothing comes with it.
using FreightOf = std::function<boost::asio::awaitable<Result<Freight>>(std::string version, std::string digest)>;

struct Access {
  http::Client& client;
  const Environment& environment;
  const Clock& clock;
  const Log& log;
  std::filesystem::path folder;  // of the checkout: where programs run
  std::filesystem::path notes;   // where what programs say is kept
  model::Deployment deployment;  // nothing left in braces
  std::string version;
  int lock = -1;                                                                    // for programs that may outlive us
  std::function<Result<model::Deployment>(const std::string& version)> at_version;  // the same for another version
  std::function<std::string(std::string)> redact;
  Freight freight = {};
  FreightOf freight_of = {};
  http::Sleep sleep = http::real_sleep();

  std::string setting(const std::string& key) const;  // empty when it is not given
};

// Adding a kind: its .cpp, one line here, one in targets.cpp, one in model/config_deploy.cpp.
using Made = Result<std::unique_ptr<Target>>;
Made apprunner_target(const Access& access);
Made route53_target(const Access& access);
Made pulumi_target(const Access& access);
Made kubernetes_target(const Access& access);
Made command_target(const Access& access);

Made make_target(const Access& access);

}  // namespace ra::deploy
