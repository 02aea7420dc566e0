/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a resident says, sealed for the officers and tied to its header; and the officers' answer,
 * sealed for whoever has the PIN. See anj-envelope.h. */

#include "core/anj-envelope.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-fields.h"
#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-seal.h"
#include "core/anj-secret.h"

#define HASH_BYTES 32

static const char *const payload_members[] = { "header_sha256", "body", "follow", NULL };

/* by hand, so that the body's exact text goes in and the whole can be wiped */
static GBytes *
build_plain (GBytes *header, GBytes *body, const guint8 *follow)
{
  g_autofree char *header_hash = anj_sha256_hex (g_bytes_get_data (header, NULL),
                                                 g_bytes_get_size (header));
  g_autoptr (AnjSecretString) follow_hex = anj_hex_encode (follow, ANJ_FOLLOW_BYTES);
  char *text = g_strdup_printf ("{\"header_sha256\":\"%s\",\"body\":%.*s,\"follow\":\"%s\"}",
                                header_hash, (int) g_bytes_get_size (body),
                                (const char *) g_bytes_get_data (body, NULL), follow_hex);

  return anj_secret_bytes_new_take ((guint8 *) text, strlen (text));
}

GBytes *
anj_payload_seal (GBytes *header,
                  GBytes *body,
                  const guint8 *follow,
                  GPtrArray *recipients,
                  GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (body, error);
  g_autoptr (GBytes) plain = NULL;

  if (object == NULL)
    {
      g_prefix_error (error, "body: ");
      return NULL;
    }
  plain = build_plain (header, body, follow);
  return anj_cms_encrypt (plain, recipients, error);
}

static gboolean
check_header (GBytes *header, JsonObject *payload, const guint8 *follow, GError **error)
{
  g_autoptr (JsonObject) object = anj_json_parse_object (header, error);
  g_autofree char *follow_hash = anj_sha256_hex (follow, ANJ_FOLLOW_BYTES);
  guint8 named[HASH_BYTES], hash[HASH_BYTES];

  if (object == NULL || !anj_fields_hex (payload, "header_sha256", named, sizeof named, error))
    return FALSE;
  anj_sha256 (g_bytes_get_data (header, NULL), g_bytes_get_size (header), hash);
  if (memcmp (named, hash, sizeof hash) != 0 ||
      strcmp (anj_json_get_string (object, "follow_hash", ""), follow_hash) != 0)
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_TAMPERED,
                           "the payload was not made for this header");
      return FALSE;
    }
  return TRUE;
}

GBytes *
anj_payload_open (GBytes *payload,
                  GBytes *header,
                  X509 *cert,
                  EVP_PKEY *key,
                  guint8 *out_follow,
                  GError **error)
{
  g_autoptr (GBytes) plain = anj_cms_decrypt (payload, cert, key, error);
  g_autoptr (JsonObject) object = NULL;
  JsonObject *body;
  guint8 follow[ANJ_FOLLOW_BYTES];

  if (plain == NULL)
    return NULL;
  object = anj_json_parse_object (plain, error);
  if (object == NULL || !anj_fields_only (object, payload_members, error) ||
      !anj_fields_hex (object, "follow", follow, sizeof follow, error) ||
      !check_header (header, object, follow, error))
    return NULL;
  body = anj_json_get_object (object, "body");
  if (body == NULL)
    {
      anj_fields_refuse (error, "body", "must be an object");
      return NULL;
    }
  memcpy (out_follow, follow, sizeof follow);
  explicit_bzero (follow, sizeof follow);
  return anj_json_object_to_bytes (body);
}

/* where the answer belongs, and the key that only number and PIN give */
static GBytes *
answer_aad (const char *region, const char *number)
{
  char *text = g_strconcat (region, "/", number, NULL);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
answer_key (const guint8 *follow, guint8 key[ANJ_SEAL_KEY_BYTES], GError **error)
{
  return anj_kdf_hkdf (follow, ANJ_FOLLOW_BYTES, /* salt */ NULL, 0, ANJ_HKDF_ANSWER, key,
                       ANJ_SEAL_KEY_BYTES, error);
}

GBytes *
anj_answer_seal (const guint8 *follow,
                 const char *region,
                 const char *number,
                 GBytes *answer,
                 const AnjRandom *random,
                 GError **error)
{
  g_autoptr (GBytes) aad = answer_aad (region, number);
  guint8 key[ANJ_SEAL_KEY_BYTES];
  GBytes *sealed;

  if (!answer_key (follow, key, error))
    return NULL;
  sealed = anj_seal (key, answer, aad, random, error);
  explicit_bzero (key, sizeof key);
  return sealed;
}

GBytes *
anj_answer_open (const guint8 *follow,
                 const char *region,
                 const char *number,
                 GBytes *sealed,
                 GError **error)
{
  g_autoptr (GBytes) aad = answer_aad (region, number);
  guint8 key[ANJ_SEAL_KEY_BYTES];
  GBytes *answer;

  if (!answer_key (follow, key, error))
    return NULL;
  answer = anj_seal_open (key, sealed, aad, error);
  explicit_bzero (key, sizeof key);
  return answer;
}
