#pragma once

#include "stage/context.hpp"

#include <boost/asio/awaitable.hpp>

namespace ra::stage {

// What Package commits on top of this commit: changelogs, and the versions that are marked in other documents. Known
// before anything is made: Validate asks too, so that what is wrong with a document is found while nothing is done yet.
boost::asio::awaitable<Result<bump::Files>> new_documents(const Context& context, git::Sha commit);

}  // namespace ra::stage
