/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/*
 * How many look-ups there were, for the hub's alarms (decision 0040): counts of five minutes and
 * more, no order, nobody's. They go with a report that goes anyway, or with one of their own five
 * minutes after the first of them, beside the poll that is held. Misses are also in the ledger: a
 * guesser who pulls the plug before they are told does not hide them.
 */

#include "app/agent/anj-line-private.h"

#define TELL_AFTER_S 300

static gboolean
is_none (const AnjLookUps *counts)
{
  return counts->n + counts->unmended == 0;
}

static gboolean
on_due (gpointer user_data)
{
  AnjLine *self = user_data;

  self->look_ups_id = 0;
  if (self->state == ANJ_LINE_STOPPED || is_none (&self->look_ups))
    return G_SOURCE_REMOVE;
  if (!self->is_online || self->is_revoked || self->health == NULL ||
      !is_none (&self->look_ups_told))
    self->look_ups_id = g_timeout_add_seconds (TELL_AFTER_S, on_due, self);
  else
    anj_line_tell_beside (self);
  return G_SOURCE_REMOVE;
}

static void
add (AnjLine *self, const AnjLookUps *more)
{
  if (is_none (&self->look_ups))
    self->look_ups.since_monotonic_us = anj_clock_monotonic_us (self->setup.clock);
  self->look_ups.n += more->n;
  self->look_ups.n_missed += more->n_missed;
  self->look_ups.unmended += more->unmended;
  if (self->look_ups_id == 0 && self->state != ANJ_LINE_STOPPED)
    self->look_ups_id = g_timeout_add_seconds (TELL_AFTER_S, on_due, self);
}

void
anj_line_note_look_up (AnjLine *self, gboolean is_miss)
{
  const AnjLookUps one = { .n = 1, .n_missed = is_miss };

  g_return_if_fail (ANJ_IS_LINE (self));

  add (self, &one);
}

void
anj_line_note_unmended (AnjLine *self, guint n_misses)
{
  const AnjLookUps misses = { .unmended = n_misses };

  g_return_if_fail (ANJ_IS_LINE (self));

  if (n_misses > 0)
    add (self, &misses);
}

void
anj_line_recall_misses (AnjLine *self)
{
  /* those that came since the start are counted here already */
  guint n_here = self->look_ups.n_missed + self->look_ups_told.n_missed;
  guint n_before = self->health->n_misses_untold - MIN (self->health->n_misses_untold, n_here);
  const AnjLookUps before = { .n = n_before, .n_missed = n_before, .unmended = n_before };

  if (self->has_recalled_misses)
    return;
  self->has_recalled_misses = TRUE;
  if (n_before > 0)
    {
      g_message ("%u misses were not told before the last run ended", n_before);
      add (self, &before);
    }
}

void
anj_line_put_look_ups (AnjLine *self, JsonObject *report)
{
  const AnjLookUps *counts = &self->look_ups;
  gint64 over_us = anj_clock_monotonic_us (self->setup.clock) - counts->since_monotonic_us;
  JsonObject *object;

  if (is_none (counts) || !is_none (&self->look_ups_told))
    return;
  object = json_object_new ();
  json_object_set_int_member (object, "n", counts->n);
  if (counts->n_missed > 0)
    json_object_set_int_member (object, "missed", counts->n_missed);
  if (counts->unmended > 0)
    json_object_set_int_member (object, "unmended", counts->unmended);
  json_object_set_int_member (object, "over_s", over_us / G_USEC_PER_SEC);
  json_object_set_object_member (report, "look_ups", object);
  self->look_ups_told = *counts;
  self->look_ups = (AnjLookUps){ 0 };
}

static gboolean
job_forget (AnjTerminal *terminal, gpointer data, GError **error)
{
  return anj_terminal_forget_misses (terminal, GPOINTER_TO_UINT (data), error);
}

void
anj_line_look_ups_answered (AnjLine *self, gboolean is_taken)
{
  AnjLookUps told = self->look_ups_told;

  self->look_ups_told = (AnjLookUps){ 0 };
  if (!is_taken && !is_none (&told))
    {
      add (self, &told);
      self->look_ups.since_monotonic_us = told.since_monotonic_us;
    }
  else if (told.n_missed > 0)
    anj_store_thread_run (self->setup.store, job_forget, GUINT_TO_POINTER (told.n_missed), NULL,
                          NULL, NULL);
}

void
anj_line_look_ups_stop (AnjLine *self)
{
  g_clear_handle_id (&self->look_ups_id, g_source_remove);
}
