/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-peer.h"

#include "core/anj-error.h"
#include "core/anj-region.h"
#include "core/anj-ticket-number.h"

#define ADMIN_UNIT "admin"

char *
hub_peer_slice_format (guint32 first, guint32 size)
{
  return g_strdup_printf ("%u+%u", first, size);
}

static gboolean
parse_slice (const char *text, HubPeer *peer)
{
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", "+", 2);
  guint64 first, size;

  if (parts[0] == NULL || parts[1] == NULL ||
      !g_ascii_string_to_unsigned (parts[0], 10, 0, ANJ_TICKET_NUMBER_SPACE, &first, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, ANJ_TICKET_NUMBER_SPACE, &size, NULL) ||
      first + size > ANJ_TICKET_NUMBER_SPACE)
    return FALSE;
  peer->slice_first = (guint32) first;
  peer->slice_size = (guint32) size;
  return TRUE;
}

static void
read_subject (HubPeer *self, X509 *cert, X509 *present_ca)
{
  g_autofree char *unit = anj_cert_organizational_unit (cert);
  g_autofree char *slice = anj_cert_serial_number (cert);

  self->problem = HUB_PROBLEM_CERTIFICATE_INVALID;
  self->id = anj_cert_common_name (cert);
  self->not_after_us = anj_cert_not_after_us (cert);
  self->key_sha256 = anj_cert_key_sha256 (X509_get0_pubkey (cert));
  if (self->id == NULL || unit == NULL)
    return;
  if (g_str_equal (unit, ADMIN_UNIT))
    {
      /* nobody knows admins' keys: whoever stole an old CA's could make one */
      if (X509_verify (cert, X509_get0_pubkey (present_ca)) == 1)
        self->kind = HUB_PEER_ADMIN;
    }
  else if (anj_region_code_level (unit) == ANJ_REGION_VILLAGE && parse_slice (slice, self))
    {
      self->kind = HUB_PEER_TERMINAL;
      self->region = g_steal_pointer (&unit);
    }
}

HubPeer *
hub_peer_new (X509 *cert, GPtrArray *cas, gint64 now_us)
{
  HubPeer *self = g_new0 (HubPeer, 1);
  g_autoptr (GError) error = NULL;

  if (cert == NULL)
    self->problem = HUB_PROBLEM_CERTIFICATE_MISSING;
  else if (anj_cert_verify_path (cert, cas, /* between */ NULL, ANJ_CERT_CLIENT, now_us, &error))
    read_subject (self, cert, g_ptr_array_index (cas, 0));
  else if (g_error_matches (error, ANJ_ERROR, ANJ_ERROR_EXPIRED))
    self->problem = HUB_PROBLEM_CERTIFICATE_EXPIRED;
  else
    self->problem = HUB_PROBLEM_CERTIFICATE_INVALID;
  return self;
}

void
hub_peer_free (HubPeer *self)
{
  g_free (self->id);
  g_free (self->region);
  g_free (self->key_sha256);
  g_free (self);
}
