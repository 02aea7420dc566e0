/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "system/anj-system.h"

#include <errno.h>
#include <sys/random.h>

static gint64
real_us (gpointer user_data G_GNUC_UNUSED)
{
  return g_get_real_time ();
}

static gint64
monotonic_us (gpointer user_data G_GNUC_UNUSED)
{
  return g_get_monotonic_time ();
}

static void
fill (gpointer user_data G_GNUC_UNUSED, guint8 *out, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      ssize_t n_got = getrandom (out, n_bytes, 0);

      if (n_got < 0)
        {
          g_assert (errno == EINTR);
          continue;
        }
      out += n_got;
      n_bytes -= (gsize) n_got;
    }
}

const AnjClock *
anj_system_clock (void)
{
  static const AnjClock clock = { real_us, monotonic_us, NULL };

  return &clock;
}

const AnjRandom *
anj_system_random (void)
{
  static const AnjRandom random = { fill, NULL };

  return &random;
}
