#pragma once

#include "logs/receiver.hpp"
#include "logs/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>
#include <vector>

// What was shipped, found again where it is kept.
namespace ra::logs {

// Empty: all.
struct Question {
  std::string product;
  std::string edition;
  std::string version;
  std::string mode;  // dry_run | release
  std::string component;
};

// The executions of which Elasticsearch or OpenSearch has records. Of several reports of a run the
// newest counts. It is all of them or an error: an answer of some of its shards is none.
boost::asio::awaitable<Result<std::vector<Execution>>> search_elasticsearch(ElasticsearchAccess access,
                                                                            Question question);

// Of logz.io, which answers for two days at a time: those so many days back, from today on.
struct LogzioSearch {
  http::Client& client;
  std::string url;  // of its API
  Secret token;     // an API token, not the one that ships
  int days = 0;
};
boost::asio::awaitable<Result<std::vector<Execution>>> search_logzio(LogzioSearch access, Question question);

// The API of the region of a listener of logz.io; empty where it is none of theirs.
std::string logzio_api_of(std::string_view listener);

// What is asked of both. The indexes of others may hold a label as one word or as several: what comes is held against
// the question once more.
json::Value search_query(const Question& question);

// Gathers the records of kind `pipeline` and `job` (own_records.hpp), in any order.
class FoundExecutions {
 public:
  explicit FoundExecutions(Question question) : question_{std::move(question)} {}
  void add(const json::Value& record);
  std::vector<Execution> executions() &&;

 private:
  struct One {
    std::int64_t attempt = -1;
    Execution execution;
    std::vector<std::pair<std::int64_t, JobSummary>> jobs;  // with the attempt that told it
  };
  One& one_of(const json::Value& record);

  Question question_;
  std::vector<std::pair<std::string, One>> all_;
};

}  // namespace ra::logs
