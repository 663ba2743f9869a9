#include "product/publish.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "oci/reference.hpp"
#include "product/saying.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::product {

namespace {

constexpr const char* attached_type = "application/octet-stream";
constexpr const char* attached_title = "org.opencontainers.image.title";

Result<File> file_into(Upload& upload, const fs::path& path, const char* what) {
  File file;
  file.name = path.filename().string();
  RA_TRY(check_file_name(file.name));
  RA_TRY_ASSIGN(file.blob, add_file(upload, path, what));
  return file;
}

bool says_published(const Entry& entry, const std::string& by) {
  return std::ranges::any_of(entry.said, [&](const Said& said) {
    return said.counts() && said.statement.kind == Kind::publication && said.statement.by == by;
  });
}

}  // namespace

Result<> may_speak(const Speaker& speaker, Kind kind, const Trust& trust) {
  const Party* party = trust.named(speaker.name);
  if (party == nullptr)
    return error(Errc::config, fmt::format("the trust file knows no party `{}`", one_line(speaker.name, 60)),
                 "set `products.as`, or --as, to one of its names");
  if (party->key.id() != speaker.key.id())
    return error(Errc::unauthorized, fmt::format("this is not the key of {} in the trust file", party->name),
                 "nobody would trust what it signs");
  if (may_say(*party, kind)) return {};
  return error(Errc::unauthorized, fmt::format("{} has no role that lets it make a {}", party->name, to_string(kind)),
               "see its `roles` in the trust file");
}

Result<Made> make_product(const Draft& draft) {
  Made made;
  made.product.name = draft.name;
  made.product.update = draft.update;
  made.product.notes = draft.notes;
  RA_TRY_ASSIGN(made.product.description, file_into(made.upload, draft.description, media::description));
  for (const auto& path : draft.files) {
    RA_TRY_ASSIGN(auto file, file_into(made.upload, path, media::file));
    made.product.files.push_back(std::move(file));
  }
  std::ranges::sort(made.product.files, {}, &File::name);
  made.upload.manifest = oci::stored(document_of(made.product));
  // What others would not take is not published.
  RA_TRY(product_of(made.upload.manifest.document));
  return made;
}

asio::awaitable<Result<Publication>> publish(Reading reading, Made made, Speaker speaker, WallTime now,
                                             bool look_only) {
  Publication done;
  done.digest = made.upload.manifest.digest;
  const oci::Descriptor manifest = made.upload.manifest.descriptor();
  const std::string tag = version_tag(made.product.name);
  const std::string name = made.product.name.text();
  if (!look_only) {
    const auto finished = co_await finish_saying(reading, Kind::publication, speaker.name);
    if (!finished) co_return finished.error();
  }
  const auto there = co_await reading.catalog.find(tag);
  if (!there) co_return there.error();
  const Error taken = error(Errc::conflict, fmt::format("{} has another {} already", reading.catalog.text(), name),
                            "what was published stays as it is: publish this as another version");
  if (*there && (*there)->digest != done.digest) co_return taken;
  done.put = !*there;
  done.said = true;
  if (*there) {
    const auto whole = co_await read_one(reading, name);
    if (!whole) co_return whole.error();
    done.said = !says_published(whole->entry, speaker.name);
  }
  if (look_only || (!done.put && !done.said)) co_return done;
  const auto put = co_await reading.catalog.put(tag, Catalog::Tag::stays, std::move(made.upload));
  if (!put) co_return put.error().code == Errc::conflict ? taken : put.error();
  Statement statement;
  statement.kind = Kind::publication;
  statement.product = done.digest;
  statement.name = made.product.name;
  statement.by = speaker.name;
  statement.at = now;
  const std::vector<Attachment> no_files;
  const auto said = co_await say(reading, statement, manifest, speaker, no_files);
  if (!said) co_return said.error();
  co_return done;
}

asio::awaitable<Result<std::string>> say(Reading reading, Statement statement, oci::Descriptor product, Speaker speaker,
                                         std::vector<Attachment> files) {
  Upload upload;
  oci::Document document;
  document.media_type = oci::media::manifest;
  document.artifact_type = fmt::format("application/vnd.release-action.product.{}.v1", to_string(statement.kind));
  document.config = add_bytes(upload, "{}", oci::media::empty);
  document.subject = oci::Descriptor{product.media_type, product.digest, product.size};
  std::vector<oci::Descriptor> attached;
  for (const auto& [name, file] : files) {
    RA_CO_TRY_ASSIGN(oci::Descriptor blob, add_file(upload, file, attached_type));
    blob.annotations[attached_title] = name;
    statement.attached.push_back({name, blob.digest, blob.size});
    attached.push_back(std::move(blob));
  }
  oci::Descriptor envelope = add_bytes(upload, sign(statement, speaker.key), media::envelope);
  const std::string digest = envelope.digest;
  document.layers.push_back(std::move(envelope));
  document.layers.insert(document.layers.end(), attached.begin(), attached.end());
  upload.manifest = oci::stored(document);
  Saying saying{statement.kind, speaker.name, statement_tag(statement.kind, statement.product, digest).text(),
                std::move(upload)};
  const auto put = co_await put_statement(std::move(reading), std::move(saying));
  if (!put) co_return put.error();
  co_return digest;
}

asio::awaitable<Result<>> pull(Catalog& catalog, Product product, fs::path folder) {
  std::vector<File> files{product.description};
  files.insert(files.end(), product.files.begin(), product.files.end());
  for (const auto& file : files) {
    const fs::path to = folder / file.name;
    std::error_code ignored;
    if (fs::is_regular_file(to, ignored) && !fs::is_symlink(to, ignored)) {
      const auto sum = sha256_of_file(to);
      if (sum && "sha256:" + *sum == file.blob.digest) continue;
    }
    const auto fetched = co_await catalog.fetch(file.blob, to);
    if (!fetched) co_return with_context(fetched.error(), file.name);
  }
  co_return Result<>{};
}

}  // namespace ra::product
