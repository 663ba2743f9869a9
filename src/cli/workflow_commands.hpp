#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What GitHub's runner acts on when it stands in the output of a step:
// https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
namespace ra::cli {

struct Annotation {
  std::string file;  // a path of the repository; "" for none
  std::uint64_t line = 0;
  std::string title;
  std::string message;
};

// "::error file=…,line=…,title=…::…\n", with everything escaped that could end a value or the command.
std::string error_command(const Annotation& annotation);

// JSON with no command in it, and with the same meaning: ##[ can stand in its strings alone, where it is escaped.
std::string json_without_commands(std::string_view json);

// "::add-mask::…\n" for each line of a secret: the runner looks for secrets line by line.
std::string mask_commands(std::string_view secret);

// Text without commands between two lines that tell the runner to look for no command at all; the token is not to be
// guessed.
std::string in_stopped_commands(std::string_view text, std::string_view token);

// GitHub shows 10 errors of a step, and no more.
inline constexpr std::size_t most_annotations = 10;

}  // namespace ra::cli
