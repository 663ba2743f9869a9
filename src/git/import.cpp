#include "git/import.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::git {

namespace {

// git's ident.c: these never stay at the ends of a name, and < > newline and NUL nowhere.
std::string clean(const std::string& text) {
  std::string kept;
  for (const char c : text) {
    if (c != '<' && c != '>' && c != '\n' && c != '\0') kept += c;
  }
  const auto crud = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || std::string_view{".,:;\"\\'"}.find(c) != std::string_view::npos;
  };
  while (!kept.empty() && crud(kept.back())) kept.pop_back();
  const auto first = std::ranges::find_if_not(kept, crud);
  return {first, kept.end()};
}

std::string quoted_path(std::string_view path) {
  std::string result = "\"";
  for (const char c : path) {
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (static_cast<unsigned char>(c) < ' ') {
      result += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string counted(std::string_view bytes) {
  return fmt::format("data {}\n", bytes.size()).append(bytes).append("\n");
}

// Never written: the reset at the end of the stream makes fast-import forget it.
constexpr std::string_view unwritten = "refs/release-action/unwritten";

}  // namespace

Result<std::string> signature(const Identity& who, WallTime when) {
  const std::string name = clean(who.name);
  if (name.empty()) {
    return error(Errc::config, "git has no name to sign with",
                 "git config user.name and user.email, or set them for the release");
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
  return fmt::format("{} <{}> {} +0000", name, clean(who.email), seconds);
}

bool is_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return false;
  return std::ranges::none_of(split(path, '/'), [](std::string_view part) {
    return part.empty() || part == "." || part == ".." || lower(part) == ".git";
  });
}

bool is_sha(std::string_view text) {
  return (text.size() == 40 || text.size() == 64) &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string import_stream(const Sha& parent, const std::map<std::string, std::string>& files,
                          const std::set<std::string>& executables, const std::string& message,
                          const std::string& signature) {
  std::string stream = fmt::format("commit {}\nmark :1\nauthor {}\ncommitter {}\n", unwritten, signature, signature);
  stream += counted(message.ends_with('\n') ? message : message + '\n');
  if (!parent.empty()) stream += "from " + parent + "\n";
  for (const auto& [path, content] : files) {
    stream += fmt::format("M {} inline {}\n", executables.contains(path) ? "100755" : "100644", quoted_path(path));
    stream += counted(content);
  }
  return stream + fmt::format("\nget-mark :1\nreset {}\n\n", unwritten);
}

}  // namespace ra::git
