#pragma once

#include "base/untrusted.hpp"

// What reports are made of; it lives in base because changelogs are made of it too.
namespace ra::report {

using ra::as_fence;
using ra::escape_html;
using ra::log_line;
using ra::Untrusted;
using ra::Url;

}  // namespace ra::report
