#pragma once

#include "parties.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/tasks.hpp"
#include "base/wakeup.hpp"
#include "product/site.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <optional>
#include <string>

namespace ra::product::test {

namespace asio = boost::asio;
using http::Incoming;
using http::Reply;

inline Incoming request(const std::string& method, const std::string& path,
                        const std::string& host = "127.0.0.1:8787") {
  Incoming one;
  one.method = method;
  one.path = path;
  one.host = host;
  return one;
}

inline Incoming deciding(const std::string& path, const std::string& body = "{}") {
  Incoming one = request("POST", path);
  one.headers.set("Content-Type", "application/json; charset=utf-8");
  one.headers.set("Authorization", "Bearer the token");
  one.headers.set("Origin", "http://127.0.0.1:8787");
  one.body = body;
  return one;
}

inline SiteGuard guard_of(const std::string& listen, const std::string& url = "") {
  SiteGuard guard = site_guard(http::parse_endpoint(listen).value(), url);
  guard.token = Secret{"the token"};
  return guard;
}

inline int status(const std::optional<Reply>& refused) { return refused ? refused->status : 0; }

// A catalogue that keeps those waiting who fetch a blob, as long as it is held.
class HeldCatalog final : public Catalog {
 public:
  HeldCatalog(asio::any_io_executor executor, std::unique_ptr<Catalog> inner)
      : executor_{std::move(executor)}, inner_{std::move(inner)} {}

  std::string text() const override { return inner_->text(); }
  std::string link(const std::string& digest) const override { return inner_->link(digest); }
  asio::awaitable<Result<std::vector<std::string>>> tags() override { return inner_->tags(); }
  asio::awaitable<Result<std::optional<oci::Stored>>> find(std::string wanted) override {
    return inner_->find(std::move(wanted));
  }
  asio::awaitable<Result<std::optional<std::string>>> read(std::string digest) override {
    return inner_->read(std::move(digest));
  }
  asio::awaitable<Result<Answer>> put(std::string tag, Tag kind, Upload upload) override {
    return inner_->put(std::move(tag), kind, std::move(upload));
  }
  asio::awaitable<Result<>> fetch(oci::Descriptor blob, std::filesystem::path to) override {
    ++waiting;
    Wakeup moment{executor_};
    const Duration pause{1};
    while (held) co_await moment.wait(pause);
    --waiting;
    auto fetched = co_await inner_->fetch(std::move(blob), std::move(to));
    co_return fetched;
  }

  bool held = false;
  std::size_t waiting = 0;

 private:
  asio::any_io_executor executor_;
  std::unique_ptr<Catalog> inner_;
};

// A site over a catalogue in a folder, which has one version in it.
struct OneSite {
  explicit OneSite(bool with_token = true) {
    BOOST_REQUIRE(write_file(folder.path() / "deployment.yml", "replicas: 2\n"));
    BOOST_REQUIRE(write_file(folder.path() / "output.log", "<b>the log</b>\n"));
    const Draft draft{{"apim", "3.1.0"}, false, "- new", folder.path() / "deployment.yml", {}};
    auto made = make_product(draft).value();
    product = made.upload.manifest.descriptor();
    const Speaker acme{"acme", key_of('a')};
    const auto put = run_coroutine(io, publish(reading(), std::move(made), acme, noon, false));
    BOOST_REQUIRE(put.has_value());
    SiteOptions options;
    options.guard = guard_of("127.0.0.1:8787");
    if (with_token) options.speaker = Speaker{"sam", key_of('s')};
    if (!with_token) options.guard.token = {};
    options.dry_run = false;
    options.wake_secret = Secret{"wake"};
    options.folder = folder.path() / "logs";
    options.redact = [](std::string text) { return text; };
    site = std::make_unique<Site>(io.get_executor(), reading(), std::move(options), clock);
  }

  Reading reading() { return {*catalog, trust, log, {}}; }

  Products products() {
    const auto tags = run_coroutine(io, catalog->tags()).value();
    return run_coroutine(io, read_products(reading(), statements_in(tags))).value();
  }

  // Says its digest.
  std::string report(const std::string& ci, char seed, bool ok = true) {
    Statement one = statement(Kind::report, ci, 1, ok);
    one.product = product.digest;
    const Speaker speaker{ci, key_of(seed)};
    const std::vector<Attachment> files{{"output.log", folder.path() / "output.log"}};
    return run_coroutine(io, say(reading(), one, product, speaker, files)).value();
  }

  // Reads once, and then asks.
  Reply ask(Incoming one, bool read = true) {
    std::optional<Reply> reply;
    run_coroutine(io, asked(std::move(one), read, reply));
    return *std::move(reply);
  }
  asio::awaitable<void> asked(Incoming one, bool read, std::optional<Reply>& reply) {
    Tasks tasks{io.get_executor()};
    if (read) tasks.start(keep());
    Wakeup wakeup{io.get_executor()};
    const Duration pause{1};
    for (bool ready = !read; !ready;) {
      co_await wakeup.wait(pause);
      Incoming state = request("GET", "/api/state");
      const Reply told = co_await site->answer(std::move(state));
      ready = told.body->find("\"read\":") != std::string::npos;
    }
    reply = co_await site->answer(std::move(one));
  }
  asio::awaitable<void> keep() {
    const auto none = co_await site->keep_reading();
    static_cast<void>(none);
  }

  ra::test::TemporaryFolder folder;
  asio::io_context io{1};
  Clock clock;
  Log log;
  Trust trust = everybody();
  std::unique_ptr<HeldCatalog> catalog =
      std::make_unique<HeldCatalog>(io.get_executor(), folder_catalog(folder.path() / "catalog"));
  oci::Descriptor product;
  std::unique_ptr<Site> site;
};

inline std::string text_of(const Reply& reply) {
  if (reply.body) return *reply.body;
  std::string all;
  while (reply.file) {
    const auto piece = reply.file->next().value();
    if (piece.empty()) break;
    all += piece;
  }
  return all;
}

inline bool holds(const Reply& reply, const std::string& part) {
  return text_of(reply).find(part) != std::string::npos;
}

}  // namespace ra::product::test
