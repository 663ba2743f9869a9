if(RA_SANITIZE)
  # UBSan's reports name the line by themselves, ASan's the functions; for ASan's lines too: -DRA_LINES=ON, a fifth slower
  # to build.
  set(debug_information -g0)
  if(RA_LINES)
    set(debug_information -g1)
  endif()
  # Not null, object-size and vptr: ASan reports these too; not alignment: the machines we build for bear it. Together
  # they make up a third of the build.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize=null,alignment,object-size,vptr
                      -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -Og ${debug_information})
  add_link_options(-fsanitize=address,undefined)
  find_program(LLD ld.lld)
  if(LLD)
    add_link_options(-fuse-ld=lld)  # fifty programs with sanitizers in them, each in a quarter of the time
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # ASan's checks as calls: the same checks, slower to run and a sixth faster to compile.
    add_compile_options("SHELL:--param asan-instrumentation-with-call-threshold=0")
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 fails to assemble coroutines with this check.
    add_compile_options(-fno-sanitize=function)
  endif()
endif()
if(RA_FUZZ)
  # Without the same checks as above, and optimised: ten times the inputs in the same time.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined
                      -fno-sanitize=function,null,alignment,object-size,vptr -fno-sanitize-recover=all
                      -fno-omit-frame-pointer -O1 -g1)
  add_link_options(-fsanitize=address,undefined)
endif()
