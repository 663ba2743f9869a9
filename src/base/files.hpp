#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace ra {

// The whole file, or not_found, or an error when it is larger than `most` bytes.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t most);

// All or nothing: a temporary file beside it (output_file.hpp), flushed to disk, then renamed. Makes the folder.
Result<> write_file(const std::filesystem::path& path, std::string_view content);

// Gone already is done.
Result<> remove_file(const std::filesystem::path& path);

// All or nothing too; with the mode of the original. It is not read into memory.
Result<> copy_file(const std::filesystem::path& from, const std::filesystem::path& to);

// Gives a file of the same file system another name; whatever stood there is gone. Makes the folder.
Result<> move_file(const std::filesystem::path& from, const std::filesystem::path& to);

// And those above it; also when it is there.
Result<> make_folder(const std::filesystem::path& path);

// Adds to the end and flushes to disk before it returns. Makes the folder and the file.
Result<> append_file(const std::filesystem::path& path, std::string_view content);

}  // namespace ra
