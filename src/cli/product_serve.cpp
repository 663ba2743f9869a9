#include "cli/product.hpp"
#include "cli/until_signal.hpp"

#include "base/scratch_folder.hpp"
#include "base/tasks.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"
#include "product/site.hpp"

#include <fmt/format.h>
#include <malloc.h>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

// Who may decide on the page, and as whom that is said. Without a token nobody may, and then no key is needed.
Result<product::SiteOptions> site_options(Shell& shell, const ProductOptions& options, ProductWork& work,
                                          const http::Endpoint& at) {
  const model::ProductsConfig& products = work.config.products;
  const model::SiteConfig& config = products.site;
  if (!config.url.empty() && !http::parse_url(config.url))
    return error(Errc::config, fmt::format("`products.serve.url` is no address: {}", one_line(config.url, 100)),
                 "such as https://products.example");
  product::SiteOptions site;
  site.guard = product::site_guard(at, config.url);
  site.guard.token = shell.environment.secret(config.token_variable);
  site.guard.is_private = config.is_private;
  RA_TRY_ASSIGN(site.wake_secret, wake_secret(shell, work));
  site.dry_run = options.dry_run;
  site.every = products.every;
  const Redactor redact = shell.output.redact();
  site.trust_again = [&shell, &work] { return read_trust_again(shell, work); };
  site.redact = [redact](std::string text) { return redact(std::move(text)); };
  shell.output.hide(site.guard.token);
  if (site.guard.token.empty() && !config.token_variable.empty())
    return error(Errc::config, fmt::format("{} is empty", config.token_variable),
                 "it holds the token of those who may decide: `products.serve.tokenEnv`");
  if (site.guard.token.empty() && config.is_private)
    return error(Errc::config, "nobody could look: it is private and has no token",
                 "name the variable that holds one: `products.serve.tokenEnv`");
  if (site.guard.token.empty()) return site;
  RA_TRY_ASSIGN(site.speaker, speaker_of(shell, options, work, product::Kind::certification));
  site.tell = [&shell, &work](const product::Statement& said) {
    return tell_of_product(shell, work, event_about(shell, said));
  };
  return site;
}

asio::awaitable<Result<int>> serve_site(asio::any_io_executor executor, http::Server& server, product::Site& site) {
  Tasks tasks{executor};
  tasks.start(server.run());
  auto done = co_await site.keep_reading();
  co_return done;
}

void tell_serving(const Shell& shell, const ProductWork& work, const http::Server& server, const http::Endpoint& at) {
  if (!at.address.is_loopback())
    shell.log.warning(
        "{} can be reached from other machines; who may look is for you to settle: a proxy with TLS, or "
        "`products.serve.private`",
        server.url());
  shell.log.info("the products of {}, until a signal comes", work.catalog->text());
  json::Value told = json::Value::object();
  told.set("schema", "release-action/served/1").set("url", server.url());
  shell.output.result(shell.globals.json ? json::dump(told) + "\n" : server.url() + "\n");
}

}  // namespace

Result<int> serve_products(Shell& shell, const ProductOptions& options) {
  if (shell.globals.plan) {
    RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
    shell.output.result(fmt::format("serve of {}\n", catalog_of(shell, options, config)));
    return 0;
  }
  // Whenever something is said, texts of megabytes are made anew. In mappings of their own they do not lie about
  // between small things, and the system has the old ones back.
  mallopt(M_MMAP_THRESHOLD, 256 * 1024);
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  asio::io_context& io = work->registries->io();
  const std::string& wanted = options.listen.empty() ? work->config.products.site.listen : options.listen;
  RA_TRY_ASSIGN(const http::Endpoint to, http::parse_endpoint(wanted));
  RA_TRY_ASSIGN(auto listener, http::Listener::open(io.get_executor(), to));
  const http::Endpoint at = listener.endpoint();
  RA_TRY_ASSIGN(auto site_of, site_options(shell, options, *work, at));
  RA_TRY_ASSIGN(const ScratchFolder logs, ScratchFolder::create(work->folder / fmt::format("serving-{}", at.port)));
  site_of.folder = logs.path();
  product::Site site{io.get_executor(), work->reading(shell), std::move(site_of), work->clock};
  const http::Answering answering = [&site](http::Incoming request) { return site.answer(std::move(request)); };
  http::Server server{io.get_executor(), std::move(listener), answering, {}, work->clock, shell.log};
  tell_serving(shell, *work, server, at);
  return until_signal(io, serve_site(io.get_executor(), server, site));
}

}  // namespace ra::cli
