/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/supervisor/anj-harden.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

gboolean
anj_harden_self (AnjHarden harden)
{
  const struct rlimit no_core = { 0, 0 };

  if (harden == ANJ_HARDEN_SUPERVISED && prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return FALSE;
  return setrlimit (RLIMIT_CORE, &no_core) == 0 && prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}
