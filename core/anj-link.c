/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The terminal's chain, and a whole submission on the wire: see anj-envelope.h. */

#include "core/anj-envelope.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-fields.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

#define TERMINAL "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

static const char *const link_members[] = { "terminal",       "seq", "prev", "header_sha256",
                                            "payload_sha256", NULL };
static const char *const submission_members[] = { "header", "link", "payload", NULL };

void
anj_link_free (AnjLink *self)
{
  if (self == NULL)
    return;
  g_free (self->terminal);
  g_free (self);
}

GBytes *
anj_link_to_bytes (const AnjLink *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "terminal", self->terminal);
  json_object_set_int_member (object, "seq", (gint64) self->seq);
  anj_fields_set_hex (object, "prev", self->prev, sizeof self->prev);
  anj_fields_set_hex (object, "header_sha256", self->header_sha256, sizeof self->header_sha256);
  anj_fields_set_hex (object, "payload_sha256", self->payload_sha256, sizeof self->payload_sha256);
  return anj_json_object_to_bytes (object);
}

AnjLink *
anj_link_parse (GBytes *bytes, GError **error)
{
  g_autoptr (AnjLink) self = g_new0 (AnjLink, 1);
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, error);

  if (object == NULL || !anj_fields_only (object, link_members, error) ||
      !anj_fields_count (object, "seq", 1, &self->seq, error) ||
      !anj_fields_hex (object, "prev", self->prev, sizeof self->prev, error) ||
      !anj_fields_hex (object, "header_sha256", self->header_sha256, sizeof self->header_sha256,
                       error) ||
      !anj_fields_hex (object, "payload_sha256", self->payload_sha256, sizeof self->payload_sha256,
                       error))
    {
      g_prefix_error (error, "link: ");
      return NULL;
    }
  self->terminal = g_strdup (anj_fields_matching (object, "terminal", TERMINAL, error));
  if (self->terminal == NULL)
    {
      g_prefix_error (error, "link: ");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
anj_link_hash (GBytes *link, guint8 out[32])
{
  anj_sha256 (g_bytes_get_data (link, NULL), g_bytes_get_size (link), out);
}

gboolean
anj_link_covers (const AnjLink *self, GBytes *header, GBytes *payload)
{
  guint8 header_hash[32], payload_hash[32];

  anj_sha256 (g_bytes_get_data (header, NULL), g_bytes_get_size (header), header_hash);
  anj_sha256 (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), payload_hash);
  return memcmp (header_hash, self->header_sha256, sizeof header_hash) == 0 &&
         memcmp (payload_hash, self->payload_sha256, sizeof payload_hash) == 0;
}

static void
set_text (JsonObject *object, const char *member, GBytes *bytes)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  json_object_set_string_member (object, member, text);
}

GBytes *
anj_submission_to_bytes (GBytes *header, GBytes *link, GBytes *payload)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (payload, NULL),
                                             g_bytes_get_size (payload));

  set_text (object, "header", header);
  set_text (object, "link", link);
  json_object_set_string_member (object, "payload", base64);
  return anj_json_object_to_bytes (object);
}

/* g_base64_decode() skips what it does not know; a hash is over what was meant */
static GBytes *
decode_base64 (const char *text)
{
  gsize n_bytes;
  g_autofree guint8 *data = g_base64_decode (text, &n_bytes);
  g_autofree char *again = g_base64_encode (data, n_bytes);

  if (n_bytes == 0 || strcmp (again, text) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), n_bytes);
}

gboolean
anj_submission_parse (GBytes *json,
                      GBytes **out_header,
                      GBytes **out_link,
                      GBytes **out_payload,
                      GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (json, error);
  g_autoptr (GBytes) payload_bytes = NULL;
  const char *header, *link, *payload;

  if (object == NULL || !anj_fields_only (object, submission_members, error) ||
      (header = anj_fields_string (object, "header", error)) == NULL ||
      (link = anj_fields_string (object, "link", error)) == NULL ||
      (payload = anj_fields_string (object, "payload", error)) == NULL)
    {
      g_prefix_error (error, "submission: ");
      return FALSE;
    }
  payload_bytes = decode_base64 (payload);
  if (payload_bytes == NULL)
    return anj_fields_refuse (error, "payload", "must be base64 in one line");
  *out_header = g_bytes_new (header, strlen (header));
  *out_link = g_bytes_new (link, strlen (link));
  *out_payload = g_steal_pointer (&payload_bytes);
  return TRUE;
}
