#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/gpg.hpp"
#include "pack/rpm_reader.hpp"
#include "pack/yum_repository.hpp"
#include "publish/repository.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// Repositories for yum and dnf.
namespace ra::publish {

namespace {

constexpr const char* repomd_path = "repodata/repomd.xml";
constexpr const char* repomd_signature = "repodata/repomd.xml.asc";

class YumMetadata final : public Metadata {
 public:
  YumMetadata(const Access& access, pack::Compression compression, std::string folder)
      : key_{signing_key(access)},
        keys_folder_{access.folder},
        clock_{access.clock},
        compression_{compression},
        folder_{std::move(folder)} {}

  Result<Listing> describe(const Item& item) override {
    RA_TRY_ASSIGN(pack::RpmFile file, pack::read_rpm(item.file));
    const std::string location = folder_.empty() ? item.name : fmt::format("{}/{}", folder_, item.name);
    const pack::YumPackage package = pack::yum_package(file, location, 0);
    Listing listing{pack::yum_identity(package), location, file.sha256};
    files_[item.file] = std::move(file);
    return listing;
  }

  std::vector<std::string> heads() const override { return {repomd_path, repomd_signature}; }

  Result<std::vector<std::string>> named_by(const FilesRead& heads) const override {
    if (key_.given() || !heads.contains(repomd_signature)) {
      const auto repomd = heads.find(repomd_path);
      if (repomd == heads.end()) return std::vector<std::string>{};
      return pack::yum_metadata_paths(repomd->second);
    }
    return signed_by_others(repomd_signature);
  }

  asio::awaitable<Result<>> take_in(FilesRead files) override {
    const pack::RepositoryReader read = [&](const std::string& path) -> Result<std::string> {
      const auto found = files.find(path);
      if (found == files.end()) return error(Errc::not_found, fmt::format("the repository lacks its {}", path));
      return found->second;
    };
    RA_CO_TRY_ASSIGN(repository_, pack::read_yum_repository(read));
    changed_ = !files.contains(repomd_path);
    if (changed_ || !key_.given()) co_return Result<>{};
    // Whoever was killed between the two has left the signature of something else.
    auto verified = co_await pack::gpg_verifies(key_, keys_folder_, files[repomd_path], files[repomd_signature]);
    RA_CO_TRY_ASSIGN(const Answer good, std::move(verified));
    changed_ = good == Answer::no;
    co_return Result<>{};
  }

  std::optional<Listing> find(const std::string& identity) const override {
    const auto found = std::ranges::find(repository_.packages, identity, pack::yum_identity);
    if (found == repository_.packages.end()) return std::nullopt;
    return Listing{identity, found->location, found->id};
  }

  void add(const Item& item, const std::string& location, std::int64_t written_at) override {
    pack::add_package(repository_.packages, pack::yum_package(files_[item.file], location, written_at));
    changed_ = true;
  }

  void remove(const std::string& identity) override {
    const auto is_it = [&](const auto& one) { return pack::yum_identity(one) == identity; };
    if (std::erase_if(repository_.packages, is_it) > 0) changed_ = true;
  }

  Paths unique_files(const std::string& head) const override { return pack::yum_unique_files(head); }
  bool is_unique(const std::string& path) const override { return pack::is_yum_unique(path); }
  std::string trail_path() const override { return "repodata/release-action.json"; }

  bool needs_writing() const override { return changed_; }

  asio::awaitable<Result<Revision>> revise() override {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.wall()).time_since_epoch().count();
    Revision revision;
    RA_CO_TRY_ASSIGN(revision.before, pack::yum_metadata(repository_, compression_, now));
    revision.head = std::move(revision.before.back());
    revision.before.pop_back();
    if (!key_.given()) co_return revision;
    const std::string repomd = revision.head.bytes;
    auto made = co_await pack::gpg_signature_of_bytes(key_, keys_folder_, repomd, pack::SignatureForm::armored);
    RA_CO_TRY_ASSIGN(std::string signature, std::move(made));
    revision.after.push_back({repomd_signature, std::move(signature)});
    co_return revision;
  }

 private:
  pack::Signature key_;
  fs::path keys_folder_;
  const Clock& clock_;
  pack::Compression compression_;
  std::string folder_;  // of packages, in the repository
  std::map<fs::path, pack::RpmFile> files_;
  pack::YumRepository repository_;
  bool changed_ = false;
};

}  // namespace

Made yum_destination(const Access& access) {
  RA_TRY_ASSIGN(const pack::Compression compression, metadata_compression(access.setting("compression")));
  std::string folder = access.setting("folder");
  while (folder.ends_with('/')) folder.pop_back();
  if (!folder.empty() && !pack::stays_below(folder))
    return error(Errc::config, fmt::format("`folder`: `{}` is not below the repository", one_line(folder, 60)),
                 "such as Packages");
  return repository_of(access, std::make_unique<YumMetadata>(access, compression, std::move(folder)));
}

}  // namespace ra::publish
