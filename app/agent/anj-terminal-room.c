/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* Room for cases: the reserve, and what goes to make room (decision 0034). */

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-reserve.h"
#include "app/agent/anj-room.h"
#include "app/agent/anj-terminal-private.h"

/* what is let go at a time, while there is too little room */
#define STEP_BYTES (4 * 1024 * 1024)
#define MAX_STEPS 8

/* what the outbox has grown to and does not use now serves no one but new cases */
static gint64
read_outbox_spare (AnjTerminal *self)
{
  AnjDb *db = anj_outbox_get_db (self->outbox);
  g_autoptr (sqlite3_stmt) statement = anj_db_prepare (
      db, NULL, "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size",
      "");

  if (statement == NULL || anj_db_step (db, statement, NULL) != ANJ_DB_ROW)
    return 0;
  return sqlite3_column_int64 (statement, 0);
}

/* the reserve is taken when it fits and leaves what the system wants for itself */
static gboolean
take_reserve (AnjTerminal *self)
{
  const char *state_dir = self->identity->state_dir;
  gint64 free_bytes = anj_room_read_free_bytes (state_dir);
  g_autoptr (GError) error = NULL;

  if (anj_reserve_is_taken (state_dir))
    return TRUE;
  if (anj_room_judge (MAX (0, free_bytes - ANJ_RESERVE_BYTES)) == ANJ_ROOM_NONE)
    return FALSE;
  if (anj_reserve_take (state_dir, &error))
    return TRUE;
  g_debug ("%s", error->message);
  return FALSE;
}

static gboolean
has_room (AnjTerminal *self)
{
  return anj_room_judge (anj_room_read_free_bytes (self->identity->state_dir)) != ANJ_ROOM_NONE &&
         (take_reserve (self) || read_outbox_spare (self) >= ANJ_RESERVE_BYTES);
}

/* lets go what the hub has, the oldest first; FALSE: there is no more of it */
static gboolean
make_room (AnjTerminal *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) settle_error = NULL;
  guint64 freed = 0;

  if (!anj_outbox_make_room (self->outbox, STEP_BYTES, &freed, &error))
    g_warning ("cannot make room: %s", error->message);
  else if (freed > 0)
    g_warning ("the disk is full: cases that the hub has leave before its backup holds them");
  /* what was written over them stands in the log, which has grown by as much */
  if (freed > 0 && !anj_db_settle (anj_outbox_get_db (self->outbox), &settle_error))
    g_warning ("cannot shorten the log: %s", settle_error->message);
  return freed > 0;
}

gboolean
anj_terminal_require_room (AnjTerminal *self, GError **error)
{
  gboolean has_some = !self->has_reserve || has_room (self);

  for (guint i = 0; !has_some && i < MAX_STEPS && make_room (self); i++)
    has_some = has_room (self);
  if (!has_some)
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FULL, "full");
  return has_some;
}

gboolean
anj_terminal_is_full (AnjTerminal *self)
{
  return self->has_reserve && self->storage == ANJ_STORAGE_GOOD && !has_room (self);
}

gboolean
anj_terminal_give_up_reserve (AnjTerminal *self)
{
  if (!self->has_reserve || !anj_reserve_give_up_some (self->identity->state_dir))
    return FALSE;
  g_warning ("the disk is full: some of the reserve is given up");
  return TRUE;
}

void
anj_terminal_keep_reserve (AnjTerminal *self)
{
  if (self->has_reserve && self->storage == ANJ_STORAGE_GOOD)
    take_reserve (self);
}

void
anj_terminal_use_reserve (AnjTerminal *self)
{
  self->has_reserve = TRUE;
  anj_terminal_keep_reserve (self);
}
