/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-cmd-reconcile.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <sysexits.h>

#include "hub/hub-cmd-import.h"
#include "hub/hub-command.h"
#include "hub/reconcile/hub-reconcile.h"

static const char summary[] =
    "Finds out which rows of the registers are of one person: by NIK, else by name, birth date and "
    "region. What fits two people is linked to neither: 'anjungan-hub review' lists it. To be run "
    "after imports; docs/registers.md tells the rules.";

typedef struct
{
  char *data_dir;
  char *area;
  gboolean is_json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
  g_free (self->area);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int argc, char **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, "The hub's data", "DIR" },
    { "area", 0, 0, G_OPTION_ARG_STRING, &options->area,
      "Only there: province, regency, district or village, like 35.09", "CODE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "Tell it as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (&argc, &argv, NULL, summary, entries, error))
    return FALSE;
  if (argc != 1 || options->data_dir == NULL)
    g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE, "needs --data-dir DIR [--area CODE]");
  else if (options->area != NULL && anj_region_code_level (options->area) == ANJ_REGION_NONE)
    g_set_error (error, HUB_ERROR, HUB_ERROR_USAGE,
                 "--area \"%s\" is no region; take one like 35, 35.09, 35.09.01 or 35.09.01.2001",
                 options->area);
  else
    return TRUE;
  return FALSE;
}

static void
append_counts (GString *out, const char *(*name_of) (int), const guint64 *counts, guint n)
{
  const char *separator = " (";

  for (guint i = 0; i < n; i++)
    if (counts[i] > 0)
      {
        g_string_append_printf (out, "%s%s %" G_GUINT64_FORMAT, separator, name_of ((int) i),
                                counts[i]);
        separator = ", ";
      }
  if (*separator == ',')
    g_string_append_c (out, ')');
}

static guint64
sum (const guint64 *counts, guint n)
{
  guint64 all = 0;

  for (guint i = 0; i < n; i++)
    all += counts[i];
  return all;
}

static const char *
name_rule (int rule)
{
  return hub_rule_name ((HubRule) rule);
}

static const char *
name_kind (int kind)
{
  return hub_review_kind_name ((HubReviewKind) kind);
}

static void
print_text (const HubReconcileResult *result)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out,
                          "%" G_GUINT64_FORMAT " rows of %" G_GUINT64_FORMAT
                          " people by NIK; linked: %" G_GUINT64_FORMAT,
                          result->n_rows, result->n_claims,
                          sum (result->n_links, HUB_N_RULES) - result->n_links[HUB_RULE_APART]);
  append_counts (out, name_rule, result->n_links, HUB_RULE_APART);
  g_string_append_printf (out, "; apart: %" G_GUINT64_FORMAT, result->n_links[HUB_RULE_APART]);
  g_string_append_printf (out, "; to review: %" G_GUINT64_FORMAT,
                          sum (result->n_reviews, HUB_N_REVIEW_KINDS));
  append_counts (out, name_kind, result->n_reviews, HUB_N_REVIEW_KINDS);
  g_string_append_printf (out,
                          "; %" G_GUINT64_FORMAT " links new, %" G_GUINT64_FORMAT
                          " gone, %" G_GUINT64_FORMAT " households changed\n",
                          result->n_new, result->n_gone, result->n_households);
  fputs (out->str, stdout);
}

static JsonObject *
make_counts (const char *(*name_of) (int), const guint64 *counts, guint n)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < n; i++)
    json_object_set_int_member (object, name_of ((int) i), (gint64) counts[i]);
  return object;
}

static void
print_json (const HubReconcileResult *result)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_int_member (object, "rows", (gint64) result->n_rows);
  json_object_set_int_member (object, "people", (gint64) result->n_claims);
  json_object_set_object_member (object, "links",
                                 make_counts (name_rule, result->n_links, HUB_N_RULES));
  json_object_set_object_member (object, "reviews",
                                 make_counts (name_kind, result->n_reviews, HUB_N_REVIEW_KINDS));
  json_object_set_int_member (object, "new", (gint64) result->n_new);
  json_object_set_int_member (object, "gone", (gint64) result->n_gone);
  json_object_set_int_member (object, "households", (gint64) result->n_households);
  json_node_set_object (node, object);
  text = json_to_string (node, /* pretty */ FALSE);
  printf ("%s\n", text);
}

static gboolean
reconcile (int argc, char **argv, const AnjClock *clock, const AnjRandom *random, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubRegisterFiles) files = NULL;
  HubReconcileResult result;

  if (!parse_options (&options, argc, argv, error))
    return FALSE;
  files = hub_register_files_open (options.data_dir, clock, random, error);
  if (files == NULL || !hub_reconcile (&files->context, options.area, &result, error))
    return FALSE;
  if (options.is_json)
    print_json (&result);
  else
    print_text (&result);
  hub_register_files_count (files);
  return TRUE;
}

int
hub_cmd_reconcile (int argc, char **argv, const AnjClock *clock, const AnjRandom *random)
{
  g_autoptr (GError) error = NULL;

  return reconcile (argc, argv, clock, random, &error) ? EX_OK
                                                       : hub_command_fail ("reconcile", error);
}
