/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/anj-session-private.h"

#include <string.h>

#include "core/anj-json.h"

#define REMOTE_PREFIX "id.anjungan.Error."
#define MAX_DELAY_S 86400

G_DEFINE_QUARK (anj_session_error_quark, anj_session_error)

static const struct
{
  const char *name;
  AnjSessionError code;
} remote_errors[] = {
  { "Invalid", ANJ_SESSION_ERROR_INVALID }, { "Throttled", ANJ_SESSION_ERROR_THROTTLED },
  { "Locked", ANJ_SESSION_ERROR_LOCKED },   { "Unavailable", ANJ_SESSION_ERROR_UNAVAILABLE },
  { "Full", ANJ_SESSION_ERROR_FULL },       { "Internal", ANJ_SESSION_ERROR_INTERNAL },
};

static AnjSessionError
code_of_remote (const char *name, const char *key)
{
  if (strcmp (key, "ticket-unknown") == 0)
    return ANJ_SESSION_ERROR_NOT_FOUND;
  if (strcmp (key, "storage") == 0)
    return ANJ_SESSION_ERROR_NO_STORAGE;
  if (strcmp (key, "printer-paper") == 0)
    return ANJ_SESSION_ERROR_NO_PAPER;
  for (gsize i = 0; g_str_has_prefix (name, REMOTE_PREFIX) && i < G_N_ELEMENTS (remote_errors); i++)
    if (strcmp (name + strlen (REMOTE_PREFIX), remote_errors[i].name) == 0)
      return remote_errors[i].code;
  return ANJ_SESSION_ERROR_INTERNAL;
}

GError *
anj_session_error_translate (GError *error)
{
  g_autofree char *name = NULL;
  GError *translated;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      error->domain == ANJ_SESSION_ERROR)
    return error;

  name = g_dbus_error_get_remote_error (error);
  if (name != NULL && g_str_has_prefix (name, REMOTE_PREFIX))
    {
      g_dbus_error_strip_remote_error (error);
      translated = g_error_new_literal (ANJ_SESSION_ERROR, code_of_remote (name, error->message),
                                        error->message);
    }
  else if (name != NULL)
    translated = g_error_new (ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL,
                              "the agent answered: %s", error->message);
  else
    translated = g_error_new (ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_UNAVAILABLE,
                              "the agent is away: %s", error->message);
  g_error_free (error);
  return translated;
}

GError *
anj_session_error_wrap (GError *error, AnjSessionError code)
{
  GError *wrapped = g_error_new_literal (ANJ_SESSION_ERROR, code, error->message);

  g_error_free (error);
  return wrapped;
}

/* the message is "throttled SECONDS" */
guint
anj_session_error_delay_ms (const GError *error)
{
  const char *space;
  guint64 seconds;

  if (!g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_THROTTLED))
    return 0;
  space = strrchr (error->message, ' ');
  if (space == NULL || !g_ascii_string_to_unsigned (space + 1, 10, 0, MAX_DELAY_S, &seconds, NULL))
    return 1000;
  return (guint) seconds * 1000;
}

JsonObject *
anj_session_parse (const char *text, const char *what, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) local_error = NULL;
  JsonObject *object = anj_json_parse_object (bytes, &local_error);

  if (object == NULL)
    g_set_error (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_INTERNAL, "the agent's %s: %s", what,
                 local_error->message);
  return object;
}
