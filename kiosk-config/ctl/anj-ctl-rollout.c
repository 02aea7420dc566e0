/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl-config.h"

#include <string.h>

#include "core/anj-json.h"

#define ROLLOUTS "/admin/v1/rollouts"

static const struct
{
  const char *reason;
  const char *words;
} reasons[] = {
  { "errors", "too many terminals of the group went back or refused it" },
  { "errors-of-hardware", "too many terminals of one kind of hardware went back or refused it" },
  { "silent", "too many terminals fell silent after they were told" },
  { "too-few-kept", "too few terminals of the group kept it" },
  { "nobody-told", "no terminal of the group called in time" },
  { "admin", "an admin said so" },
  { "published", "the configuration was published to all" },
  { "restored", "the hub was restored from a backup" },
  { "overtaken", "a newer configuration was published to all" },
};

static const char *
explain (const char *reason)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_str_equal (reasons[i].reason, reason))
      return reasons[i].words;
  return reason;
}

static gboolean
refuse (GError **error, const char *option, const char *value, const char *allowed)
{
  g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_USAGE, "--%s %s: %s", option, value, allowed);
  return FALSE;
}

/* "1", "0.1" or "0.1%" */
static gboolean
parse_percent (const char *text, double *out)
{
  char *end = NULL;

  *out = g_ascii_strtod (text, &end);
  return end != text && *out >= 0 && *out <= 100 && (*end == '\0' || strcmp (end, "%") == 0);
}

/* "90s", "30m", "2h", "1d" */
static gboolean
parse_seconds (const char *text, gint64 *out)
{
  static const struct
  {
    char unit;
    gint64 seconds;
  } units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
  char *end = NULL;
  guint64 n = g_ascii_strtoull (text, &end, 10);

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (end != text && g_ascii_isdigit (*text) && n <= 100000 && end[0] == units[i].unit &&
        end[1] == '\0')
      {
        *out = (gint64) n * units[i].seconds;
        return TRUE;
      }
  return FALSE;
}

static gboolean
add_groups (JsonObject *plan, const char *text, GError **error)
{
  g_auto (GStrv) parts = NULL;
  JsonArray *array;

  if (text == NULL)
    return TRUE;
  parts = g_strsplit (text, ",", -1);
  array = json_array_new ();
  json_object_set_array_member (plan, "groups", array);
  for (char **part = parts; *part != NULL; part++)
    {
      double percent;

      if (!parse_percent (*part, &percent))
        return refuse (error, "groups", text, "write percentages, as 0.1%,1%,10%,100%");
      json_array_add_double_element (array, percent);
    }
  return TRUE;
}

static gboolean
add_percent (JsonObject *plan, const char *member, const char *text, GError **error)
{
  double percent;

  if (text == NULL)
    return TRUE;
  if (!parse_percent (text, &percent))
    return refuse (error, member, text, "write a percentage, as 99");
  json_object_set_double_member (plan, member, percent);
  return TRUE;
}

static gboolean
add_seconds (JsonObject *plan,
             const char *option,
             const char *member,
             const char *text,
             GError **error)
{
  gint64 seconds;

  if (text == NULL)
    return TRUE;
  if (!parse_seconds (text, &seconds))
    return refuse (error, option, text, "write a time, as 90s, 30m, 2h or 1d");
  json_object_set_int_member (plan, member, seconds);
  return TRUE;
}

static void
add_names (JsonObject *plan, const char *member, char **names)
{
  JsonArray *array;

  if (names == NULL)
    return;
  array = json_array_new ();
  for (char **name = names; *name != NULL; name++)
    json_array_add_string_element (array, *name);
  json_object_set_array_member (plan, member, array);
}

static gboolean
fill_plan (const AnjCtl *ctl, JsonObject *plan, GError **error)
{
  g_auto (GStrv) regions = ctl->region != NULL ? g_strsplit (ctl->region, ",", -1) : NULL;
  char *hardware[] = { ctl->hardware, NULL };

  add_names (plan, "regions", regions);
  add_names (plan, "labels", ctl->labels);
  if (ctl->hardware != NULL)
    add_names (plan, "hardware", hardware);
  if (ctl->window != NULL)
    json_object_set_string_member (plan, "window", ctl->window);
  if (ctl->at_once > 0)
    json_object_set_int_member (plan, "at_once", ctl->at_once);
  return add_groups (plan, ctl->groups, error) &&
         add_percent (plan, "success", ctl->success, error) &&
         add_percent (plan, "errors", ctl->errors, error) &&
         add_seconds (plan, "soak", "soak_s", ctl->soak, error) &&
         add_seconds (plan, "answer", "answer_s", ctl->answer, error) &&
         add_seconds (plan, "deadline", "deadline_s", ctl->deadline, error);
}

static void
print_line (JsonObject *rollout)
{
  const char *state = anj_json_get_string (rollout, "state", "?");
  /* what it stood still for is over once it goes on */
  const char *reason = g_str_equal (state, "running")
                           ? NULL
                           : anj_json_get_string (rollout, "reason", NULL);
  JsonArray *groups = anj_json_get_array (rollout, "groups");

  g_print ("%s  configuration %" G_GINT64_FORMAT ".%" G_GINT64_FORMAT
           "  %s%s%s, group %" G_GINT64_FORMAT " of %u, begun %s\n",
           anj_json_get_string (rollout, "id", "?"), anj_json_get_int (rollout, "epoch", 0),
           anj_json_get_int (rollout, "version", 0), state, reason != NULL ? ": " : "",
           reason != NULL ? explain (reason) : "", anj_json_get_int (rollout, "group", 0),
           groups != NULL ? json_array_get_length (groups) : 0,
           anj_json_get_string (rollout, "started", "?"));
}

static void
print_groups (JsonArray *groups)
{
  static const char *const counts[] = { "size",  "told",   "kept",      "reverted", "refused",
                                        "other", "silent", "probation", "waiting" };

  g_print ("%-5s %8s", "group", "share");
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    g_print (" %9s", i > 0 ? counts[i] : "up to");
  g_print ("  released\n");
  for (guint i = 0; groups != NULL && i < json_array_get_length (groups); i++)
    {
      JsonObject *group = anj_json_array_get_object (groups, i);
      double percent = group != NULL
                           ? json_object_get_double_member_with_default (group, "percent", 0)
                           : 0;

      if (group == NULL)
        continue;
      g_print ("%-5" G_GINT64_FORMAT " %7g%%", anj_json_get_int (group, "number", 0), percent);
      for (gsize j = 0; j < G_N_ELEMENTS (counts); j++)
        g_print (" %9" G_GINT64_FORMAT, anj_json_get_int (group, counts[j], 0));
      g_print ("  %s\n", anj_json_get_string (group, "released", "-"));
    }
}

static void
print_terminal (JsonObject *terminal)
{
  const char *reason = anj_json_get_string (terminal, "reason", NULL);
  const char *hardware = anj_json_get_string (terminal, "hardware", NULL);

  g_print ("%s  %s  group %" G_GINT64_FORMAT "  %s%s%s  told %s, answered %s%s%s\n",
           anj_json_get_string (terminal, "terminal", "?"),
           anj_json_get_string (terminal, "region", "?"), anj_json_get_int (terminal, "group", 0),
           anj_json_get_string (terminal, "state", "?"), reason != NULL ? ": " : "",
           reason != NULL ? reason : "", anj_json_get_string (terminal, "told", "-"),
           anj_json_get_string (terminal, "answered", "never"), hardware != NULL ? ", " : "",
           hardware != NULL ? hardware : "");
}

static void
print_names (const char *what, JsonArray *names)
{
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    g_print ("%s%s", i == 0 ? what : ", ", json_array_get_string_element (names, i));
}

static void
print_plan (JsonObject *rollout)
{
  JsonObject *plan = anj_json_get_object (rollout, "plan");
  const char *next = anj_json_get_string (rollout, "next", NULL);

  g_print ("for %" G_GINT64_FORMAT " terminals", anj_json_get_int (rollout, "fleet", 0));
  if (plan != NULL)
    {
      print_names (" of ", anj_json_get_array (plan, "regions"));
      print_names (", label ", anj_json_get_array (plan, "labels"));
      print_names (", hardware ", anj_json_get_array (plan, "hardware"));
    }
  g_print (", by %s\n", anj_json_get_string (rollout, "started_by", "?"));
  if (plan != NULL)
    g_print ("told %s%s, %" G_GINT64_FORMAT " s between groups%s%s\n",
             anj_json_get_string (plan, "window", NULL) != NULL ? "within " : "",
             anj_json_get_string (plan, "window", "at any time"),
             anj_json_get_int (plan, "soak_s", 0), next != NULL ? ", the next one not before " : "",
             next != NULL ? next : "");
}

static void
print_rollout (JsonObject *rollout)
{
  JsonArray *terminals = anj_json_get_array (rollout, "terminals");

  print_line (rollout);
  print_plan (rollout);
  print_groups (anj_json_get_array (rollout, "groups"));
  for (guint i = 0; terminals != NULL && i < json_array_get_length (terminals); i++)
    if (anj_json_array_get_object (terminals, i) != NULL)
      print_terminal (anj_json_array_get_object (terminals, i));
}

static gboolean
ask (const AnjCtl *ctl, const char *method, const char *path, JsonObject *body, GError **error)
{
  g_autoptr (JsonNode) answer = anj_ctl_request_json (ctl, method, path, body, error);

  if (answer == NULL)
    return FALSE;
  if (ctl->as_json)
    anj_ctl_print_json (answer);
  else if (JSON_NODE_HOLDS_OBJECT (answer))
    print_rollout (json_node_get_object (answer));
  return TRUE;
}

gboolean
anj_ctl_rollout_start (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autoptr (GBytes) der = anj_ctl_read_file (NULL, arguments[0], error);
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (AnjConfig) config = NULL;
  g_autofree char *text = NULL;
  JsonObject *plan;

  if (der == NULL)
    return FALSE;
  config = anj_ctl_config_open (ctl, der, error);
  if (config == NULL)
    {
      g_prefix_error (error, "%s: ", arguments[0]);
      return FALSE;
    }
  plan = json_object_new ();
  json_object_set_object_member (body, "plan", plan);
  if (!fill_plan (ctl, plan, error))
    return FALSE;
  text = g_base64_encode (g_bytes_get_data (der, NULL), g_bytes_get_size (der));
  json_object_set_string_member (body, "bundle", text);
  return ask (ctl, "POST", ROLLOUTS, body, error);
}

gboolean
anj_ctl_rollout_list (const AnjCtl *ctl, char **arguments G_GNUC_UNUSED, GError **error)
{
  return anj_ctl_list (ctl, ROLLOUTS, "rollouts", print_line, error);
}

/* @verb: (nullable): %NULL shows it */
static gboolean
ask_of (const AnjCtl *ctl, const char *id, const char *verb, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strconcat (ROLLOUTS "/", escaped, verb != NULL ? "/" : NULL, verb,
                                       NULL);

  return ask (ctl, verb != NULL ? "POST" : "GET", path, NULL, error);
}

gboolean
anj_ctl_rollout_show (const AnjCtl *ctl, char **arguments, GError **error)
{
  return ask_of (ctl, arguments[0], NULL, error);
}

gboolean
anj_ctl_rollout_pause (const AnjCtl *ctl, char **arguments, GError **error)
{
  return ask_of (ctl, arguments[0], "pause", error);
}

gboolean
anj_ctl_rollout_resume (const AnjCtl *ctl, char **arguments, GError **error)
{
  return ask_of (ctl, arguments[0], "resume", error);
}

gboolean
anj_ctl_rollout_stop (const AnjCtl *ctl, char **arguments, GError **error)
{
  return ask_of (ctl, arguments[0], "stop", error);
}

gboolean
anj_ctl_rollout_retry (const AnjCtl *ctl, char **arguments, GError **error)
{
  return ask_of (ctl, arguments[0], "retry", error);
}

gboolean
anj_ctl_rollout_evidence (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autofree char *id = g_uri_escape_string (arguments[0], NULL, FALSE);
  g_autofree char *terminal = g_uri_escape_string (arguments[1], NULL, FALSE);
  g_autofree char *path = g_strconcat (ROLLOUTS "/", id, "/evidence/", terminal, NULL);
  g_autoptr (GBytes) der = NULL;

  if (!anj_ctl_require (ctl->out, "--out FILE", error))
    return FALSE;
  der = anj_ctl_request (ctl, "GET", path, NULL, NULL, error);
  return der != NULL && anj_ctl_write_file (NULL, ctl->out, der, FALSE, error);
}
