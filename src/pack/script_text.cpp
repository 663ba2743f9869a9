#include "pack/script_text.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

namespace ra::pack {

Result<ScriptText> script_text(const Script& script, const std::filesystem::path& folder) {
  constexpr std::uint64_t most = 1U << 20U;
  ScriptText out;
  out.text = script.text;
  if (out.text.empty() && !script.file.empty()) {
    RA_TRY_ASSIGN(out.text, read_file(folder / script.file, most));
  }
  if (out.text.find('\0') != std::string::npos)
    return error(Errc::config, script.file + " is no script: it has NUL bytes");
  if (!out.text.starts_with("#!")) return out;
  const std::string first{lines(std::string_view{out.text}).front().substr(2)};
  std::vector<std::string> words;
  for (const auto word : split(std::string_view{first}, ' ')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  if (!words.empty()) out.interpreter = std::move(words);
  return out;
}

}  // namespace ra::pack
