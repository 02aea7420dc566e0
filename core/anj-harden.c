/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-harden.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#ifndef __SANITIZE_ADDRESS__
/* What is used, not what is only reserved: that would be several times as much. Under a limit
 * memory beyond it would be refused later on: then nothing is locked. A limit of 0 stands in the
 * way of all but CAP_IPC_LOCK, for which there is no limit. */
static void
lock_memory (void)
{
  const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
  struct rlimit own, nothing;

  if (getrlimit (RLIMIT_MEMLOCK, &own) != 0)
    return;
  nothing = (struct rlimit){ 0, own.rlim_max };
  if (setrlimit (RLIMIT_MEMLOCK, &unlimited) == 0)
    (void) mlockall (MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
  else if (setrlimit (RLIMIT_MEMLOCK, &nothing) == 0)
    {
      (void) mlockall (MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
      (void) setrlimit (RLIMIT_MEMLOCK, &own);
    }
}
#endif

gboolean
anj_harden_self (AnjHarden harden)
{
  const struct rlimit no_core = { 0, 0 };

  if (harden == ANJ_HARDEN_WITH_PARENT && prctl (PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
    return FALSE;
  if (setrlimit (RLIMIT_CORE, &no_core) != 0)
    return FALSE;
  if (harden != ANJ_HARDEN_STARTER && prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return FALSE;
#ifdef __SANITIZE_ADDRESS__
  /* it looks for leaks from outside */
  return TRUE;
#else
  lock_memory ();
  return prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
#endif
}
