# What nearly every file includes, of others' headers, parsed once: an eighth of the time of a whole build. Only where files
# are compiled in batches (presets asan and release): one file that includes too little must still fail to compile in dev.
option(RA_PRECOMPILE "Precompile others' headers" OFF)
set(RA_PRECOMPILED
  <algorithm> <array> <charconv> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string>
  <string_view> <utility> <variant> <vector> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp>
  <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp> <boost/system/result.hpp> <fmt/format.h>)

if(RA_PRECOMPILE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)  # ccache needs it, and CCACHE_SLOPPINESS=pch_defines,time_macros
  # In kB: the compiler's garbage is not collected before a batch is that large. It is most of what a batch needs anyway.
  add_compile_options("SHELL:--param ggc-min-heapsize=700000")
endif()

# One for all targets that are compiled with the same options.
function(ra_precompile name)
  if(RA_PRECOMPILE)
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    target_link_libraries(${name} PRIVATE ra_deps ra_warnings)
    target_precompile_headers(${name} PRIVATE ${RA_PRECOMPILED} ${ARGN})
  endif()
endfunction()

function(ra_use_precompiled target name)
  if(RA_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()
