#pragma once

#include "base/error.hpp"
#include "base/json.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// A .crate and how a registry of cargo's is told of it (doc.rust-lang.org/cargo/reference/registry-web-api.html).
namespace ra::publish {

struct Crate {
  std::string name;
  std::string version;
  std::vector<std::string> needs;      // names of crates
  std::vector<std::string> dev_needs;  // those that only its tests need
  json::Value document;                // of the request that publishes it
};

// What the manifest says that cargo has put into the file. `index`: of the registry that it goes to,
// "sparse+https://…/".
Result<Crate> read_crate(const std::filesystem::path& file, const std::string& index);

// "1.2" → "^1.2", ">= 1, <2" → ">=1, <2": as cargo writes it.
std::string cargo_requirement(std::string_view text);

// Those that others need first. When only tests close a circle they are left out of account; else it is an error
// (config). Positions in `crates`.
Result<std::vector<std::size_t>> publish_order(const std::vector<Crate>& crates);

}  // namespace ra::publish
