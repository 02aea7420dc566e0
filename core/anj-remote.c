/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-remote.h"

#include <string.h>

static const char *const names[ANJ_N_REMOTES] = {
  [ANJ_REMOTE_LOCK] = "lock",       [ANJ_REMOTE_UNLOCK] = "unlock", [ANJ_REMOTE_WIPE] = "wipe",
  [ANJ_REMOTE_RESTART] = "restart", [ANJ_REMOTE_SYNC] = "sync",     [ANJ_REMOTE_RENEW] = "renew",
  [ANJ_REMOTE_LOGS] = "logs",
};

const char *
anj_remote_kind_name (AnjRemoteKind kind)
{
  g_return_val_if_fail (kind < ANJ_N_REMOTES, NULL);

  return names[kind];
}

gboolean
anj_remote_kind_parse (const char *name, AnjRemoteKind *out_kind)
{
  for (guint i = 0; i < ANJ_N_REMOTES; i++)
    if (g_strcmp0 (name, names[i]) == 0)
      {
        *out_kind = (AnjRemoteKind) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
anj_remote_is_id (const char *text)
{
  return text != NULL && strlen (text) == ANJ_REMOTE_ID_CHARS && g_str_has_prefix (text, "c-") &&
         strspn (text + 2, "0123456789abcdef") == 2 * ANJ_REMOTE_ID_BYTES;
}
