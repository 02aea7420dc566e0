/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ledger and outbox that were removed, moved away or exchanged under the agent. SQLite goes on
 * writing to files that nobody finds again; but while they are open they hold all, so that is
 * written to new ones, which take the names when they are opened (anj-successor.h). */

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-reserve.h"
#include "app/agent/anj-successor.h"
#include "app/agent/anj-terminal-private.h"

typedef struct
{
  const char *name;
  AnjDb *db; /* (unowned) */
} Open;

#define N_OPEN 2

static void
list_open (AnjTerminal *self, Open *out_open)
{
  out_open[0] = (Open){ "ledger.db", anj_ledger_get_db (self->ledger) };
  out_open[1] = (Open){ "outbox.db", anj_outbox_get_db (self->outbox) };
}

/* what failed before it was taken away is not believed either */
static gboolean
needs_rescue (const Open *open)
{
  return anj_db_is_moved (open->db) && !anj_db_is_broken (open->db);
}

gboolean
anj_terminal_needs_rescue (AnjTerminal *self)
{
  Open open[N_OPEN];

  list_open (self, open);
  return needs_rescue (&open[0]) || needs_rescue (&open[1]);
}

static gboolean
write_once (const char *state_dir, const Open *open, GError **error)
{
  g_autofree char *path = anj_successor_begin (state_dir, open->name);

  return anj_db_write_copy (open->db, path, error) &&
         anj_successor_complete (state_dir, open->name, error);
}

/* where there is no room for it, the reserve makes some */
static gboolean
write_anew (const char *state_dir, const Open *open, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  while (!write_once (state_dir, open, &local_error))
    {
      if (!g_error_matches (local_error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL) ||
          !anj_reserve_give_up_some (state_dir))
        {
          g_propagate_prefixed_error (error, g_steal_pointer (&local_error),
                                      "%s was taken away and cannot be written anew: ", open->name);
          return FALSE;
        }
      g_clear_error (&local_error);
    }
  return TRUE;
}

gboolean
anj_terminal_rescue (AnjTerminal *self, GError **error)
{
  gboolean is_taken[N_OPEN];
  Open open[N_OPEN];

  list_open (self, open);
  for (gsize i = 0; i < N_OPEN; i++)
    {
      is_taken[i] = needs_rescue (&open[i]);
      if (is_taken[i] && !write_anew (self->identity->state_dir, &open[i], error))
        return FALSE;
    }
  /* the book waits for the new ledger: the old one is nobody's any more */
  anj_damage_set_ledger (self->damage, NULL);
  self->is_rescued = TRUE;
  for (gsize i = 0; i < N_OPEN; i++)
    if (is_taken[i])
      anj_damage_note (self->damage, open[i].name, ANJ_DAMAGE_REMOVED, 0,
                       "it, or its log, was removed, moved or exchanged while the agent worked;"
                       " the agent wrote it anew, and nothing of it is lost");
  return TRUE;
}
