if(RA_SANITIZE)
  # -g1: line numbers for the reports; more debug information makes the build a fifth slower and ten times larger.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Og -g1)
  add_link_options(-fsanitize=address,undefined)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 fails to assemble coroutines with this check.
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
