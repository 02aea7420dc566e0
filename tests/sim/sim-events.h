/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is to happen in virtual time: a heap in a GArray of #SimEvent, the earliest first. */

typedef enum {
  SIM_EVENT_FLIP, /* a terminal goes dark, or comes back */
  SIM_EVENT_TAKE, /* it has fetched a bundle */
  SIM_EVENT_TELL, /* it says what became of it */
} SimEventKind;

typedef struct
{
  gint64 time_us;
  SimEventKind kind;
  guint terminal;
  guint64 version;
  gboolean is_kept;
} SimEvent;

void sim_events_push (GArray *self, SimEvent event);
/* of a heap that is not empty */
SimEvent sim_events_pop (GArray *self);
/* when the next one is; G_MAXINT64: there is none */
gint64 sim_events_next_us (const GArray *self);

G_END_DECLS
