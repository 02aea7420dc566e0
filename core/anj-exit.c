/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-exit.h"

#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

void
anj_exit (int status)
{
#ifdef __SANITIZE_ADDRESS__
  __lsan_do_leak_check ();
#endif
  _exit (status);
}
