/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What terminals are told to do from afar: lock, unlock, wipe, restart, sync, renew, logs. */

#include "kiosk-config/ctl/anj-ctl.h"

#include "core/anj-json.h"
#include "core/anj-remote.h"

/* "24h", "7d": hours, or 0 when it is neither */
static gint64
parse_hours (const char *text)
{
  guint64 count;
  g_autofree char *digits = NULL;
  gsize n_chars = strlen (text);
  gboolean is_days = n_chars > 0 && text[n_chars - 1] == 'd';

  if (n_chars < 2 || (!is_days && text[n_chars - 1] != 'h'))
    return 0;
  digits = g_strndup (text, n_chars - 1);
  if (!g_ascii_string_to_unsigned (digits, 10, 1, is_days ? 90 : 2160, &count, NULL))
    return 0;
  return (gint64) count * (is_days ? 24 : 1);
}

static void
print_command (JsonObject *command)
{
  const char *detail = anj_json_get_string (command, "detail", NULL);

  const char *ended = anj_json_get_string (command, "ended", NULL);

  g_print ("%s  %s  %-7s  %-9s  ordered %s%s%s%s%s\n", anj_json_get_string (command, "id", "?"),
           anj_json_get_string (command, "terminal", "?"),
           anj_json_get_string (command, "kind", "?"), anj_json_get_string (command, "state", "?"),
           anj_json_get_string (command, "created", "?"), ended != NULL ? ", ended " : "",
           ended != NULL ? ended : "", detail != NULL ? "  " : "", detail != NULL ? detail : "");
}

/* what was ordered at one time: "3 of 5 DONE, 2 SENT" */
static void
print_order (JsonObject *order)
{
  static const char *const states[] = {
    "PENDING", "SENT", "ACKED", "FAILED", "EXPIRED", "CANCELLED"
  };

  g_print ("%s  %-7s  %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " DONE",
           anj_json_get_string (order, "created", "?"), anj_json_get_string (order, "kind", "?"),
           anj_json_get_int (order, "DONE", 0), anj_json_get_int (order, "count", 0));
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (anj_json_get_int (order, states[i], 0) > 0)
      g_print (", %" G_GINT64_FORMAT " %s", anj_json_get_int (order, states[i], 0), states[i]);
  g_print ("  by %s\n", anj_json_get_string (order, "admin", "?"));
}

static JsonObject *
make_order (const AnjCtl *ctl, AnjRemoteKind kind, char **ids, GError **error)
{
  g_autoptr (JsonObject) order = json_object_new ();

  json_object_set_string_member (order, "kind", anj_remote_kind_name (kind));
  if ((ids[0] != NULL) == (ctl->region != NULL))
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                           "name terminals, or --region CODE for all of a region");
      return NULL;
    }
  if (ctl->region != NULL)
    json_object_set_string_member (order, "region", ctl->region);
  else
    {
      JsonArray *array = json_array_new ();

      for (gsize i = 0; ids[i] != NULL; i++)
        json_array_add_string_element (array, ids[i]);
      json_object_set_array_member (order, "terminals", array);
    }
  if (ctl->expires != NULL)
    {
      gint64 hours = parse_hours (ctl->expires);

      if (hours == 0)
        {
          g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                       "--expires %s: write hours or days, as 24h or 7d, at most 90d",
                       ctl->expires);
          return NULL;
        }
      json_object_set_int_member (order, "hours", hours);
    }
  return g_steal_pointer (&order);
}

/* whether the admin knows how many a region is */
static gboolean
check_sure (const AnjCtl *ctl, AnjRemoteKind kind, JsonObject *order, GError **error)
{
  g_autoptr (JsonNode) answer = NULL;

  if (ctl->region == NULL || ctl->sure)
    return TRUE;
  json_object_set_boolean_member (order, "preview", TRUE);
  answer = anj_ctl_request_json (ctl, "POST", "/admin/v1/commands", order, error);
  if (answer != NULL)
    g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                 "'%s' for %" G_GINT64_FORMAT
                 " terminals of %s: nobody is told yet; add --yes if all are meant",
                 anj_remote_kind_name (kind),
                 anj_json_get_int (json_node_get_object (answer), "count", 0), ctl->region);
  return FALSE;
}

static gboolean
order_all (const AnjCtl *ctl, AnjRemoteKind kind, char **ids, GError **error)
{
  g_autoptr (JsonObject) order = make_order (ctl, kind, ids, error);
  g_autoptr (JsonNode) answer = NULL;
  JsonArray *commands;
  gint64 count;

  if (order == NULL || !check_sure (ctl, kind, order, error))
    return FALSE;
  answer = anj_ctl_request_json (ctl, "POST", "/admin/v1/commands", order, error);
  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    {
      anj_ctl_print_json (answer);
      return TRUE;
    }
  commands = anj_json_get_array (json_node_get_object (answer), "commands");
  count = anj_json_get_int (json_node_get_object (answer), "count", 0);
  if (ctl->region != NULL)
    g_print ("%" G_GINT64_FORMAT " terminals are told; 'terminal commands --region %s' counts what"
             " they did\n",
             count, ctl->region);
  for (guint i = 0; ctl->region == NULL && commands != NULL && i < json_array_get_length (commands);
       i++)
    print_command (json_array_get_object_element (commands, i));
  return TRUE;
}

gboolean
anj_ctl_terminal_lock (const AnjCtl *ctl, char **arguments, GError **error)
{
  return order_all (ctl, ANJ_REMOTE_LOCK, arguments, error);
}

gboolean
anj_ctl_terminal_unlock (const AnjCtl *ctl, char **arguments, GError **error)
{
  return order_all (ctl, ANJ_REMOTE_UNLOCK, arguments, error);
}

gboolean
anj_ctl_terminal_wipe (const AnjCtl *ctl, char **arguments, GError **error)
{
  return order_all (ctl, ANJ_REMOTE_WIPE, arguments, error);
}

gboolean
anj_ctl_terminal_restart (const AnjCtl *ctl, char **arguments, GError **error)
{
  return order_all (ctl, ANJ_REMOTE_RESTART, arguments, error);
}

gboolean
anj_ctl_terminal_sync (const AnjCtl *ctl, char **arguments, GError **error)
{
  return order_all (ctl, ANJ_REMOTE_SYNC, arguments, error);
}

gboolean
anj_ctl_terminal_renew (const AnjCtl *ctl, char **arguments, GError **error)
{
  return order_all (ctl, ANJ_REMOTE_RENEW, arguments, error);
}

static char *
make_path (const char *format_before, const char *id, const char *after)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);

  return g_strconcat (format_before, escaped, after, NULL);
}

static JsonNode *
read_commands (const AnjCtl *ctl, const char *terminal, GError **error)
{
  g_autofree char *path = make_path ("/admin/v1/terminals/", terminal, "/commands");

  return anj_ctl_request_json (ctl, "GET", path, NULL, error);
}

/* the newest log of @terminal that the hub keeps */
static gboolean
fetch_log (const AnjCtl *ctl, const char *terminal, GError **error)
{
  g_autoptr (JsonNode) answer = read_commands (ctl, terminal, error);
  JsonArray *all = answer != NULL ? json_node_get_array (answer) : NULL;
  g_autofree char *folder = g_path_get_dirname (ctl->out);
  g_autofree char *name = g_path_get_basename (ctl->out);

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *command = json_array_get_object_element (all, i);
      const char *id = anj_json_get_string (command, "id", "");
      g_autofree char *path = make_path ("/admin/v1/commands/", id, "/log");
      g_autoptr (GBytes) log = NULL;

      if (!anj_json_get_bool (command, "log", FALSE))
        continue;
      log = anj_ctl_request (ctl, "GET", path, NULL, NULL, error);
      if (log == NULL || !anj_ctl_write_file (folder, name, log, /* is_secret */ TRUE, error))
        return FALSE;
      g_print ("%s written: the log of %s as of %s\n", ctl->out, terminal,
               anj_json_get_string (command, "acked", "?"));
      return TRUE;
    }
  if (answer != NULL)
    g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_UNAVAILABLE,
                 "no log of %s is here yet; ask for one by 'terminal logs %s', then again",
                 terminal, terminal);
  return FALSE;
}

gboolean
anj_ctl_terminal_logs (const AnjCtl *ctl, char **arguments, GError **error)
{
  if (ctl->out == NULL)
    return order_all (ctl, ANJ_REMOTE_LOGS, arguments, error);
  if (arguments[0] != NULL && arguments[1] == NULL)
    return fetch_log (ctl, arguments[0], error);
  g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE, "--out takes one terminal");
  return FALSE;
}

gboolean
anj_ctl_terminal_commands (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autofree char *path = NULL;

  if ((arguments[0] != NULL) == (ctl->region != NULL) ||
      (arguments[0] != NULL && arguments[1] != NULL))
    {
      g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                           "name a terminal, or --region CODE for all of a region");
      return FALSE;
    }
  if (ctl->region != NULL)
    {
      path = make_path ("/admin/v1/commands?region=", ctl->region, NULL);
      return anj_ctl_list (ctl, path, "commands", print_order, error);
    }
  path = make_path ("/admin/v1/terminals/", arguments[0], "/commands");
  return anj_ctl_list (ctl, path, "commands", print_command, error);
}

static gboolean
cancel_region (const AnjCtl *ctl, const char *kind, GError **error)
{
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (JsonNode) answer = NULL;

  json_object_set_string_member (request, "kind", kind);
  json_object_set_string_member (request, "region", ctl->region);
  answer = anj_ctl_request_json (ctl, "POST", "/admin/v1/commands/cancel", request, error);
  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    anj_ctl_print_json (answer);
  else
    g_print ("%" G_GINT64_FORMAT " commands cancelled that nobody had begun\n",
             anj_json_get_int (json_node_get_object (answer), "count", 0));
  return TRUE;
}

gboolean
anj_ctl_terminal_cancel (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autofree char *path = make_path ("/admin/v1/commands/", arguments[0], "/cancel");
  g_autoptr (JsonNode) answer = NULL;
  JsonObject *command;

  if (ctl->region != NULL)
    return cancel_region (ctl, arguments[0], error);
  answer = anj_ctl_request_json (ctl, "POST", path, NULL, error);
  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    {
      anj_ctl_print_json (answer);
      return TRUE;
    }
  command = json_node_get_object (answer);
  print_command (command);
  if (anj_json_get_string (command, "sent", NULL) != NULL)
    g_print ("it had left for the terminal: if it arrived, it is done all the same\n");
  return TRUE;
}
