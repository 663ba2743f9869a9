#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/apt_repository.hpp"
#include "pack/gpg.hpp"
#include "publish/deb_file.hpp"
#include "publish/repository.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

// Repositories for apt.
namespace ra::publish {

namespace {

struct AptSettings {
  pack::AptPlace place;
  std::vector<pack::Compression> compressions;
  std::string origin;
  std::string label;
};

class AptMetadata final : public Metadata {
 public:
  AptMetadata(const Access& access, AptSettings settings)
      : key_{signing_key(access)}, keys_folder_{access.folder}, clock_{access.clock}, settings_{std::move(settings)} {}

  Result<Listing> describe(const Item& item) override {
    RA_TRY_ASSIGN(pack::DebFile file, read_deb(item.file));
    RA_TRY_ASSIGN(const std::string location, pack::pool_path(file, place().component, item.name));
    RA_TRY_ASSIGN(const pack::AptPackage package, pack::apt_package(file, location));
    Listing listing{pack::apt_identity(package), location, file.sha256};
    files_[item.file] = std::move(file);
    return listing;
  }

  // Each says the same; the one that apt looks for first changes last.
  std::vector<std::string> heads() const override {
    if (key_.given()) return {in_release(), release()};
    return {release(), in_release()};
  }

  Result<std::vector<std::string>> named_by(const FilesRead& heads) const override {
    if (!key_.given() && heads.contains(in_release())) return signed_by_others(in_release());
    const std::string text = newest(heads);
    if (text.empty()) return std::vector<std::string>{};
    return pack::apt_metadata_paths(text, place());
  }

  asio::awaitable<Result<>> take_in(FilesRead files) override {
    const pack::RepositoryReader read = [&](const std::string& path) -> Result<std::string> {
      const auto found = files.find(path);
      if (found == files.end()) return error(Errc::not_found, fmt::format("the repository lacks its {}", path));
      return found->second;
    };
    const std::string text = newest(files);
    RA_CO_TRY_ASSIGN(repository_, pack::read_apt_repository(text, place(), read));
    changed_ = !files.contains(heads().front());
    pack::add_architectures(repository_, place());
    co_return Result<>{};
  }

  std::optional<Listing> find(const std::string& identity) const override {
    const pack::AptPackage* found = pack::find_package(repository_, identity);
    if (found == nullptr) return std::nullopt;
    return Listing{identity, found->location, found->sha256};
  }

  void add(const Item& item, const std::string& location, std::int64_t /*written_at*/) override {
    const auto package = pack::apt_package(files_[item.file], location);
    if (package) pack::add_package(repository_, *package);  // describe() has seen that it is one
  }

  void remove(const std::string& identity) override { pack::remove_package(repository_, identity); }

  Paths unique_files(const std::string& head) const override { return pack::apt_unique_files(head, place()); }
  bool is_unique(const std::string& path) const override { return pack::is_apt_unique(path, place()); }
  std::string trail_path() const override {
    return fmt::format("{}{}/release-action.json", place().folder(), place().component);
  }

  bool needs_writing() const override { return changed_ || !repository_.changed.empty(); }

  asio::awaitable<Result<Revision>> revise() override {
    auto& fields = repository_.release.fields;
    if (!settings_.origin.empty()) pack::set_deb_field(fields, "Origin", settings_.origin);
    if (!settings_.label.empty()) pack::set_deb_field(fields, "Label", settings_.label);
    Revision revision;
    const WallTime now = clock_.wall();
    RA_CO_TRY_ASSIGN(revision.before, pack::apt_metadata(repository_, place(), settings_.compressions, now));
    if (!key_.given()) {
      revision.head = std::move(revision.before.back());
      revision.before.pop_back();
      co_return revision;
    }
    const std::string text = revision.before.back().bytes;
    auto apart = co_await pack::gpg_signature_of_bytes(key_, keys_folder_, text, pack::SignatureForm::armored);
    RA_CO_TRY_ASSIGN(std::string signature, std::move(apart));
    revision.before.push_back({release() + ".gpg", std::move(signature)});
    auto around = co_await pack::gpg_signature_of_bytes(key_, keys_folder_, text, pack::SignatureForm::clear);
    RA_CO_TRY_ASSIGN(std::string whole, std::move(around));
    revision.head = {in_release(), std::move(whole)};
    co_return revision;
  }

 private:
  const pack::AptPlace& place() const { return settings_.place; }
  std::string release() const { return place().folder() + "Release"; }
  std::string in_release() const { return place().folder() + "InRelease"; }

  std::string newest(const FilesRead& files) const {
    for (const std::string& path : {in_release(), release()}) {
      const auto found = files.find(path);
      if (found != files.end()) return found->second;
    }
    return {};
  }

  pack::Signature key_;
  fs::path keys_folder_;
  const Clock& clock_;
  AptSettings settings_;
  std::map<fs::path, pack::DebFile> files_;
  pack::AptRepository repository_;
  bool changed_ = false;
};

std::vector<std::string> comma_words(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ',')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  return words;
}

// A name that is part of a path, and of a line.
Result<> check_words(std::string_view key, const std::vector<std::string>& words) {
  const auto plain = [](const std::string& word) {
    return pack::stays_below(word) && word.find_first_of(" \t\r\n:") == std::string::npos;
  };
  const auto found = std::ranges::find_if_not(words, plain);
  if (found == words.end()) return {};
  return error(Errc::config, fmt::format("`{}`: `{}` cannot be one", key, one_line(*found, 60)));
}

}  // namespace

Made apt_destination(const Access& access) {
  AptSettings settings;
  settings.place.suite = access.setting("suite");
  settings.place.component = access.setting("component");
  settings.place.architectures = comma_words(access.setting("architectures"));
  settings.origin = one_line(access.setting("origin"));
  settings.label = one_line(access.setting("label"));
  RA_TRY(check_words("suite", {settings.place.suite}));
  RA_TRY(check_words("component", {settings.place.component}));
  RA_TRY(check_words("architectures", settings.place.architectures));
  // The first two are what every apt reads, and debootstrap.
  settings.compressions = {{pack::CompressionKind::none, {}}, {pack::CompressionKind::gzip, {}}};
  for (const std::string& word : comma_words(access.setting("compression"))) {
    RA_TRY_ASSIGN(const pack::Compression compression, metadata_compression(word));
    const auto has = std::ranges::find(settings.compressions, compression.kind, &pack::Compression::kind);
    if (has == settings.compressions.end()) settings.compressions.push_back(compression);
  }
  return repository_of(access, std::make_unique<AptMetadata>(access, std::move(settings)));
}

}  // namespace ra::publish
