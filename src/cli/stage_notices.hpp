#pragma once

#include "cli/delivery.hpp"
#include "cli/notices.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>

namespace ra::cli {

// Tells those whom `notify` names how the stages of a delivery go. In a dry run nobody is told.
class StageNotices {
 public:
  StageNotices(Shell& shell, const DeliveryBench& bench, std::vector<notify::Destination> destinations,
               boost::asio::any_io_executor executor);

  void tell(const stage::Record& record);
  boost::asio::awaitable<void> flush() { return notices_.flush(); }

 private:
  notify::Event event_of(const stage::Record& record) const;

  Shell& shell_;
  const DeliveryBench& bench_;
  Notices notices_;
};

// `config` for a kind of notice that there is not.
Result<std::unique_ptr<StageNotices>> make_stage_notices(Shell& shell, const DeliveryBench& bench,
                                                         boost::asio::any_io_executor executor);

}  // namespace ra::cli
