/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* What the hub tells this terminal to do, as far as the store does it: lock, unlock, wipe. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-remote-book.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

#define KEY_BYTES 32
/* in one answer of the hub */
#define MAX_COMMANDS 64

AnjLedger *
anj_terminal_get_ledger (AnjTerminal *self)
{
  return self->ledger;
}

gboolean
anj_terminal_require_open (AnjTerminal *self, GError **error)
{
  const char *key = anj_ledger_get_mark (self->ledger, ANJ_MARK_LOCKED) != 0    ? "locked"
                    : anj_ledger_get_mark (self->ledger, ANJ_MARK_REVOKED) != 0 ? "revoked"
                                                                                : NULL;

  if (key != NULL)
    g_set_error_literal (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_LOCKED, key);
  return key == NULL;
}

gboolean
anj_terminal_note_revoked (AnjTerminal *self, gboolean is_revoked, GError **error)
{
  return (anj_ledger_get_mark (self->ledger, ANJ_MARK_REVOKED) != 0) == is_revoked ||
         anj_ledger_set_mark (self->ledger, ANJ_MARK_REVOKED, is_revoked, error);
}

/* by a clock that is borne out; a clock that jumped must not make a terminal deaf */
static gboolean
is_over (AnjTerminal *self, const char *expires)
{
  gint64 floor_us = anj_ledger_get_mark (self->ledger, ANJ_MARK_FLOOR_US), expires_us;

  return anj_terminal_is_clock_sure (self, floor_us) && anj_time_parse (expires, &expires_us) &&
         expires_us < anj_terminal_now_us (self);
}

gboolean
anj_terminal_set_locked (AnjTerminal *self, const char *id, gboolean is_locked, GError **error)
{
  return anj_ledger_set_mark (self->ledger, ANJ_MARK_LOCKED, is_locked, error) &&
         anj_remote_book_end (self->ledger, id, ANJ_REMOTE_DONE, NULL, error);
}

static gboolean
take_one (AnjTerminal *self, JsonObject *command, GError **error)
{
  const char *id = anj_json_get_string (command, "id", NULL);
  const char *name = anj_json_get_string (command, "kind", NULL);
  AnjRemoteKind kind = ANJ_N_REMOTES;
  gboolean is_new;

  if (!anj_remote_is_id (id))
    {
      g_warning ("the hub sent a command without a name");
      return TRUE;
    }
  if (!anj_remote_kind_parse (name, &kind))
    kind = ANJ_N_REMOTES;
  if (!anj_remote_book_take (self->ledger, id, kind, &is_new, error))
    return FALSE;
  if (!is_new)
    return TRUE;
  g_message ("the hub says: %s (%s)", kind < ANJ_N_REMOTES ? name : "a command that is not known",
             id);
  if (kind == ANJ_N_REMOTES)
    return anj_remote_book_end (self->ledger, id, ANJ_REMOTE_FAILED, "not known here", error);
  if (is_over (self, anj_json_get_string (command, "expires", "")))
    return anj_remote_book_end (self->ledger, id, ANJ_REMOTE_FAILED, "came too late", error);
  return kind != ANJ_REMOTE_LOCK && kind != ANJ_REMOTE_UNLOCK
             ? TRUE
             : anj_terminal_set_locked (self, id, kind == ANJ_REMOTE_LOCK, error);
}

gboolean
anj_terminal_take_remotes (AnjTerminal *self, JsonArray *commands, GError **error)
{
  guint n_commands = MIN (json_array_get_length (commands), MAX_COMMANDS);

  for (guint i = 0; i < n_commands; i++)
    {
      JsonObject *command = anj_json_array_get_object (commands, i);

      if (command != NULL && !take_one (self, command, error))
        return FALSE;
    }
  return TRUE;
}

/* copies of the cache that were damaged once */
static void
remove_quarantined (const char *state_dir)
{
  g_autofree char *folder = g_build_filename (state_dir, "quarantine", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (strstr (name, "-cache.db") != NULL)
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

static gboolean
remove_cache (const char *state_dir, GError **error)
{
  static const char *const names[] = { "cache.db-wal", "cache.db-shm", "cache.db" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (state_dir, names[i], NULL);

      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED, "cannot remove %s: %s", path,
                       g_strerror (errno));
          return FALSE;
        }
    }
  remove_quarantined (state_dir);
  return TRUE;
}

/* in its place, so that where the disk allows it the old key is gone and not just another file */
static gboolean
overwrite_key (AnjTerminal *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->identity->state_dir, "store.key", NULL);
  guint8 key[KEY_BYTES];
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  gboolean good;

  anj_random_fill (self->random, key, sizeof key);
  good = fd >= 0 && write (fd, key, sizeof key) == sizeof key && fsync (fd) == 0;
  explicit_bzero (key, sizeof key);
  if (!good)
    g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED, "cannot overwrite %s: %s", path,
                 g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return good;
}

gboolean
anj_terminal_wipe (AnjTerminal *self, char **out_detail, GError **error)
{
  g_clear_pointer (&self->cache, anj_cache_store_close);
  self->is_wiped = TRUE;
  *out_detail = NULL;
  if (!remove_cache (self->identity->state_dir, error))
    return FALSE;
  if (self->identity->key_source == ANJ_KEY_SOURCE_FILE)
    return overwrite_key (self, error);
  *out_detail = g_strdup ("the cache is gone; its key is a credential of the system and stays");
  return TRUE;
}
