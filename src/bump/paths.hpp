#pragma once

#include <optional>
#include <string>
#include <string_view>

// Paths within a repository: relative, with `/`, and "" for its root. Nothing here looks at a file system.
namespace ra::bump {

std::string_view folder_of(std::string_view path);  // "a/b" of "a/b/pom.xml", "" of "pom.xml"
std::string_view file_name(std::string_view path);  // "pom.xml"

std::string under(std::string_view folder, std::string_view name);  // "a/pom.xml"; "pom.xml" for the root

// `relative` as seen from `folder`, without `.` and `..`. None when it is absolute or leaves the repository.
std::optional<std::string> resolve(std::string_view folder, std::string_view relative);

// `folder` itself, or something in it.
bool is_within(std::string_view path, std::string_view folder);

// `path` as seen from `folder`, in which it must be.
std::string_view seen_from(std::string_view folder, std::string_view path);

}  // namespace ra::bump
