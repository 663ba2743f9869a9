#pragma once

#include "changelog/changelog.hpp"

#include <string>
#include <string_view>

namespace ra::changelog {

// What a stranger wrote, in Markdown: words without a meaning there stand as they are, all others in code, so that
// nothing can ping, link, load, hide or end what it stands in. A line comes out as a line.
std::string markdown_text(std::string_view line);

// 2026-01-14; "" for 0.
std::string day(std::int64_t seconds);

// Addresses below the repository; "" without one.
std::string commit_url(const Links& links, std::string_view sha);
std::string pull_request_url(const Links& links, int number);
std::string compare_url(const Links& links, std::string_view from, std::string_view to);
std::string tag_url(const Links& links, std::string_view tag);

// "[text](url)", or the text alone.
std::string linked(std::string_view text, const std::string& url);

}  // namespace ra::changelog
