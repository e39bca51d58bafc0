# cmake -DGIT=git -DSOURCE=. -DTEMPLATE=build_info.hpp.in -DHEADER=build_info.hpp -P git_revision.cmake
# Fills @SWEEP_GIT_REVISION@ in TEMPLATE with the commit of the sources, "-dirty" after it when a tracked file differs,
# or "unknown" without git or outside a repository of our own. Touches HEADER only when its contents change.

function(git output)
  set(${output} "" PARENT_SCOPE)
  if(GIT)
    execute_process(COMMAND ${GIT} --no-optional-locks ${ARGN} WORKING_DIRECTORY ${SOURCE}
      RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(status EQUAL 0)
      set(${output} "${text}" PARENT_SCOPE)
    endif()
  endif()
endfunction()

set(SWEEP_GIT_REVISION unknown)
git(prefix rev-parse --show-cdup) # empty in the repository's own root, and on failure
git(commit rev-parse --short=12 --verify HEAD)
if(commit AND NOT prefix)
  git(changes status --porcelain --untracked-files=no)
  set(SWEEP_GIT_REVISION ${commit})
  if(changes)
    string(APPEND SWEEP_GIT_REVISION -dirty)
  endif()
endif()
configure_file(${TEMPLATE} ${HEADER} @ONLY)
