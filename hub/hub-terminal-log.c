/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-terminal-log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/anj-hex.h"
#include "core/anj-json.h"
#include "core/anj-time.h"
#include "hub/hub-files.h"
#include "hub/hub-terminals.h"

#define LOG_NAME "terminals.log"

struct _HubTerminalLog
{
  char *data_dir;
  char *backup_dir; /* (nullable) */
};

HubTerminalLog *
hub_terminal_log_new (const char *data_dir, const char *backup_dir)
{
  HubTerminalLog *self = g_new0 (HubTerminalLog, 1);

  self->data_dir = g_strdup (data_dir);
  self->backup_dir = g_strdup (backup_dir);
  return self;
}

void
hub_terminal_log_free (HubTerminalLog *self)
{
  g_free (self->data_dir);
  g_free (self->backup_dir);
  g_free (self);
}

/* a line that a power cut tore stays a line of its own */
static gboolean
ends_in_newline (int fd)
{
  char last = '\n';
  off_t n_bytes = lseek (fd, 0, SEEK_END);

  return n_bytes <= 0 || (pread (fd, &last, 1, n_bytes - 1) == 1 && last == '\n');
}

static gboolean
append (const char *dir, const char *lines, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOG_NAME, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  g_autofree char *text = NULL;
  gboolean ok;

  if (fd < 0)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write %s: %s", path, g_strerror (errno));
      return FALSE;
    }
  text = g_strconcat (ends_in_newline (fd) ? "" : "\n", lines, NULL);
  ok = write (fd, text, strlen (text)) == (ssize_t) strlen (text) && fsync (fd) == 0;
  if (!ok)
    g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "cannot write %s: %s", path, g_strerror (errno));
  close (fd);
  return ok && hub_dir_sync (dir, error);
}

/* @entry: (transfer full) */
static gboolean
add (HubTerminalLog *self, JsonObject *entry, gint64 now_us, GError **error)
{
  g_autoptr (JsonObject) owned = entry;
  g_autofree char *time = anj_time_format (now_us);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *line = NULL;

  json_object_set_string_member (entry, "time", time);
  bytes = anj_json_object_to_bytes (entry);
  line = g_strdup_printf ("%.*s\n", (int) g_bytes_get_size (bytes),
                          (const char *) g_bytes_get_data (bytes, NULL));
  if (!append (self->data_dir, line, error))
    return FALSE;
  if (self->backup_dir != NULL)
    {
      g_autoptr (GError) local_error = NULL;

      if (!append (self->backup_dir, line, &local_error))
        g_debug ("%s", local_error->message);
    }
  return TRUE;
}

static void
set_certificate (JsonObject *entry, X509 *cert, X509 *ca)
{
  g_autofree char *ca_fingerprint = anj_cert_fingerprint (ca);
  g_autofree char *fingerprint = anj_cert_fingerprint (cert);
  g_autofree char *not_after = anj_time_format (anj_cert_not_after_us (cert));

  json_object_set_string_member (entry, "certificate", fingerprint);
  json_object_set_string_member (entry, "not_after", not_after);
  json_object_set_string_member (entry, "ca", ca_fingerprint);
}

static void
set_enrolment (JsonObject *entry, const HubEnrolment *enrolment)
{
  g_autofree char *key = anj_cert_key_sha256 (X509_get0_pubkey (enrolment->certificate));
  g_autoptr (GBytes) token = hub_token_hash (enrolment->token);
  g_autofree char *token_hex = anj_hex_encode (g_bytes_get_data (token, NULL),
                                               g_bytes_get_size (token));

  set_certificate (entry, enrolment->certificate, enrolment->ca);
  json_object_set_string_member (entry, "key", key);
  json_object_set_string_member (entry, "token", token_hex);
}

gboolean
hub_terminal_log_add_enrolled (HubTerminalLog *self,
                               const HubEnrolment *enrolment,
                               gint64 now_us,
                               GError **error)
{
  JsonObject *entry = json_object_new ();
  g_autofree char *slice = g_strdup_printf ("%u+%u", enrolment->slice_first, enrolment->slice_size);

  json_object_set_string_member (entry, "event", "enrolled");
  json_object_set_string_member (entry, "terminal", enrolment->terminal);
  json_object_set_string_member (entry, "region", enrolment->region);
  json_object_set_string_member (entry, "slice", slice);
  set_enrolment (entry, enrolment);
  return add (self, entry, now_us, error);
}

gboolean
hub_terminal_log_add_rekeyed (HubTerminalLog *self,
                              const HubEnrolment *enrolment,
                              gint64 now_us,
                              GError **error)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "event", "rekeyed");
  json_object_set_string_member (entry, "terminal", enrolment->terminal);
  set_enrolment (entry, enrolment);
  if (enrolment->former_key != NULL)
    json_object_set_string_member (entry, "former", enrolment->former_key);
  return add (self, entry, now_us, error);
}

gboolean
hub_terminal_log_add_renewed (HubTerminalLog *self,
                              const char *terminal,
                              X509 *certificate,
                              X509 *ca,
                              gint64 now_us,
                              GError **error)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "event", "renewed");
  json_object_set_string_member (entry, "terminal", terminal);
  set_certificate (entry, certificate, ca);
  return add (self, entry, now_us, error);
}

gboolean
hub_terminal_log_add_revoked (HubTerminalLog *self,
                              const char *terminal,
                              const char *reason,
                              gint64 now_us,
                              GError **error)
{
  JsonObject *entry = json_object_new ();

  json_object_set_string_member (entry, "event", "revoked");
  json_object_set_string_member (entry, "terminal", terminal);
  json_object_set_string_member (entry, "reason", reason);
  return add (self, entry, now_us, error);
}

/* (transfer full) (nullable): the log's lines, the last one empty; NULL without an error: no log */
static char **
read_lines (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, LOG_NAME, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, &local_error))
    return g_strsplit (text, "\n", -1);
  if (!g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_IO, local_error->message);
  return NULL;
}

gboolean
hub_terminal_log_merge (const char *from_dir, const char *to_dir, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_auto (GStrv) from = read_lines (from_dir, &local_error);
  g_auto (GStrv) to = local_error == NULL ? read_lines (to_dir, &local_error) : NULL;
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) missing = g_string_new (NULL);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  for (gsize i = 0; to != NULL && to[i] != NULL; i++)
    g_hash_table_add (known, to[i]);
  for (gsize i = 0; from != NULL && from[i] != NULL; i++)
    if (*from[i] != '\0' && !g_hash_table_contains (known, from[i]))
      g_string_append_printf (missing, "%s\n", from[i]);
  return missing->len == 0 || append (to_dir, missing->str, error);
}

/* what an enrolment and a renewal tell of the certificate; one that tells no end is an older hub's
 */
static gboolean
note_certificate (HubStore *store, JsonObject *entry, GError **error)
{
  gint64 not_after_us = 0;

  return !anj_time_parse (anj_json_get_string (entry, "not_after", NULL), &not_after_us) ||
         hub_terminal_note_certificate (store, anj_json_get_string (entry, "terminal", ""),
                                        anj_json_get_string (entry, "certificate", ""),
                                        not_after_us, anj_json_get_string (entry, "ca", NULL),
                                        error);
}

static gboolean
note_token (HubStore *store, GBytes *hash, const char *id, gint64 time_us, GError **error)
{
  return hub_store_run (store, error,
                        "UPDATE tokens SET used_us = ?, terminal = ? WHERE sha256 = ?"
                        " AND used_us IS NULL",
                        "itb", time_us, id, hash);
}

static gboolean
replay_enrolled (HubStore *store, JsonObject *entry, HubTerminalLogResult *result, GError **error)
{
  const char *id = anj_json_get_string (entry, "terminal", "");
  const char *region = anj_json_get_string (entry, "region", "");
  HubTerminalState state;
  guint first = 0, size = 0;
  guint8 token[32];
  gint64 time_us = 0;

  if (!hub_terminal_state (store, id, &state, error))
    return FALSE;
  if (state != HUB_TERMINAL_UNKNOWN)
    return TRUE;
  if (sscanf (anj_json_get_string (entry, "slice", ""), "%u+%u", &first, &size) != 2 || size == 0 ||
      !anj_time_parse (anj_json_get_string (entry, "time", NULL), &time_us) ||
      !anj_hex_decode (anj_json_get_string (entry, "token", NULL), token, sizeof token))
    {
      result->n_unread++;
      return TRUE;
    }
  result->n_enrolled++;
  {
    g_autoptr (GBytes) hash = g_bytes_new (token, sizeof token);

    return hub_terminal_add (store, id, region, first,
                             anj_json_get_string (entry, "certificate", ""), time_us, error) &&
           hub_terminal_skip_slices (store, region, first / size + 1, error) &&
           note_token (store, hash, id, time_us, error) &&
           hub_store_run (store, error, "UPDATE terminals SET key_sha256 = ? WHERE id = ?", "tt",
                          anj_json_get_string (entry, "key", NULL), id) &&
           note_certificate (store, entry, error);
  }
}

/* each in its turn: the last key counts */
static gboolean
replay_rekeyed (HubStore *store, JsonObject *entry, HubTerminalLogResult *result, GError **error)
{
  const char *id = anj_json_get_string (entry, "terminal", "");
  const char *key = anj_json_get_string (entry, "key", NULL);
  g_autoptr (GBytes) hash = NULL;
  guint8 token[32];
  gint64 time_us = 0;

  if (key == NULL || !anj_time_parse (anj_json_get_string (entry, "time", NULL), &time_us) ||
      !anj_hex_decode (anj_json_get_string (entry, "token", NULL), token, sizeof token))
    {
      result->n_unread++;
      return TRUE;
    }
  hash = g_bytes_new (token, sizeof token);
  return note_token (store, hash, id, time_us, error) &&
         hub_terminal_retire_key (store, id, anj_json_get_string (entry, "former", NULL), error) &&
         hub_store_run (store, error, "UPDATE terminals SET key_sha256 = ? WHERE id = ?", "tt", key,
                        id) &&
         note_certificate (store, entry, error);
}

static gboolean
replay_revoked (HubStore *store,
                JsonObject *entry,
                gint64 now_us,
                HubTerminalLogResult *result,
                GError **error)
{
  const char *id = anj_json_get_string (entry, "terminal", "");
  HubTerminalState state;
  gboolean is_known;

  if (!hub_terminal_state (store, id, &state, error))
    return FALSE;
  if (state != HUB_TERMINAL_ACTIVE)
    return TRUE;
  result->n_revoked++;
  return hub_terminal_revoke (store, id, anj_json_get_string (entry, "reason", ""), "hub", now_us,
                              &is_known, error);
}

static gboolean
replay_line (HubStore *store,
             const char *line,
             gint64 now_us,
             HubTerminalLogResult *result,
             GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (line, strlen (line));
  g_autoptr (JsonObject) entry = anj_json_parse_object (bytes, NULL);
  const char *event = entry != NULL ? anj_json_get_string (entry, "event", "") : "";

  if (g_str_equal (event, "enrolled"))
    return replay_enrolled (store, entry, result, error);
  if (g_str_equal (event, "rekeyed"))
    return replay_rekeyed (store, entry, result, error);
  if (g_str_equal (event, "revoked"))
    return replay_revoked (store, entry, now_us, result, error);
  if (g_str_equal (event, "renewed"))
    return note_certificate (store, entry, error);
  result->n_unread++;
  return TRUE;
}

/* (transfer full) (nullable): whose renewal it is; NULL: it is none, or written in another order */
static char *
find_renewed (const char *line)
{
  static const char start[] = "{\"event\":\"renewed\",\"terminal\":\"";
  const char *id = g_str_has_prefix (line, start) ? line + strlen (start) : NULL;
  const char *end = id != NULL ? strchr (id, '"') : NULL;

  return end != NULL ? g_strndup (id, (gsize) (end - id)) : NULL;
}

/* of a terminal's renewals the last is enough: a fleet writes half a million a year */
static gboolean
replay_lines (HubStore *store,
              char **lines,
              gint64 now_us,
              HubTerminalLogResult *result,
              GError **error)
{
  g_autoptr (GHashTable) renewals = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  const char *line;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      char *id = find_renewed (lines[i]);

      if (id != NULL)
        g_hash_table_replace (renewals, id, lines[i]);
      else if (*lines[i] != '\0' && !replay_line (store, lines[i], now_us, result, error))
        return FALSE;
    }
  g_hash_table_iter_init (&iter, renewals);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &line))
    if (!replay_line (store, line, now_us, result, error))
      return FALSE;
  return TRUE;
}

gboolean
hub_terminal_log_replay (const char *data_dir,
                         HubStore *store,
                         gint64 now_us,
                         HubTerminalLogResult *out_result,
                         GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_auto (GStrv) lines = read_lines (data_dir, &local_error);
  g_autoptr (HubTransaction) transaction = NULL;

  memset (out_result, 0, sizeof *out_result);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (lines == NULL)
    return TRUE;
  transaction = hub_transaction_begin (store, error);
  if (transaction == NULL)
    return FALSE;
  return replay_lines (store, lines, now_us, out_result, error) &&
         hub_transaction_commit (transaction, error);
}
