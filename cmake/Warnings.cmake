add_library(ra_warnings INTERFACE)
target_compile_options(ra_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough)
if(RA_WERROR)
  target_compile_options(ra_warnings INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees dangling and uninitialised members in coroutine frames and std::variant that are not there.
  target_compile_options(ra_warnings INTERFACE -Wno-maybe-uninitialized -Wno-mismatched-new-delete -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Every file but the first of a batch looks like a header to this warning.
  target_compile_options(ra_warnings INTERFACE -Wno-subobject-linkage)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # A local name shadows that of another file of its batch. The preset clang, file by file, looks for the true ones.
  target_compile_options(ra_warnings INTERFACE -Wno-shadow)
endif()
