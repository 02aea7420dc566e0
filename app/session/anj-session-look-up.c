/* SPDX-License-Identifier: GPL-3.0-or-later */

/* NIK and No. KK → household document.
 *
 *   (Config, when salt and cost may have changed) → scrypt in a thread → Open → open the record
 */

#include "app/session/anj-session-private.h"

#include <string.h>

#include "core/anj-hex.h"
#include "core/anj-household.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"
#include "core/anj-nik.h"
#include "core/anj-seal.h"

#define MAX_SALT_BYTES 64
#define LENGTH_BYTES 2

typedef struct
{
  char *nik;   /* (owned): secret */
  char *no_kk; /* (owned): secret */
  GBytes *salt;
  AnjLookupCost cost;
  AnjLookupKey key;
} LookUp;

static void
look_up_free (LookUp *self)
{
  anj_secret_string_free (self->nik);
  anj_secret_string_free (self->no_kk);
  g_clear_pointer (&self->salt, g_bytes_unref);
  explicit_bzero (&self->key, sizeof self->key);
  g_free (self);
}

static void
return_session_error (GTask *task, AnjSessionError code, const char *message)
{
  g_task_return_error (task, g_error_new_literal (ANJ_SESSION_ERROR, code, message));
}

/* the record: u16 length ‖ associated data ‖ sealed document (docs/protocol.md, Look-up record) */
static GBytes *
open_record (GBytes *record, GBytes *key, GError **error)
{
  gsize n_bytes, n_key_bytes, n_aad_bytes;
  const guint8 *data = g_bytes_get_data (record, &n_bytes);
  const guint8 *key_data = g_bytes_get_data (key, &n_key_bytes);
  g_autoptr (GBytes) aad = NULL;
  g_autoptr (GBytes) sealed = NULL;

  n_aad_bytes = n_bytes >= LENGTH_BYTES ? (gsize) (data[0] << 8 | data[1]) : 0;
  if (n_key_bytes < ANJ_SEAL_KEY_BYTES ||
      n_bytes < LENGTH_BYTES + n_aad_bytes + ANJ_SEAL_OVERHEAD_BYTES)
    {
      g_set_error_literal (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL,
                           "record-damaged: too short");
      return NULL;
    }
  aad = g_bytes_new_from_bytes (record, LENGTH_BYTES, n_aad_bytes);
  sealed = g_bytes_new_from_bytes (record, LENGTH_BYTES + n_aad_bytes,
                                   n_bytes - LENGTH_BYTES - n_aad_bytes);
  return anj_seal_open (key_data, sealed, aad, error);
}

static JsonObject *
read_document (GBytes *record, GBytes *key, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) plain = open_record (record, key, &local_error);
  g_autoptr (JsonObject) document = plain != NULL ? anj_json_parse_object (plain, &local_error)
                                                  : NULL;

  if (document != NULL && anj_household_check (document, &local_error))
    return g_steal_pointer (&document);
  g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL, "record-damaged: %s",
               local_error->message);
  return NULL;
}

/* who looked: what follows the household's key */
static void
set_viewer (JsonObject *document, GBytes *key)
{
  gsize n_bytes;
  const char *data = g_bytes_get_data (key, &n_bytes);
  g_autofree char *member = g_utf8_make_valid (data + ANJ_SEAL_KEY_BYTES,
                                               (gssize) (n_bytes - ANJ_SEAL_KEY_BYTES));

  if (*member != '\0')
    json_object_set_string_member (document, "viewer", member);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) key_variant = NULL;
  g_autoptr (GVariant) record_variant = NULL;
  g_autofree char *as_of = NULL;
  g_autofree char *last_viewed = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) record = NULL;
  JsonObject *document;
  gboolean found;

  if (!anj_agent1_call_open_finish (ANJ_AGENT1 (source), &found, &key_variant, &record_variant,
                                    &as_of, &last_viewed, result, &error))
    {
      g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  if (!found)
    {
      document = json_object_new ();
      json_object_set_boolean_member (document, "found", FALSE);
      g_task_return_pointer (task, document, (GDestroyNotify) json_object_unref);
      return;
    }
  key = g_variant_get_data_as_bytes (key_variant);
  record = g_variant_get_data_as_bytes (record_variant);
  document = read_document (record, key, &error);
  if (document == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  set_viewer (document, key);
  if (*last_viewed != '\0')
    json_object_set_string_member (document, "last_viewed", last_viewed);
  g_task_return_pointer (task, document, (GDestroyNotify) json_object_unref);
}

static void
derive (GTask *task,
        gpointer source G_GNUC_UNUSED,
        gpointer task_data,
        GCancellable *c G_GNUC_UNUSED)
{
  LookUp *look_up = task_data;
  g_autoptr (GError) error = NULL;

  if (anj_kdf_lookup (look_up->nik, look_up->no_kk, look_up->salt, &look_up->cost, &look_up->key,
                      &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (
        task, anj_session_error_wrap (g_steal_pointer (&error), ANJ_SESSION_ERROR_INTERNAL));
}

static GVariant *
variant_of_bytes (const guint8 *data, gsize n_bytes)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, n_bytes, sizeof *data);
}

static void
on_derived (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);
  LookUp *look_up = g_task_get_task_data (task);

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  self->has_looked_up = TRUE;
  anj_agent1_call_open (self->agent,
                        variant_of_bytes (look_up->key.index, sizeof look_up->key.index),
                        variant_of_bytes (look_up->key.proof, sizeof look_up->key.proof),
                        g_task_get_cancellable (task), on_opened, g_object_ref (task));
}

static gboolean
read_parameters (LookUp *look_up, JsonObject *parameters)
{
  const char *salt = parameters != NULL ? anj_json_get_string (parameters, "salt", "") : "";
  guint8 bytes[MAX_SALT_BYTES];
  gsize n_bytes = strlen (salt) / 2;

  if (n_bytes == 0 || n_bytes > sizeof bytes || !anj_hex_decode (salt, bytes, n_bytes))
    return FALSE;
  look_up->salt = g_bytes_new (bytes, n_bytes);
  look_up->cost.n = (guint64) anj_json_get_int (parameters, "n", 0);
  look_up->cost.r = (guint32) anj_json_get_int (parameters, "r", 0);
  look_up->cost.p = (guint32) anj_json_get_int (parameters, "p", 0);
  return TRUE;
}

static void
start_deriving (AnjSession *self, GTask *task)
{
  LookUp *look_up = g_task_get_task_data (task);
  g_autoptr (GTask) thread_task = NULL;

  if (!read_parameters (look_up, self->lookup))
    {
      return_session_error (task, ANJ_SESSION_ERROR_UNAVAILABLE,
                            "not-synced: the agent has no records yet");
      return;
    }
  thread_task = g_task_new (NULL, g_task_get_cancellable (task), on_derived, g_object_ref (task));
  /* the outer task owns the data and outlives the thread; it also holds the session, which the
   * thread must not: the last reference would go there */
  g_task_set_task_data (thread_task, look_up, /* destroy */ NULL);
  g_task_run_in_thread (thread_task, derive);
}

static void
on_config (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  AnjSession *self = g_task_get_source_object (task);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) config = NULL;
  JsonObject *lookup;

  if (!anj_agent1_call_config_finish (ANJ_AGENT1 (source), &text, result, &error) ||
      (config = anj_session_parse (text, "configuration", &error)) == NULL)
    {
      g_task_return_error (task, anj_session_error_translate (g_steal_pointer (&error)));
      return;
    }
  lookup = anj_json_get_object (config, "lookup");
  g_clear_pointer (&self->lookup, json_object_unref);
  self->lookup = lookup != NULL ? json_object_ref (lookup) : NULL;
  start_deriving (self, task);
}

static gboolean
is_sixteen_digits (const char *text)
{
  return strlen (text) == ANJ_NIK_LENGTH && strspn (text, "0123456789") == ANJ_NIK_LENGTH;
}

void
anj_session_look_up_async (AnjSession *self,
                           const char *nik,
                           const char *no_kk,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  LookUp *look_up;

  g_return_if_fail (ANJ_IS_SESSION (self) && nik != NULL && no_kk != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, anj_session_look_up_async);
  if (!is_sixteen_digits (nik) || !is_sixteen_digits (no_kk))
    {
      return_session_error (task, ANJ_SESSION_ERROR_INVALID, "number: not 16 digits");
      return;
    }
  look_up = g_new0 (LookUp, 1);
  look_up->nik = g_strdup (nik);
  look_up->no_kk = g_strdup (no_kk);
  g_task_set_task_data (task, look_up, (GDestroyNotify) look_up_free);

  /* the session keeps its configuration, but salt and cost are the cache's of this moment */
  if (self->lookup_is_stale || self->lookup == NULL ||
      !json_object_has_member (self->lookup, "salt"))
    {
      self->lookup_is_stale = FALSE;
      anj_agent1_call_config (self->agent, cancellable, on_config, g_object_ref (task));
    }
  else
    start_deriving (self, task);
}

JsonObject *
anj_session_look_up_finish (AnjSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, anj_session_look_up_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
