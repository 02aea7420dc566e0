/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-time.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define MAX_WATCHED 8

/* one clock for the whole process: the only global here */
static struct
{
  gint64 ahead_us; /* atomic */
  GMutex lock;     /* guards the next */
  GMainContext *watched[MAX_WATCHED];
} fault_time;

int
clock_gettime (clockid_t which, struct timespec *out)
{
  int status = (int) syscall (SYS_clock_gettime, which, out);
  gint64 ahead_us;

  if (status != 0 || which != CLOCK_MONOTONIC)
    return status;
  ahead_us = __atomic_load_n (&fault_time.ahead_us, __ATOMIC_RELAXED);
  out->tv_sec += ahead_us / G_USEC_PER_SEC;
  out->tv_nsec += (ahead_us % G_USEC_PER_SEC) * 1000;
  if (out->tv_nsec >= 1000000000)
    {
      out->tv_nsec -= 1000000000;
      out->tv_sec++;
    }
  return 0;
}

void
fault_time_pass (gint64 by_us)
{
  __atomic_add_fetch (&fault_time.ahead_us, by_us, __ATOMIC_RELAXED);
  g_mutex_lock (&fault_time.lock);
  for (gsize i = 0; i < MAX_WATCHED; i++)
    if (fault_time.watched[i] != NULL)
      g_main_context_wakeup (fault_time.watched[i]);
  g_mutex_unlock (&fault_time.lock);
}

static void
replace (GMainContext *from, GMainContext *to)
{
  gsize i = 0;

  g_mutex_lock (&fault_time.lock);
  while (i < MAX_WATCHED && fault_time.watched[i] != from)
    i++;
  g_assert (i < MAX_WATCHED);
  fault_time.watched[i] = to;
  g_mutex_unlock (&fault_time.lock);
}

void
fault_time_watch (GMainContext *context)
{
  replace (NULL, context);
}

void
fault_time_unwatch (GMainContext *context)
{
  replace (context, NULL);
}
