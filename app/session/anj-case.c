/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-case.h"

#include <gio/gio.h>
#include <string.h>

#include "app/session/anj-case-rules.h"
#include "app/session/anj-session.h"
#include "core/anj-allowance.h"
#include "core/anj-cms.h"
#include "core/anj-envelope.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-schema.h"
#include "core/anj-time.h"

#define SCHEMA_PREFIX "/id/anjungan/data/schema/body-"
#define ISO_DATE_LENGTH 10
#define ANONYMOUS_SUFFIX ":anonymous"
#define N_PINS 1000000u
/* the largest multiple of N_PINS that 32 bits hold: draws at or above it are thrown away */
#define PIN_DRAW_LIMIT (G_MAXUINT32 / N_PINS * N_PINS)

struct _AnjCase
{
  gatomicrefcount ref_count;

  guint8 sha256[32];    /* over kind, body and attachments: what makes two cases the same */
  AnjHeader *header;    /* (owned) */
  char *reservation;    /* (owned): what Reserve is called with */
  GBytes *body;         /* (owned) (nullable): secret; gone once sealed */
  GPtrArray *plain;     /* (owned) (nullable) (element-type AnjAttachment): gone once sealed */
  GPtrArray *sealed;    /* (owned) (element-type AnjSealedAttachment) */
  GPtrArray *certs;     /* (owned) (element-type X509) */
  char *pin;            /* (owned) (nullable): secret */
  GBytes *header_bytes; /* (owned) (nullable) */
  GBytes *payload;      /* (owned) (nullable) */
};

static void
sealed_attachment_free (AnjSealedAttachment *self)
{
  g_free (self->sha256);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static gboolean
check_schema (const char *kind, JsonObject *body, GError **error)
{
  g_autofree char *path = g_strconcat (SCHEMA_PREFIX, kind, ".json", NULL);
  g_autoptr (GBytes)
      json = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, /* error */ NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (AnjSchema) schema = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (json == NULL)
    {
      g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INVALID,
                   "\"%s\" is no kind of case: complaint, update, proposal, objection, note, "
                   "feedback, referral",
                   kind);
      return FALSE;
    }
  schema = anj_schema_new (json, &local_error);
  json_node_set_object (node, body);
  if (schema != NULL && anj_schema_check (schema, node, &local_error))
    return TRUE;
  g_set_error_literal (error, ANJ_SESSION_ERROR,
                       schema != NULL ? ANJ_SESSION_ERROR_INVALID : ANJ_SESSION_ERROR_INTERNAL,
                       local_error->message);
  return FALSE;
}

static gboolean
add_recipient (AnjCase *self, JsonObject *config, const char *role, GError **error)
{
  JsonObject *recipient = anj_case_rules_find (anj_json_get_array (config, "recipients"), "role",
                                               role);
  const char *pem = recipient != NULL ? anj_json_get_string (recipient, "certificate", NULL) : NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (X509) cert = pem != NULL ? anj_cert_from_pem (pem, &local_error) : NULL;
  g_autofree char *fingerprint = NULL;

  if (cert == NULL)
    {
      g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE,
                   "no-recipient: the configuration has no good certificate of \"%s\"%s%s", role,
                   local_error != NULL ? ": " : "",
                   local_error != NULL ? local_error->message : "");
      return FALSE;
    }
  fingerprint = anj_cert_fingerprint (cert);
  g_ptr_array_add (self->header->recipients, anj_recipient_name_new (role, fingerprint));
  g_ptr_array_add (self->certs, g_steal_pointer (&cert));
  return TRUE;
}

/* the serialised body, wiped with its last reference */
static GBytes *
body_to_bytes (JsonObject *body)
{
  gsize n_bytes;
  guint8 *data = g_bytes_unref_to_data (anj_json_object_to_bytes (body), &n_bytes);

  return anj_secret_bytes_new_take (data, n_bytes);
}

static void
hash_case (const char *kind, GBytes *body, GPtrArray *attachments, guint8 out[32])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n_bytes = 32;

  g_checksum_update (checksum, (const guint8 *) kind, (gssize) strlen (kind) + 1);
  g_checksum_update (checksum, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  for (guint i = 0; i < attachments->len; i++)
    {
      GBytes *bytes = anj_attachment_get_bytes (attachments->pdata[i]);
      guint8 hash[32];

      anj_sha256 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), hash);
      g_checksum_update (checksum, hash, sizeof hash);
    }
  g_checksum_get_digest (checksum, out, &n_bytes);
}

static gboolean
take_attachments (AnjCase *self, JsonObject *config, GPtrArray *attachments, GError **error)
{
  AnjAllowance allowance;

  anj_allowance_read (&allowance, config);
  for (guint i = 0; attachments != NULL && i < attachments->len; i++)
    {
      AnjAttachment *attachment = attachments->pdata[i];
      gsize n_bytes = g_bytes_get_size (anj_attachment_get_bytes (attachment));
      const char *key = anj_allowance_take (&allowance, anj_attachment_get_type (attachment),
                                            n_bytes + ANJ_ALLOWANCE_SEAL_BYTES);

      if (key != NULL)
        return anj_case_rules_refuse (error, key, "more than this village takes");
      g_ptr_array_add (self->plain, anj_attachment_ref (attachment));
    }
  return TRUE;
}

AnjCase *
anj_case_new (JsonObject *config,
              const char *kind,
              JsonObject *body,
              JsonObject *about,
              GPtrArray *attachments,
              GError **error)
{
  g_autoptr (AnjCase) self = NULL;
  const char *office;

  g_return_val_if_fail (config != NULL && kind != NULL && body != NULL, NULL);

  if (!check_schema (kind, body, error))
    return NULL;
  self = g_new0 (AnjCase, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->header = anj_header_new ();
  self->certs = g_ptr_array_new_with_free_func ((GDestroyNotify) X509_free);
  self->plain = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_unref);
  self->sealed = g_ptr_array_new_with_free_func ((GDestroyNotify) sealed_attachment_free);
  self->header->kind = g_strdup (kind);
  self->header->category = g_strdup (anj_json_get_string (body, "category", ""));
  self->header->programme = g_strdup (anj_json_get_string (body, "programme", NULL));
  if (!anj_case_rules_take (self->header, config, body, error))
    return NULL;
  office = anj_case_rules_office (self->header, config, body, about);
  self->reservation = g_strconcat (kind, self->header->anonymous ? ANONYMOUS_SUFFIX : "", NULL);
  if (!add_recipient (self, config, office, error) ||
      !add_recipient (self, config, "recovery", error) ||
      !take_attachments (self, config, attachments, error))
    return NULL;
  self->body = body_to_bytes (body);
  hash_case (kind, self->body, self->plain, self->sha256);
  return g_steal_pointer (&self);
}

AnjCase *
anj_case_ref (AnjCase *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
anj_case_unref (AnjCase *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  anj_header_free (self->header);
  g_free (self->reservation);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->plain, g_ptr_array_unref);
  g_ptr_array_unref (self->sealed);
  g_ptr_array_unref (self->certs);
  anj_secret_string_free (self->pin);
  g_clear_pointer (&self->header_bytes, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  explicit_bzero (self->sha256, sizeof self->sha256);
  g_free (self);
}

gboolean
anj_case_equal (const AnjCase *a, const AnjCase *b)
{
  return memcmp (a->sha256, b->sha256, sizeof a->sha256) == 0;
}

gboolean
anj_case_is_anonymous (const AnjCase *self)
{
  return self->header->anonymous;
}

const char *
anj_case_reservation_kind (const AnjCase *self)
{
  return self->reservation;
}

void
anj_case_reserve (AnjCase *self,
                  const char *id,
                  const char *region,
                  const char *number,
                  const AnjRandom *random)
{
  g_return_if_fail (!anj_case_is_reserved (self));

  self->header->id = g_strdup (id);
  self->header->region = g_strdup (region);
  self->header->number = g_strdup (number);
  self->pin = anj_case_draw_pin (random);
}

gboolean
anj_case_is_reserved (const AnjCase *self)
{
  return self->pin != NULL;
}

const char *
anj_case_get_region (const AnjCase *self)
{
  return self->header->region;
}

const char *
anj_case_get_number (const AnjCase *self)
{
  return self->header->number;
}

const char *
anj_case_get_pin (const AnjCase *self)
{
  return self->pin;
}

/* the exact bytes, and whether the hub will take them: what the agent reserved is foreign here */
static GBytes *
make_header (AnjHeader *header,
             const guint8 follow[ANJ_FOLLOW_BYTES],
             gint64 now_us,
             gboolean is_sure,
             GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnjHeader) parsed = NULL;

  g_free (header->submitted);
  g_free (header->follow_hash);
  header->submitted = anj_time_format (now_us);
  header->is_submitted_unsure = !is_sure;
  if (header->anonymous)
    header->submitted[ISO_DATE_LENGTH] = '\0';
  header->follow_hash = anj_sha256_hex (follow, ANJ_FOLLOW_BYTES);
  bytes = anj_header_to_bytes (header);
  parsed = anj_header_parse (bytes, error);
  return parsed != NULL ? g_steal_pointer (&bytes) : NULL;
}

/* fills the header's `attachments`: what it names is bound to the case by the payload's hash of it
 */
static gboolean
seal_attachments (AnjCase *self, GError **error)
{
  json_array_unref (self->header->attachments);
  self->header->attachments = json_array_new ();
  g_ptr_array_set_size (self->sealed, 0);
  for (guint i = 0; i < self->plain->len; i++)
    {
      const AnjAttachment *attachment = self->plain->pdata[i];
      GBytes *bytes = anj_cms_encrypt (anj_attachment_get_bytes (attachment), self->certs, error);
      AnjSealedAttachment *sealed;
      JsonObject *entry;

      if (bytes == NULL)
        return FALSE;
      sealed = g_new (AnjSealedAttachment, 1);
      sealed->bytes = bytes;
      sealed->sha256 = anj_sha256_hex (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_ptr_array_add (self->sealed, sealed);
      entry = json_object_new ();
      json_object_set_string_member (entry, "sha256", sealed->sha256);
      json_object_set_int_member (entry, "bytes", (gint64) g_bytes_get_size (bytes));
      json_object_set_string_member (entry, "type", anj_attachment_get_type (attachment));
      json_array_add_object_element (self->header->attachments, entry);
    }
  return TRUE;
}

gboolean
anj_case_seal (AnjCase *self, gint64 now_us, gboolean is_sure, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) header = NULL;
  guint8 follow[ANJ_FOLLOW_BYTES];

  g_return_val_if_fail (anj_case_is_reserved (self), FALSE);

  if (self->payload != NULL)
    return TRUE;
  if (anj_kdf_follow (self->pin, self->header->region, self->header->number, follow,
                      &local_error) &&
      seal_attachments (self, &local_error) &&
      (header = make_header (self->header, follow, now_us, is_sure, &local_error)) != NULL)
    self->payload = anj_payload_seal (header, self->body, follow, self->certs, &local_error);
  explicit_bzero (follow, sizeof follow);
  if (self->payload == NULL)
    {
      g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL, "cannot seal: %s",
                   local_error->message);
      return FALSE;
    }
  self->header_bytes = g_steal_pointer (&header);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->plain, g_ptr_array_unref);
  return TRUE;
}

GBytes *
anj_case_get_header (const AnjCase *self)
{
  return self->header_bytes;
}

GBytes *
anj_case_get_payload (const AnjCase *self)
{
  return self->payload;
}

GPtrArray *
anj_case_get_sealed_attachments (const AnjCase *self)
{
  return self->sealed;
}

char *
anj_case_draw_pin (const AnjRandom *random)
{
  guint32 draw;
  char *pin;

  do
    anj_random_fill (random, (guint8 *) &draw, sizeof draw);
  while (draw >= PIN_DRAW_LIMIT);
  pin = g_strdup_printf ("%06u", draw % N_PINS);
  explicit_bzero (&draw, sizeof draw);
  return pin;
}
