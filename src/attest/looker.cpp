#include "attest/looking.hpp"
#include "base/output_file.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace fs = std::filesystem;

namespace ra::attest {

namespace {

constexpr std::size_t most_depth = 5;                        // a jar in a war in a zip in a package in an image
constexpr std::size_t most_record = std::size_t{32} << 20U;  // dpkg's of a large system is 5 MB
constexpr std::size_t most_parts = 500'000;

// By the name alone: the bytes come later, and most are of no interest.
bool may_be_archive(std::string_view name) {
  for (const char* end :
       {".jar", ".zip", ".war", ".ear", ".rpm", ".deb", ".crate", ".tgz", ".tar", ".tar.gz", ".tar.zst", ".tar.xz"}) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

}  // namespace

// Sums what goes by, and keeps it where it is to be looked into.
class MemberSink final : public archive::Sink {
 public:
  MemberSink(Looker& looker, std::string before, std::string name, fs::path keep)
      : looker_{looker}, before_{std::move(before)}, name_{std::move(name)}, keep_{std::move(keep)} {}

  Result<> write(std::string_view bytes) override {
    digester_.update(bytes);
    if (!keep_.empty()) {
      if (!file_) {
        RA_TRY_ASSIGN(auto made, OutputFile::create(keep_));
        file_.emplace(std::move(made));
      }
      RA_TRY(file_->write(bytes));
    }
    if (is_package_record(name_) && text_.size() + bytes.size() <= most_record) text_ += bytes;
    return {};
  }

  Result<> finish() override {
    Component part;
    part.path = before_ + name_;
    auto sums = digester_.finish();
    part.sha1 = std::move(sums[Hash::sha1]);
    part.sha256 = std::move(sums[Hash::sha256]);
    // It is read while it is temporary, and goes with this.
    return looker_.looked_at(before_, name_, std::move(part), file_ ? file_->temporary() : fs::path{}, text_);
  }

 private:
  Looker& looker_;
  std::string before_;
  std::string name_;
  fs::path keep_;
  archive::Digester digester_{{Hash::sha1, Hash::sha256}};
  std::optional<OutputFile> file_;
  std::string text_;
};

std::unique_ptr<archive::Sink> Looker::member(const std::string& before, const std::string& name) {
  fs::path keep;
  if (may_be_archive(name) && depth_ < most_depth) {
    const std::string file = fs::path{name}.filename().string();
    keep = scratch_ / fmt::format("{}-{}", files_++, file);
  }
  return std::make_unique<MemberSink>(*this, before, name, std::move(keep));
}

Result<> Looker::looked_at(const std::string& before, const std::string& name, Component part, const fs::path& kept,
                           const std::string& text) {
  if (parts_.size() >= most_parts) return error(Errc::config, fmt::format("it has more than {} parts", most_parts));
  for (auto& package : packages_of_record(name, text)) {
    package.path = part.path;
    add(std::move(package));
  }
  part.name = fs::path{name}.filename().string();
  const Form form = kept.empty() ? Form::other : form_of(kept, part.name);
  if (form != Form::other) {
    introduce(part, kept, form);
    const std::size_t known = parts_.size();
    // What cannot be read is a file like others: this is no check of archives.
    if (!look_into(kept, form, before + name + "!/")) parts_.resize(known);
  }
  if (part.kind != Component::Kind::file || !without_files) add(std::move(part));
  return {};
}

Result<> Looker::look_into(const fs::path& file, Form form, const std::string& before) {
  ++depth_;
  Result<> looked;
  switch (form) {
    case Form::zip: looked = look_into_zip(*this, file, before); break;
    case Form::tar: looked = look_into_tar(*this, file, before); break;
    case Form::rpm: looked = look_into_rpm(*this, file, before); break;
    case Form::deb: looked = look_into_deb(*this, file, before); break;
    case Form::layout: looked = look_into_layout(*this, file); break;
    case Form::other: break;
  }
  --depth_;
  return looked;
}

std::vector<Component> Looker::take() {
  std::ranges::sort(parts_, [](const Component& a, const Component& b) {
    return std::tie(a.path, a.purl, a.name) < std::tie(b.path, b.purl, b.name);
  });
  return std::move(parts_);
}

}  // namespace ra::attest
