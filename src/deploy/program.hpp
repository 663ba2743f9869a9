#pragma once

#include "deploy/target.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <string>
#include <vector>

// Other people's programs: kubectl, pulumi, a shell.
namespace ra::deploy {

struct Words {
  std::vector<std::string> arguments;  // [0] is the program
  std::map<std::string, std::string> environment = {};
  std::string folder = {};  // in the checkout; empty: the checkout
};

// Runs one that only looks, and gives what it prints. `failed_ci` with the last line that it said when it fails.
boost::asio::awaitable<Result<std::string>> ask_program(const Access& access, Words words);

// Runs one that changes something. What it says goes into a file of notes, and it holds the lock of the environment as
// long as it lives, so that it neither ends with us nor meets the next run. The error is `failed_ci` when it fails, and
// when it takes too long.
boost::asio::awaitable<Result<>> run_program(const Access& access, Words words);

}  // namespace ra::deploy
