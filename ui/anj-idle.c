/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-idle.h"

#include "core/anj-json.h"

#define TICK_MS 250
#define PERSONAL_SECONDS 45
#define OTHER_SECONDS 90
#define WARNING_SECONDS 30
/* WCAG 2.2.1 */
#define SHORTEST_WARNING_SECONDS 20

struct _AnjIdle
{
  GObject parent_instance;

  const AnjClock *clock; /* (unowned): outlives the object */
  gint64 quiet_seconds[3];
  gint64 warning_seconds;
  guint patience;

  AnjIdleKind kind;
  gint64 since_monotonic_us;
  guint seconds_left; /* last told; 0: not warning */
  gboolean expired;
  guint source;
};

G_DEFINE_FINAL_TYPE (AnjIdle, anj_idle, G_TYPE_OBJECT)

enum {
  WARNING,
  RESUMED,
  EXPIRED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
on_tick (gpointer user_data)
{
  anj_idle_tick (ANJ_IDLE (user_data));
  return G_SOURCE_CONTINUE;
}

static void
anj_idle_dispose (GObject *object)
{
  g_clear_handle_id (&ANJ_IDLE (object)->source, g_source_remove);

  G_OBJECT_CLASS (anj_idle_parent_class)->dispose (object);
}

static void
anj_idle_class_init (AnjIdleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anj_idle_dispose;
  signals[WARNING] = g_signal_new ("warning", ANJ_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[RESUMED] = g_signal_new ("resumed", ANJ_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[EXPIRED] = g_signal_new ("expired", ANJ_TYPE_IDLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
anj_idle_init (AnjIdle *self)
{
  self->patience = 1;
  self->source = g_timeout_add (TICK_MS, on_tick, self);
}

AnjIdle *
anj_idle_new (const AnjClock *clock, JsonObject *config)
{
  AnjIdle *self = g_object_new (ANJ_TYPE_IDLE, NULL);
  JsonObject *idle = config != NULL ? anj_json_get_object (config, "idle") : NULL;

  self->clock = clock;
  self->quiet_seconds[ANJ_IDLE_PERSONAL] = PERSONAL_SECONDS;
  self->quiet_seconds[ANJ_IDLE_OTHER] = OTHER_SECONDS;
  self->warning_seconds = WARNING_SECONDS;
  if (idle != NULL)
    {
      self->quiet_seconds[ANJ_IDLE_PERSONAL] = anj_json_get_int (idle, "personal_s",
                                                                 PERSONAL_SECONDS);
      self->quiet_seconds[ANJ_IDLE_OTHER] = anj_json_get_int (idle, "other_s", OTHER_SECONDS);
      self->warning_seconds = MAX (anj_json_get_int (idle, "warning_s", WARNING_SECONDS),
                                   SHORTEST_WARNING_SECONDS);
    }
  self->since_monotonic_us = anj_clock_monotonic_us (clock);
  return self;
}

void
anj_idle_touch (AnjIdle *self)
{
  self->since_monotonic_us = anj_clock_monotonic_us (self->clock);
  if (self->seconds_left > 0 && !self->expired)
    {
      self->seconds_left = 0;
      g_signal_emit (self, signals[RESUMED], 0);
    }
}

void
anj_idle_set_kind (AnjIdle *self, AnjIdleKind kind)
{
  self->kind = kind;
  anj_idle_touch (self);
}

void
anj_idle_set_patience (AnjIdle *self, guint patience)
{
  self->patience = patience;
  anj_idle_touch (self);
}

gboolean
anj_idle_is_warning (AnjIdle *self)
{
  return self->seconds_left > 0;
}

guint
anj_idle_warning_seconds (AnjIdle *self)
{
  return (guint) self->warning_seconds;
}

void
anj_idle_tick (AnjIdle *self)
{
  gint64 quiet_us = anj_clock_monotonic_us (self->clock) - self->since_monotonic_us;
  gint64 warned_us = quiet_us -
                     self->quiet_seconds[self->kind] * self->patience * G_TIME_SPAN_SECOND;
  guint seconds_left = 0;

  if (self->kind == ANJ_IDLE_OFF || self->expired || warned_us < 0)
    return;
  if (warned_us >= self->warning_seconds * G_TIME_SPAN_SECOND)
    {
      self->expired = TRUE;
      g_signal_emit (self, signals[EXPIRED], 0);
      return;
    }
  seconds_left = (guint) (self->warning_seconds - warned_us / G_TIME_SPAN_SECOND);
  if (seconds_left != self->seconds_left)
    {
      self->seconds_left = seconds_left;
      g_signal_emit (self, signals[WARNING], 0, seconds_left);
    }
}
