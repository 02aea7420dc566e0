/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/voice/anj-outlet.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <limits.h>
#include <unistd.h>

#include "ui/voice/anj-sound.h"

#define PIPE_BYTES 4096 /* the least there is: 93 ms */

G_STATIC_ASSERT (ANJ_OUTLET_PIECE * sizeof (gint16) <= PIPE_BUF);

struct _AnjOutlet
{
  const AnjClock *clock; /* (nullable) */
  int fd;
  gint64 silent_at_us; /* monotonic: when all that was written has sounded */
};

AnjOutlet *
anj_outlet_new (const AnjClock *clock)
{
  AnjOutlet *self = g_new0 (AnjOutlet, 1);

  self->clock = clock;
  self->fd = -1;
  return self;
}

void
anj_outlet_free (AnjOutlet *self)
{
  anj_outlet_set_fd (self, -1);
  g_free (self);
}

void
anj_outlet_set_fd (AnjOutlet *self, int fd)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = fd;
  if (fd < 0)
    return;
  fcntl (fd, F_SETPIPE_SZ, PIPE_BYTES); /* no pipe: a file of a test */
  g_unix_set_fd_nonblocking (fd, TRUE, NULL);
}

gboolean
anj_outlet_has_fd (AnjOutlet *self)
{
  return self->fd >= 0;
}

gint64
anj_outlet_get_rest_us (AnjOutlet *self)
{
  gint64 rest_us = 0;

  if (self->clock != NULL)
    rest_us = self->silent_at_us - anj_clock_monotonic_us (self->clock);
  return MAX (rest_us, 0);
}

gint64
anj_outlet_get_wait_us (AnjOutlet *self)
{
  return MAX (anj_outlet_get_rest_us (self) - ANJ_OUTLET_LEAD_US, 0);
}

static void
count (AnjOutlet *self, gsize n_samples)
{
  gint64 now_us;

  if (self->clock == NULL)
    return;
  now_us = anj_clock_monotonic_us (self->clock);
  self->silent_at_us = MAX (self->silent_at_us, now_us) +
                       (gint64) n_samples * G_USEC_PER_SEC / ANJ_SOUND_RATE;
}

AnjOutletResult
anj_outlet_write (AnjOutlet *self, const gint16 *samples, gsize n_samples)
{
  gint16 out[ANJ_OUTLET_PIECE];

  g_return_val_if_fail (n_samples <= ANJ_OUTLET_PIECE, ANJ_OUTLET_WRITTEN);

  for (gsize i = 0; i < n_samples; i++)
    out[i] = GINT16_TO_LE (samples[i]);
  while (self->fd >= 0 && write (self->fd, out, n_samples * sizeof out[0]) < 0)
    {
      if (errno == EAGAIN)
        return ANJ_OUTLET_FULL;
      if (errno != EINTR)
        anj_outlet_set_fd (self, -1);
    }
  count (self, n_samples);
  return ANJ_OUTLET_WRITTEN;
}
