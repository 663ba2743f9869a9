#pragma once

#include "archive/limits.hpp"
#include "archive/sink.hpp"
#include "attest/component.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// How inventories are taken: one Looker goes through an artifact, one Looking for each archive in it. Of this folder.
namespace ra::attest {

// What a file is, by its first bytes and its name.
enum class Form { other, zip, tar, rpm, deb, layout };

class Looker {
 public:
  Looker(std::filesystem::path scratch, archive::Limits limits) : scratch_{std::move(scratch)}, limits_{limits} {}

  // Adds what is in the archive `file`, whose paths in the artifact begin with `before`.
  Result<> look_into(const std::filesystem::path& file, Form form, const std::string& before);

  // Where the bytes of a member go that is called `name` in the archive whose paths begin with `before`. When it is
  // finished, what it is has been added.
  std::unique_ptr<archive::Sink> member(const std::string& before, const std::string& name);

  void add(Component part) { parts_.push_back(std::move(part)); }
  std::vector<Component> take();  // sorted
  bool without_files = false;     // only what has a name of its own

  const archive::Limits& limits() const { return limits_; }
  const std::filesystem::path& scratch() const { return scratch_; }

 private:
  friend class MemberSink;
  Result<> looked_at(const std::string& before, const std::string& name, Component part,
                     const std::filesystem::path& kept, const std::string& text);

  std::filesystem::path scratch_;
  archive::Limits limits_;
  std::vector<Component> parts_;
  std::size_t depth_ = 0;
  std::size_t files_ = 0;  // that were written into scratch, so that each has a name of its own
};

Form form_of(const std::filesystem::path& file, std::string_view name);

// Fills in what a thing that is an archive says of itself; else its name stays its file's.
void introduce(Component& part, const std::filesystem::path& file, Form form);

Result<> look_into_zip(Looker& looker, const std::filesystem::path& file, const std::string& before);
Result<> look_into_tar(Looker& looker, const std::filesystem::path& file, const std::string& before);
Result<> look_into_rpm(Looker& looker, const std::filesystem::path& file, const std::string& before);
Result<> look_into_deb(Looker& looker, const std::filesystem::path& file, const std::string& before);
Result<> look_into_layout(Looker& looker, const std::filesystem::path& folder);

// Of the image that it holds; where it has several tags or platforms, of what its index names first.
Result<std::string> digest_of_layout(const std::filesystem::path& folder);

// Who an archive says that it is; an empty name when it does not.
Component who_zip(const std::filesystem::path& file, std::string_view name);
Component who_tar(const std::filesystem::path& file, std::string_view name);
Component who_rpm(const std::filesystem::path& file);
Component who_deb(const std::filesystem::path& file);

// Records of packages that are installed in an image.
bool is_package_record(std::string_view path);
std::vector<Component> packages_of_record(std::string_view path, std::string_view text);

}  // namespace ra::attest
