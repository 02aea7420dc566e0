/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* How this terminal's runs ended: in good order, or not, and then whether it was the power. */

#include "app/agent/anj-terminal-private.h"

gboolean
anj_terminal_note_start (AnjTerminal *self, const char *boot_id, GError **error)
{
  g_autofree char *last_boot = anj_ledger_get_note (self->ledger, ANJ_NOTE_BOOT_ID);
  gboolean is_cut = last_boot != NULL && anj_ledger_get_mark (self->ledger, ANJ_MARK_ENDED) == 0;
  const char *mark = g_strcmp0 (last_boot, boot_id) == 0 ? ANJ_MARK_CRASHES : ANJ_MARK_POWER_CUTS;

  if (is_cut)
    {
      g_message ("the run before did not end in good order: %s",
                 g_str_equal (mark, ANJ_MARK_CRASHES) ? "the machine ran on"
                                                      : "nor did the machine");
      if (!anj_ledger_set_mark (self->ledger, mark, anj_ledger_get_mark (self->ledger, mark) + 1,
                                error))
        return FALSE;
    }
  return anj_ledger_set_mark (self->ledger, ANJ_MARK_ENDED, 0, error) &&
         anj_ledger_set_note (self->ledger, ANJ_NOTE_BOOT_ID, boot_id, error);
}

gboolean
anj_terminal_note_end (AnjTerminal *self, GError **error)
{
  anj_terminal_mend (self);
  return anj_ledger_set_mark (self->ledger, ANJ_MARK_ENDED, 1, error);
}

gboolean
anj_terminal_forget_ends (AnjTerminal *self, guint n_power_cuts, guint n_crashes, GError **error)
{
  gint64 n_cuts_now = anj_ledger_get_mark (self->ledger, ANJ_MARK_POWER_CUTS);
  gint64 n_crashes_now = anj_ledger_get_mark (self->ledger, ANJ_MARK_CRASHES);
  const AnjMark marks[] = {
    { ANJ_MARK_POWER_CUTS, MAX (0, n_cuts_now - (gint64) n_power_cuts) },
    { ANJ_MARK_CRASHES, MAX (0, n_crashes_now - (gint64) n_crashes) },
  };

  return anj_ledger_set_marks (self->ledger, marks, G_N_ELEMENTS (marks), error);
}

gboolean
anj_terminal_forget_misses (AnjTerminal *self, guint n_misses, GError **error)
{
  gint64 n_left = anj_ledger_get_mark (self->ledger, ANJ_MARK_MISSES_UNTOLD) - (gint64) n_misses;

  if (!anj_ledger_set_mark (self->ledger, ANJ_MARK_MISSES_UNTOLD, MAX (0, n_left), error))
    return FALSE;
  anj_terminal_keep_misses (self);
  return TRUE;
}
