/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-ask.h"

#include <string.h>
#include <sysexits.h>

#include "app/session/anj-attachment.h"
#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "core/anj-secret.h"

#define MAX_LINE_BYTES 4096
#define MAX_BODY_BYTES (1024 * 1024)
/* longer than this a person does not wait for one ticket */
#define MAX_TICKET_DELAY_MS 60000
/* key of the error until the village's records are sealed */
#define NOT_SYNCED "not-synced"

static const struct
{
  int exit_code;
  const char *advice;
} outcomes[] = {
  [ANJ_SESSION_ERROR_INVALID] = { EX_DATAERR, "correct the input and try again" },
  [ANJ_SESSION_ERROR_THROTTLED] = { EX_TEMPFAIL, "try again later" },
  [ANJ_SESSION_ERROR_LOCKED] = { EX_NOPERM, "ask the administrator to unlock this terminal" },
  [ANJ_SESSION_ERROR_UNAVAILABLE] = { EX_UNAVAILABLE, "see that anjungan-agent runs and uses "
                                                      "this socket" },
  [ANJ_SESSION_ERROR_FULL] = { EX_TEMPFAIL, "let the terminal reach its hub, or free its disk" },
  [ANJ_SESSION_ERROR_NO_STORAGE] = { EX_IOERR, "make the agent's disk writable; anjungan-agent "
                                               "check says more" },
  [ANJ_SESSION_ERROR_NOT_FOUND] = { EX_DATAERR, "check number and PIN" },
  [ANJ_SESSION_ERROR_INTERNAL] = { EX_SOFTWARE, "see the agent's log" },
};

static int
report (FILE *log, const char *place, const GError *error)
{
  int code = error->domain == ANJ_SESSION_ERROR ? error->code : ANJ_SESSION_ERROR_INTERNAL;
  const char *advice = g_str_has_prefix (error->message, NOT_SYNCED)
                           ? "the first sync is running, try again soon"
                           : outcomes[code].advice;

  fprintf (log, "anjungan-ask: %s%s; %s\n", place, error->message, advice);
  return outcomes[code].exit_code;
}

static int
refuse (FILE *log, const char *why)
{
  fprintf (log, "anjungan-ask: %s\n", why);
  return EX_DATAERR;
}

/* waiting */

static void
on_done (GObject *source G_GNUC_UNUSED, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out_result = user_data;

  *out_result = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

static gboolean
on_timeout (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

/* one second more than asked for: the agent tells whole seconds */
static void
wait_out (const AnjAsk *self, guint delay_ms)
{
  g_autoptr (GSource) timer = g_timeout_source_new (delay_ms);
  gboolean is_over = FALSE;

  fprintf (self->log, "anjungan-ask: too many tries, waiting %u s\n", (delay_ms + 999) / 1000);
  g_source_set_callback (timer, on_timeout, &is_over, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  while (!is_over)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

AnjSession *
anj_ask_connect (const char *socket_path,
                 const AnjClock *clock,
                 const AnjRandom *random,
                 FILE *log,
                 int *out_exit_code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *place = g_strconcat (socket_path, ": ", NULL);
  AnjSession *session;

  anj_session_new_async (socket_path, clock, random, /* cancellable */ NULL, on_done, &result);
  wait_for (&result);
  session = anj_session_new_finish (result, &error);
  if (session == NULL)
    *out_exit_code = report (log, place, error);
  return session;
}

static int
finish_output (const AnjAsk *self, int exit_code)
{
  if (fflush (self->out) == 0 && !ferror (self->out))
    return exit_code;
  fprintf (self->log, "anjungan-ask: cannot write the answer; see where the output goes\n");
  return EX_IOERR;
}

static int
write_json (const AnjAsk *self, JsonObject *object)
{
  g_autoptr (GBytes) bytes = anj_json_object_to_bytes (object);
  gsize n_bytes;
  const char *data = g_bytes_get_data (bytes, &n_bytes);

  fwrite (data, 1, n_bytes, self->out);
  fputc ('\n', self->out);
  return finish_output (self, EX_OK);
}

/* household */

static JsonObject *
look_up (const AnjAsk *self, const char *nik, const char *no_kk, GError **error)
{
  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) local_error = NULL;
      JsonObject *document;

      anj_session_look_up_async (self->session, nik, no_kk, /* cancellable */ NULL, on_done,
                                 &result);
      wait_for (&result);
      document = anj_session_look_up_finish (self->session, result, &local_error);
      if (document != NULL)
        return document;
      if (!g_error_matches (local_error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_THROTTLED))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      wait_out (self, anj_session_error_delay_ms (local_error));
    }
}

static gboolean
report_fault (const AnjAsk *self,
              guint n_line,
              const char *name,
              const char *number,
              AnjNumberFault fault)
{
  if (fault == ANJ_NUMBER_OK)
    return FALSE;
  if (fault == ANJ_NUMBER_TOO_SHORT || fault == ANJ_NUMBER_TOO_LONG)
    fprintf (self->log, "anjungan-ask: line %u: %s %s: it has %zu characters, write 16 digits\n",
             n_line, name, anj_number_fault_to_string (fault), strlen (number));
  else
    fprintf (self->log, "anjungan-ask: line %u: %s %s; check the number\n", n_line, name,
             anj_number_fault_to_string (fault));
  return TRUE;
}

static guint
year_today (const AnjAsk *self)
{
  gint64 seconds = anj_session_get_now_us (self->session) / G_USEC_PER_SEC;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (seconds);

  return now != NULL ? (guint) g_date_time_get_year (now) : 9999;
}

/* @line is taken apart in place */
static int
ask_line (const AnjAsk *self, guint n_line, char *line)
{
  g_autofree char *place = g_strdup_printf ("line %u: ", n_line);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;
  char *rest = NULL;
  const char *nik = strtok_r (line, " \t\r\n", &rest);
  const char *no_kk = strtok_r (NULL, " \t\r\n", &rest);
  guint year = year_today (self);

  if (nik == NULL)
    return EX_OK;
  if (no_kk == NULL || strtok_r (NULL, " \t\r\n", &rest) != NULL)
    {
      fprintf (self->log, "anjungan-ask: line %u: write a NIK, a space and a No. KK\n", n_line);
      return EX_DATAERR;
    }
  if (report_fault (self, n_line, "NIK", nik, anj_nik_parse (nik, self->regions, year, NULL)) ||
      report_fault (self, n_line, "No. KK", no_kk, anj_kk_parse (no_kk, self->regions, year)))
    return EX_DATAERR;
  if (anj_region_table_is_former_district (self->regions, nik))
    fprintf (self->log,
             "anjungan-ask: line %u: the NIK begins with a code that its district has no longer; "
             "looked up all the same\n",
             n_line);

  document = look_up (self, nik, no_kk, &error);
  if (document == NULL)
    return report (self->log, place, error);
  return write_json (self, document);
}

int
anj_ask_household (const AnjAsk *self)
{
  char line[MAX_LINE_BYTES];
  int exit_code = EX_OK;

  for (guint n_line = 1; fgets (line, sizeof line, self->in) != NULL; n_line++)
    {
      int line_code = ask_line (self, n_line, line);

      explicit_bzero (line, sizeof line);
      if (line_code != EX_OK && line_code != EX_DATAERR)
        return line_code;
      if (line_code != EX_OK)
        exit_code = line_code;
    }
  return exit_code;
}

/* send */

/* (nullable): all of @in, wiped with its last reference; NULL when it is longer than a body may be
 */
static GBytes *
read_all (FILE *in)
{
  guint8 *data = g_malloc (MAX_BODY_BYTES + 1);
  gsize n_bytes = fread (data, 1, MAX_BODY_BYTES + 1, in);
  g_autoptr (GBytes) all = anj_secret_bytes_new (data, n_bytes);

  explicit_bzero (data, n_bytes);
  g_free (data);
  return n_bytes <= MAX_BODY_BYTES ? g_steal_pointer (&all) : NULL;
}

/* adds @path to @attachments; an exit code, with the error written */
static int
attach (const AnjAsk *self, GPtrArray *attachments, const char *path, const char *type)
{
  g_autofree char *place = g_strconcat (path, ": ", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  AnjAttachment *attachment;
  char *data;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, &error))
    {
      fprintf (self->log, "anjungan-ask: %s\n", error->message);
      return EX_NOINPUT;
    }
  bytes = anj_secret_bytes_new_take ((guint8 *) data, n_bytes);
  attachment = anj_attachment_new (bytes, type, &error);
  if (attachment == NULL)
    return report (self->log, place, error);
  g_ptr_array_add (attachments, attachment);
  return EX_OK;
}

static int
attach_all (const AnjAsk *self, GPtrArray *attachments, const char *const *paths, const char *type)
{
  int exit_code = EX_OK;

  for (gsize i = 0; exit_code == EX_OK && paths != NULL && paths[i] != NULL; i++)
    exit_code = attach (self, attachments, paths[i], type);
  return exit_code;
}

int
anj_ask_send (const AnjAsk *self,
              const char *kind,
              const char *const *photos,
              const char *const *recordings)
{
  g_autoptr (GPtrArray)
      attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_unref);
  g_autoptr (GBytes) bytes = read_all (self->in);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AnjTicket) ticket = NULL;
  int exit_code;

  if (bytes == NULL)
    return refuse (self->log, "the body is longer than 1 MiB; shorten it");
  body = anj_json_parse_object (bytes, &error);
  if (body == NULL)
    {
      g_prefix_error (&error, "the body is no JSON object: ");
      return refuse (self->log, error->message);
    }
  exit_code = attach_all (self, attachments, photos, ANJ_ATTACHMENT_JPEG);
  if (exit_code == EX_OK)
    exit_code = attach_all (self, attachments, recordings, ANJ_ATTACHMENT_OGG);
  if (exit_code != EX_OK)
    return exit_code;
  anj_session_send_async (self->session, kind, body, attachments, /* cancellable */ NULL, on_done,
                          &result);
  wait_for (&result);
  ticket = anj_session_send_finish (self->session, result, &error);
  if (ticket == NULL)
    return report (self->log, "", error);
  fprintf (self->out, "%s/%s %s\n", ticket->region, ticket->number, ticket->pin);
  return finish_output (self, EX_OK);
}

/* ticket */

static JsonObject *
follow (const AnjAsk *self, const char *region, const char *number, const char *pin, GError **error)
{
  for (;;)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) local_error = NULL;
      JsonObject *followed;
      guint delay_ms;

      anj_session_follow_async (self->session, region, number, pin, /* cancellable */ NULL, on_done,
                                &result);
      wait_for (&result);
      followed = anj_session_follow_finish (self->session, result, &local_error);
      if (followed != NULL)
        return followed;
      delay_ms = anj_session_error_delay_ms (local_error);
      if (delay_ms == 0 || delay_ms > MAX_TICKET_DELAY_MS)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
      wait_out (self, delay_ms);
    }
}

int
anj_ask_ticket (const AnjAsk *self, const char *ticket)
{
  const char *slash = strchr (ticket, '/');
  g_autofree char *region = slash != NULL
                                ? g_strndup (ticket, (gsize) (slash - ticket))
                                : g_strdup (anj_json_get_string (
                                      anj_session_get_config (self->session), "region", ""));
  char pin[MAX_LINE_BYTES] = "";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) followed = NULL;

  if (fgets (pin, sizeof pin, self->in) == NULL)
    return refuse (self->log, "write the PIN on standard input");
  g_strstrip (pin);
  followed = follow (self, region, slash != NULL ? slash + 1 : ticket, pin, &error);
  explicit_bzero (pin, sizeof pin);
  if (followed == NULL)
    return report (self->log, "", error);
  return write_json (self, followed);
}
