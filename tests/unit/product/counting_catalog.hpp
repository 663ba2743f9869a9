#pragma once

#include "base/coroutine.hpp"
#include "product/catalog.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ra::product::test {

// A catalogue in a folder that keeps count of the statements that are read.
class Counting final : public Catalog {
 public:
  explicit Counting(const std::filesystem::path& folder) : inner_{folder_catalog(folder)} {}

  std::string text() const override { return inner_->text(); }
  boost::asio::awaitable<Result<std::vector<std::string>>> tags() override { return inner_->tags(); }
  boost::asio::awaitable<Result<std::optional<oci::Stored>>> find(std::string wanted) override {
    return inner_->find(std::move(wanted));
  }
  boost::asio::awaitable<Result<std::optional<std::string>>> read(std::string digest) override {
    reads.push_back(digest);
    return inner_->read(std::move(digest));
  }
  boost::asio::awaitable<Result<>> fetch(oci::Descriptor blob, std::filesystem::path to) override {
    return inner_->fetch(std::move(blob), std::move(to));
  }
  boost::asio::awaitable<Result<Answer>> put(std::string tag, Tag kind, Upload upload) override {
    if (!holds) co_return co_await inner_->put(std::move(tag), kind, std::move(upload));
    on_their_way.push_back(
        [this, tag, kind, upload] { BOOST_REQUIRE(run_coroutine(inner_->put(tag, kind, upload)).has_value()); });
    co_return error(Errc::uncertain, "no answer came");
  }
  std::string link(const std::string& digest) const override { return inner_->link(digest); }

  std::vector<std::string> reads;
  std::vector<std::function<void()>> on_their_way;
  bool holds = false;  // what is put in: it arrives when the test says so, and its answer is lost

 private:
  std::unique_ptr<Catalog> inner_;
};

}  // namespace ra::product::test
