#include "archive/destination.hpp"
#include "archive/tar_reader.hpp"
#include "archive/unpack.hpp"
#include "base/input_file.hpp"
#include "base/try.hpp"

#include <utility>

namespace ra::archive {

namespace {

class Lister : public TarVisitor {
 public:
  Result<std::unique_ptr<Sink>> member(const TarMember& member) override {
    members.push_back(member);
    return std::unique_ptr<Sink>{};
  }

  std::vector<TarMember> members;
};

class Extractor : public TarVisitor {
 public:
  explicit Extractor(Destination& destination) : destination_{destination} {}

  Result<std::unique_ptr<Sink>> member(const TarMember& member) override {
    if (member.kind == Kind::file) return destination_.add_file(member.name, member.executable);
    if (member.kind == Kind::folder) RA_TRY(destination_.add_folder(member.name));
    if (member.kind == Kind::symlink) RA_TRY(destination_.add_symlink(member.name, member.target));
    return std::unique_ptr<Sink>{};
  }

 private:
  Destination& destination_;
};

}  // namespace

Result<> read_tar(const std::filesystem::path& path, const Limits& limits, TarVisitor& visitor) {
  RA_TRY_ASSIGN(const InputFile file, InputFile::open(path));
  TarParser parser{limits, visitor};
  auto read = unpack(file, limits, parser);
  if (read) read = parser.finish();
  if (!read && read.error().code == Errc::config) return with_context(read.error(), path.string());
  return read;
}

Result<std::vector<TarMember>> list_tar(const std::filesystem::path& path, const Limits& limits) {
  Lister lister;
  RA_TRY(read_tar(path, limits, lister));
  return std::move(lister.members);
}

Result<> extract_tar(const std::filesystem::path& path, const std::filesystem::path& folder, const Limits& limits) {
  RA_TRY_ASSIGN(Destination destination, Destination::create(folder));
  Extractor extractor{destination};
  RA_TRY(read_tar(path, limits, extractor));
  return destination.commit();
}

}  // namespace ra::archive
