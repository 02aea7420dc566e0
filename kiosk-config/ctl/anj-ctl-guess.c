/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where numbers may be guessed. */

#include "kiosk-config/ctl/anj-ctl.h"

#include <string.h>

#include "core/anj-json.h"

static char *
make_path (const AnjCtl *ctl, GError **error)
{
  GString *path = g_string_new ("/admin/v1/guess-alarms?all=");

  if (ctl->state != NULL && strcmp (ctl->state, "all") != 0)
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE,
                   "--state %s: alarms are open, or ask for --state all", ctl->state);
      g_string_free (path, TRUE);
      return NULL;
    }
  g_string_append (path, ctl->state != NULL ? "true" : "false");
  if (ctl->region != NULL)
    {
      g_autofree char *region = g_uri_escape_string (ctl->region, NULL, FALSE);

      g_string_append_printf (path, "&region=%s", region);
    }
  return g_string_free (path, FALSE);
}

static void
print_alarm (JsonObject *alarm)
{
  const char *place = anj_json_get_string (alarm, "place", NULL);
  const char *terminal = anj_json_get_string (alarm, "terminal", NULL);
  const char *ended = anj_json_get_string (alarm, "ended", NULL);
  g_autofree char *expected = place == NULL
                                  ? g_strdup ("-")
                                  : g_strdup_printf (
                                        "%.1f", json_object_get_double_member (alarm, "expected"));

  if (place != NULL && *place == '\0')
    place = "everywhere";
  g_print ("%-15s %-13s %-20s %-20s %6" G_GINT64_FORMAT " %8" G_GINT64_FORMAT " %8s\n",
           terminal != NULL ? terminal : place, anj_json_get_string (alarm, "region", "-"),
           anj_json_get_string (alarm, "raised", "?"), ended != NULL ? ended : "open",
           anj_json_get_int (alarm, "misses", 0), anj_json_get_int (alarm, "look_ups", 0),
           expected);
}

gboolean
anj_ctl_terminal_guesses (const AnjCtl *ctl, char **arguments G_GNUC_UNUSED, GError **error)
{
  g_autofree char *path = make_path (ctl, error);
  g_autoptr (JsonNode) answer = path != NULL ? anj_ctl_request_json (ctl, "GET", path, NULL, error)
                                             : NULL;
  JsonArray *alarms;

  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    {
      anj_ctl_print_json (answer);
      return TRUE;
    }
  alarms = json_node_get_array (answer);
  if (json_array_get_length (alarms) == 0)
    g_printerr ("anjunganctl: no alarms\n");
  else
    g_print ("%-15s %-13s %-20s %-20s %6s %8s %8s\n", "WHERE", "VILLAGE", "SINCE", "ENDED",
             "MISSES", "LOOK-UPS", "EXPECTED");
  for (guint i = 0; i < json_array_get_length (alarms); i++)
    print_alarm (json_array_get_object_element (alarms, i));
  return TRUE;
}
