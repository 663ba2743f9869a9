# The binary that users get links everything in, runs in an empty chroot and is stripped.
if(RA_STATIC)
  set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
  set(BUILD_SHARED_LIBS OFF)
  # Its addresses are fixed, so its code need not be able to lie elsewhere: that is smaller.
  add_compile_options(-ffunction-sections -fdata-sections -fno-pie)
  add_link_options(-static -no-pie -Wl,--gc-sections -s)
  # What templates have made twice under two names is there once.
  include(CheckLinkerFlag)
  check_linker_flag(CXX "-fuse-ld=gold;-Wl,--icf=safe" RA_CAN_FOLD)
  if(RA_CAN_FOLD)
    # -O2: a text that ends another one is there once.
    add_link_options(-fuse-ld=gold -Wl,--icf=safe -Wl,-O2)
  endif()
endif()

# A library of C without its tables for exceptions, of which none goes through it: half a megabyte in all.
function(ra_without_unwinding library out)
  set(${out} ${library} PARENT_SCOPE)
  if(NOT RA_STATIC OR NOT CMAKE_OBJCOPY)
    return()
  endif()
  get_filename_component(name ${library} NAME)
  set(copy ${CMAKE_BINARY_DIR}/libraries/${name})
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/libraries)
  execute_process(COMMAND ${CMAKE_OBJCOPY} --remove-section .eh_frame --remove-section .rela.eh_frame ${library} ${copy}
    RESULT_VARIABLE failed)
  if(failed EQUAL 0)
    set(${out} ${copy} PARENT_SCOPE)
  endif()
endfunction()

function(ra_target_without_unwinding)
  foreach(target ${ARGN})
    get_target_property(library ${target} IMPORTED_LOCATION)
    if(library)
      ra_without_unwinding(${library} copy)
      set_target_properties(${target} PROPERTIES IMPORTED_LOCATION ${copy})
    endif()
  endforeach()
endfunction()
