/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-harden.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

gboolean
anj_harden_self (AnjHarden harden)
{
  const struct rlimit no_core = { 0, 0 };

  if (harden == ANJ_HARDEN_WITH_PARENT && prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return FALSE;
  if (setrlimit (RLIMIT_CORE, &no_core) != 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return FALSE;
#ifdef __SANITIZE_ADDRESS__
  /* it looks for leaks from outside */
  return TRUE;
#else
  return prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
}
