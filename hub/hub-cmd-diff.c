/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-diff.h"

#include <stdio.h>
#include <sysexits.h>

#include "hub/hub-command.h"
#include "hub/hub-diff.h"
#include "hub/hub-import-print.h"

static const char summary[] =
    "Tells what a batch of people or payments says beside the one before it: + new, - gone, ~ "
    "changed, with the columns; NIKs are masked, values are not shown.";

typedef struct
{
  char *data_dir;
  gboolean is_all;
  gboolean is_json;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->data_dir);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir, "The hub's data", "DIR" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options->is_all, "Tell every change, not the first 20",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "Tell it as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };

  if (!hub_command_parse (argc, argv, "BATCH", summary, entries, error))
    return FALSE;
  if (*argc == 2 && options->data_dir != NULL)
    return TRUE;
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE, "needs BATCH --data-dir DIR");
  return FALSE;
}

static char *
to_text (const char *batch, HubRegister reg, const HubImportResult *result)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out,
                          "%s: batch %s: %" G_GUINT64_FORMAT " rows, %" G_GUINT64_FORMAT
                          " new, %" G_GUINT64_FORMAT " changed, %" G_GUINT64_FORMAT
                          " gone, %" G_GUINT64_FORMAT " the same\n",
                          hub_register_name (reg), batch, result->n_rows, result->n_added,
                          result->n_changed, result->n_gone, result->n_same);
  hub_import_append_changes (out, result);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
to_json (const char *batch, HubRegister reg, const HubImportResult *result)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "batch", batch);
  json_object_set_string_member (object, "register", hub_register_name (reg));
  json_object_set_int_member (object, "rows", (gint64) result->n_rows);
  json_object_set_int_member (object, "added", (gint64) result->n_added);
  json_object_set_int_member (object, "changed", (gint64) result->n_changed);
  json_object_set_int_member (object, "gone", (gint64) result->n_gone);
  json_object_set_int_member (object, "same", (gint64) result->n_same);
  hub_import_add_changes (object, result);
  json_node_set_object (node, object);
  text = json_to_string (node, /* pretty */ FALSE);
  return g_strconcat (text, "\n", NULL);
}

static gboolean
diff (int argc, char **argv, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autoptr (HubStore) store = NULL;
  HubImportResult result = { 0 };
  HubRegister reg;
  gboolean ok;

  if (!parse_options (&options, &argc, &argv, error))
    return FALSE;
  store = hub_registers_open (options.data_dir, error);
  if (store == NULL)
    return FALSE;
  ok = hub_diff_batch (store, argv[1], options.is_all ? G_MAXUINT : HUB_IMPORT_CHANGES_SHOWN, &reg,
                       &result, error);
  if (ok)
    {
      g_autofree char *text = options.is_json ? to_json (argv[1], reg, &result)
                                              : to_text (argv[1], reg, &result);

      fputs (text, stdout);
    }
  hub_import_result_clear (&result);
  return ok;
}

int
hub_cmd_diff (int argc,
              char **argv,
              const AnjClock *clock G_GNUC_UNUSED,
              const AnjRandom *random G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  return diff (argc, argv, &error) ? EX_OK : hub_command_fail ("diff", error);
}
