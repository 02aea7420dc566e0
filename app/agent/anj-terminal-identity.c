/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the terminal keeps of who it is, and of whom it takes for its hub. */

#include <string.h>

#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"

GPtrArray *
anj_terminal_list_hub_cas (AnjTerminal *self)
{
  return anj_hub_cas_list (anj_terminal_get_document (self), self->bootstrap);
}

gboolean
anj_terminal_keep_hub_cas (AnjTerminal *self, GPtrArray *cas, GError **error)
{
  const char *state_dir = self->identity->state_dir;

  if (!anj_hub_cas_is_whole (state_dir))
    anj_damage_note (self->damage, "identity/ca.pem", ANJ_DAMAGE_REPLACED, 0,
                     "made anew from the configuration or the bootstrap file");
  return anj_hub_cas_keep (state_dir, cas, error);
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

  return anj_state_write (self->identity->state_dir, "identity/cert.pem", content, error) &&
         anj_time_sense_learn (self->time, not_before_us, error);
}
