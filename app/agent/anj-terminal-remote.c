/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-agent"

/* What the hub tells this terminal to do, as far as the store does it: lock, unlock, wipe. */

#include <errno.h>
#include <glib/gstdio.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-remote-book.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "core/anj-time.h"

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

/* by a time that is known; one that is not must not make a terminal deaf */
static gboolean
is_over (AnjTerminal *self, const char *expires)
{
  gint64 expires_us;

  return anj_time_sense_is_fresh (self->time) && anj_time_parse (expires, &expires_us) &&
         expires_us < anj_terminal_now_us (self);
}

/* the lock's second witness, for a ledger that is lost whole */
static gboolean
keep_lock_file (AnjTerminal *self, gboolean is_locked, GError **error)
{
  const char *state_dir = self->identity->state_dir;
  g_autofree char *path = g_build_filename (state_dir, ANJ_LOCKED_FILE, NULL);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  if (is_locked)
    return anj_state_write (state_dir, ANJ_LOCKED_FILE, nothing, error);
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_FAILED, "cannot remove %s: %s", path,
               g_strerror (errno));
  return FALSE;
}

gboolean
anj_terminal_set_locked (AnjTerminal *self, const char *id, gboolean is_locked, GError **error)
{
  return keep_lock_file (self, is_locked, error) &&
         anj_ledger_set_mark (self->ledger, ANJ_MARK_LOCKED, is_locked, error) &&
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

  /* what is not written down before it is done might be done twice */
  if (n_commands > 0 && !anj_terminal_require_storage (self, error))
    return FALSE;
  for (guint i = 0; i < n_commands; i++)
    {
      JsonObject *command = anj_json_array_get_object (commands, i);

      if (command != NULL && !take_one (self, command, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anj_terminal_wipe (AnjTerminal *self, char **out_detail, GError **error)
{
  static const char *const details[] = {
    [ANJ_KEY_SOURCE_FILE] =
        "the cache is gone, its key overwritten in its file; a copy of the disk "
        "made before still opens",
    [ANJ_KEY_SOURCE_CREDENTIAL] = "the cache is gone; its key is a credential of the system and "
                                  "stays: a copy of the disk made before still opens with it",
    [ANJ_KEY_SOURCE_TPM] = "the cache is gone, its key from the TPM too: no copy of the disk opens",
  };
  AnjKeySource source = self->identity->key_source;

  g_clear_pointer (&self->cache, anj_cache_store_close);
  self->is_wiped = TRUE;
  *out_detail = g_strdup (details[source]);
  return anj_store_keys_remove_cache (self->identity->state_dir, error) &&
         anj_store_keys_replace_seal (self->identity->state_dir, source, self->random, error);
}
