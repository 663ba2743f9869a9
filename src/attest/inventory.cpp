#include "attest/inventory.hpp"

#include "attest/looking.hpp"
#include "base/input_file.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"

#include <array>

namespace fs = std::filesystem;

namespace ra::attest {

namespace {

bool is_tar_name(std::string_view name) {
  for (const char* end : {".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".crate"}) {
    if (name.ends_with(end)) return true;
  }
  return false;
}

// By the first bytes that zip(APPNOTE 4.3), rpm(lead) and deb(ar) have; a tar's come late, and packed ones have none.
Form form_of_bytes(std::string_view beginning, std::string_view name) {
  if (beginning.starts_with("PK\x03\x04") || beginning.starts_with("PK\x05\x06")) return Form::zip;
  if (beginning.starts_with("\xed\xab\xee\xdb")) return Form::rpm;
  if (beginning.starts_with("!<arch>\n") && name.ends_with(".deb")) return Form::deb;
  if (is_tar_name(name)) return Form::tar;
  return Form::other;
}

Result<> sums_of(const fs::path& file, Component& part) {
  RA_TRY_ASSIGN(part.sha1, hash_of_file(file, Hash::sha1));
  RA_TRY_ASSIGN(part.sha256, hash_of_file(file, Hash::sha256));
  return {};
}

}  // namespace

Form form_of(const fs::path& file, std::string_view name) {
  std::error_code ignored;
  if (fs::is_regular_file(file / "oci-layout", ignored)) return Form::layout;
  const auto opened = InputFile::open(file);
  std::array<char, 8> beginning{};
  if (!opened) return Form::other;
  const auto size = opened->read_at(0, beginning.data(), beginning.size());
  return size ? form_of_bytes({beginning.data(), *size}, name) : Form::other;
}

void introduce(Component& part, const fs::path& file, Form form) {
  Component said;
  switch (form) {
    case Form::zip: said = who_zip(file, part.name); break;
    case Form::tar: said = who_tar(file, part.name); break;
    case Form::rpm: said = who_rpm(file); break;
    case Form::deb: said = who_deb(file); break;
    case Form::layout:
    case Form::other: break;
  }
  if (said.name.empty()) return;
  said.path = std::move(part.path);
  said.sha1 = std::move(part.sha1);
  said.sha256 = std::move(part.sha256);
  part = std::move(said);
}

Result<Inventory> take_inventory(const fs::path& artifact, const fs::path& scratch, const archive::Limits& limits) {
  Inventory all;
  all.artifact.name = artifact.filename().string();
  const Form form = form_of(artifact, all.artifact.name);
  all.artifact.kind = form == Form::layout ? Component::Kind::container : Component::Kind::application;
  if (form == Form::layout) {
    RA_TRY_ASSIGN(all.artifact.sha256, digest_of_layout(artifact));
    const std::string name = artifact.stem().string();
    all.artifact.purl = purl_of("oci", "", name, "sha256:" + all.artifact.sha256);
  } else {
    RA_TRY(sums_of(artifact, all.artifact));
    introduce(all.artifact, artifact, form);
    all.artifact.kind = Component::Kind::application;
  }
  Looker looker{scratch, limits};
  looker.without_files = form == Form::layout;
  const auto looked = looker.look_into(artifact, form, "");
  if (!looked) return with_context(looked.error(), artifact.filename().string());
  all.parts = looker.take();
  return all;
}

}  // namespace ra::attest
