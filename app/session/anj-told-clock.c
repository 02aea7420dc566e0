/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-told-clock.h"

#include "core/anj-json.h"
#include "core/anj-time.h"

static gint64
get_real_us (gpointer user_data)
{
  const AnjToldClock *self = user_data;

  if (self->told_us == 0)
    return anj_clock_real_us (self->machine);
  return self->told_us + anj_clock_monotonic_us (self->machine) - self->told_monotonic_us;
}

static gint64
get_monotonic_us (gpointer user_data)
{
  const AnjToldClock *self = user_data;

  return anj_clock_monotonic_us (self->machine);
}

void
anj_told_clock_init (AnjToldClock *self, const AnjClock *machine)
{
  *self = (AnjToldClock){ .clock = { get_real_us, get_monotonic_us, self }, .machine = machine };
}

void
anj_told_clock_hear (AnjToldClock *self, JsonObject *status)
{
  gint64 told_us;

  if (status == NULL || !anj_time_parse (anj_json_get_string (status, "time", NULL), &told_us))
    return;
  self->told_us = told_us;
  self->told_monotonic_us = anj_clock_monotonic_us (self->machine);
  self->is_unsure = anj_json_get_bool (status, "time_unsure", FALSE);
}

gboolean
anj_told_clock_is_sure (const AnjToldClock *self)
{
  return !self->is_unsure;
}
