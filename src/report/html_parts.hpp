#pragma once

#include "report/facts.hpp"

#include <string>
#include <string_view>

// The pieces report.html is put together from.
namespace ra::report {

extern const std::string_view html_style;    // the page's whole CSS, light and dark
extern const std::string_view html_symbols;  // icons, drawn here so that no font has to have them

std::string html_line(const Line& line);
std::string html_icon(std::string_view state);  // of a class below
std::string html_link(std::string_view inner, const Url& url, std::string_view css = {});

// Name of a state in the style sheet: passed, retried, failed, cancelled, running, waiting.
std::string_view css_class(const model::PipelineRun& pipeline);
std::string_view css_class(model::RunState state);
std::string_view css_class(model::SetState state);

std::string html_timeline(const model::Run& run);  // one row for each pipeline, grouped by set
std::string html_failures(const Facts& facts);
std::string html_table(const model::Run& run);

}  // namespace ra::report
