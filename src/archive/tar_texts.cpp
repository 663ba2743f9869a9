#include "archive/tar_texts.hpp"

#include "base/try.hpp"

#include <fmt/format.h>

namespace ra::archive {

namespace {

constexpr std::uint64_t most_text = std::uint64_t{8} << 20U;

class IntoText final : public Sink {
 public:
  explicit IntoText(std::string& text) : text_{text} {}
  Result<> write(std::string_view bytes) override {
    text_ += bytes;
    return {};
  }

 private:
  std::string& text_;
};

}  // namespace

Result<std::unique_ptr<Sink>> TarTexts::member(const TarMember& member) {
  if (member.kind != Kind::file || !wanted_(member.name)) return std::unique_ptr<Sink>{};
  if (member.size > most_text)
    return error(Errc::config, fmt::format("{} is larger than {} bytes", member.name, most_text));
  return std::make_unique<IntoText>(texts[member.name]);
}

Result<std::map<std::string, std::string>> texts_in(const std::filesystem::path& archive, TarTexts::Wanted wanted) {
  TarTexts visitor{std::move(wanted)};
  RA_TRY(read_tar(archive, {}, visitor));
  return std::move(visitor.texts);
}

}  // namespace ra::archive
