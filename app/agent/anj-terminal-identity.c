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
  return anj_hub_cas_keep (self->identity->state_dir, cas, error);
}

gboolean
anj_terminal_keep_certificate (AnjTerminal *self,
                               const char *pem,
                               gint64 not_before_us,
                               GError **error)
{
  g_autoptr (GBytes) content = g_bytes_new (pem, strlen (pem));

  return anj_state_write (self->identity->state_dir, "identity/cert.pem", content, error) &&
         anj_ledger_raise_mark (self->ledger, ANJ_MARK_FLOOR_US, not_before_us, error);
}
