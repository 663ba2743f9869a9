#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// File name patterns, so that they mean the same in every shell and in none.
namespace ra {

// * and ? within the name, [a-z] and [!a-z] for one character of it.
bool glob_matches_name(std::string_view pattern, std::string_view name);

// The same for each part of a path, and ** for any number of parts. Takes time in proportion to pattern times path,
// whatever the pattern. Braces are taken as they stand: see glob_choices.
bool glob_matches(std::string_view pattern, std::string_view path);

// Whether one of several patterns matches, and none that begins with ! and takes away what others name.
bool globs_match_name(const std::vector<std::string>& patterns, std::string_view name);
bool globs_match(const std::vector<std::string>& patterns, std::string_view path);

// {a,b} written out. A pattern whose braces would multiply beyond a thousand is taken as it stands.
std::vector<std::string> glob_choices(std::string_view pattern);

// The files below `folder` that the pattern names, braces too, sorted; relative patterns give relative paths. Does not
// follow links to folders where it searches, nor look into .git, nor take names with a dot unless they are asked for.
std::vector<std::string> glob_files(const std::filesystem::path& folder, const std::string& pattern);

}  // namespace ra
