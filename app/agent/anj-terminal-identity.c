/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the terminal keeps of who it is, and of whom it takes for its hub. */

#include <string.h>

#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-identity-copy.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-secret.h"

#define CERT_FILE "identity/cert.pem"

GPtrArray *
anj_terminal_list_hub_cas (AnjTerminal *self)
{
  return anj_hub_cas_list (anj_terminal_get_document (self), self->bootstrap);
}

gboolean
anj_terminal_keep_hub_cas (AnjTerminal *self, GPtrArray *cas, GError **error)
{
  const char *state_dir = self->identity->state_dir;

  if (anj_hub_cas_are_kept (state_dir, cas))
    return TRUE;
  if (!anj_hub_cas_is_whole (state_dir))
    anj_damage_note (self->damage, "identity/ca.pem", ANJ_DAMAGE_REPLACED, 0,
                     "made anew from the configuration or the bootstrap file");
  return anj_hub_cas_keep (state_dir, cas, error);
}

static void
note_put_back (AnjTerminal *self, const char *file)
{
  anj_damage_note (self->damage, file, ANJ_DAMAGE_REPLACED, 0,
                   "was damaged or gone, and is put back");
}

/* whether @name is byte by byte what was found good before: this is asked at each poll */
static gboolean
is_as_seen (AnjTerminal *self, const char *name, GBytes *seen)
{
  g_autoptr (GBytes)
      bytes = seen != NULL ? anj_state_read (self->identity->state_dir, name, /* error */ NULL)
                           : NULL;

  return bytes != NULL && g_bytes_equal (bytes, seen);
}

static void
see (AnjTerminal *self, const char *name, GBytes **seen)
{
  g_clear_pointer (seen, g_bytes_unref);
  *seen = anj_state_read (self->identity->state_dir, name, /* error */ NULL);
}

static gboolean
keep_own_key (AnjTerminal *self, GError **error)
{
  const AnjIdentity *identity = self->identity;
  const char *name = anj_own_key_get_name (identity->state_dir, identity->key_source);
  g_autoptr (AnjSecretString) kept = NULL;

  if (is_as_seen (self, name, self->seen_key))
    return TRUE;
  kept = anj_own_key_read (identity->state_dir, identity->k_out, /* error */ NULL);
  if (g_strcmp0 (kept, identity->key_pem) != 0)
    {
      if (!anj_own_key_write (identity->state_dir, identity->key_pem, identity->key_source,
                              identity->k_out, self->random, error))
        return FALSE;
      note_put_back (self, name);
    }
  see (self, name, &self->seen_key);
  return TRUE;
}

static gboolean
keep_copy (AnjTerminal *self, const char *pem, GError **error)
{
  const AnjIdentity *identity = self->identity;

  if (g_strcmp0 (pem, self->seen_pem) == 0 &&
      is_as_seen (self, ANJ_IDENTITY_COPY_FILE, self->seen_copy))
    return TRUE;
  if (!anj_identity_copy_write (identity->state_dir, identity->k_out, pem, identity->key_pem,
                                self->random, error))
    return FALSE;
  g_free (self->seen_pem);
  self->seen_pem = g_strdup (pem);
  see (self, ANJ_IDENTITY_COPY_FILE, &self->seen_copy);
  return TRUE;
}

static gboolean
keep_certificate (AnjTerminal *self, const char *pem, GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (anj_identity_is_certificate_kept (self->identity))
    return TRUE;
  content = g_bytes_new (pem, strlen (pem));
  if (!anj_state_write (self->identity->state_dir, CERT_FILE, content, error))
    return FALSE;
  note_put_back (self, CERT_FILE);
  return TRUE;
}

gboolean
anj_terminal_keep_identity (AnjTerminal *self, GError **error)
{
  g_autofree char *pem = anj_identity_dup_cert_pem (self->identity);

  return pem == NULL || self->storage != ANJ_STORAGE_GOOD ||
         (keep_own_key (self, error) && keep_certificate (self, pem, error) &&
          keep_copy (self, pem, error));
}

void
anj_terminal_note_certificate_returned (AnjTerminal *self)
{
  anj_damage_note (self->damage, CERT_FILE, ANJ_DAMAGE_REPLACED, 0,
                   "was damaged or gone, and the hub gave it back");
}

void
anj_terminal_note_new_key (AnjTerminal *self, const char *why)
{
  g_autofree char *detail = g_strconcat ("its key is lost, a new one made: ", why, NULL);

  anj_damage_note (self->damage, "cache.db", ANJ_DAMAGE_REPLACED, 0, detail);
}

gboolean
anj_terminal_keep_certificate (AnjTerminal *self,
                               const char *pem,
                               gint64 not_before_us,
                               GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (pem, strlen (pem));

  return anj_state_write (self->identity->state_dir, CERT_FILE, content, error) &&
         anj_time_sense_learn (self->time, not_before_us, error);
}
