/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-cmd-batches.h"

#include <stdio.h>
#include <sysexits.h>

#include "core/anj-json.h"
#include "hub/hub-batches.h"
#include "hub/hub-command.h"

static const char summary[] =
    "Lists the batches that are in, in the order in which they came: whose data, of which day, "
    "from "
    "whom, how many rows. With --json also the checksum, and what each changed.";

static void
print_line (JsonObject *batch)
{
  const char *source = anj_json_get_string (batch, "source", "");

  printf ("%-24s %-9s %s %9" G_GINT64_FORMAT " rows %7" G_GINT64_FORMAT
          " set aside  in %.10s%s%s%s\n",
          anj_json_get_string (batch, "batch", ""), anj_json_get_string (batch, "register", ""),
          anj_json_get_string (batch, "date", ""), anj_json_get_int (batch, "rows", 0),
          anj_json_get_int (batch, "rejected", 0), anj_json_get_string (batch, "imported", ""),
          anj_json_get_bool (batch, "whole", TRUE) ? "" : "  (cut off)",
          *source != '\0' ? "  " : "", source);
}

static void
print_batches (JsonArray *batches, gboolean is_json)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  for (guint i = 0; !is_json && i < json_array_get_length (batches); i++)
    print_line (json_array_get_object_element (batches, i));
  if (!is_json)
    return;
  json_node_set_array (node, batches);
  text = json_to_string (node, /* pretty */ FALSE);
  printf ("{\"batches\":%s}\n", text);
}

static gboolean
list_batches (int argc, char **argv, GError **error)
{
  g_autofree char *data_dir = NULL;
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &data_dir, "The hub's data", "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "Tell it as JSON", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (HubStore) store = NULL;
  g_autoptr (JsonArray) batches = NULL;

  if (!hub_command_parse (&argc, &argv, NULL, summary, entries, error))
    return FALSE;
  if (argc != 1 || data_dir == NULL)
    {
      g_set_error_literal (error, HUB_ERROR, HUB_ERROR_USAGE, "needs --data-dir DIR");
      return FALSE;
    }
  store = hub_registers_open (data_dir, error);
  batches = store != NULL ? hub_batch_list (store, error) : NULL;
  if (batches == NULL)
    return FALSE;
  print_batches (batches, is_json);
  return TRUE;
}

int
hub_cmd_batches (int argc,
                 char **argv,
                 const AnjClock *clock G_GNUC_UNUSED,
                 const AnjRandom *random G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  return list_batches (argc, argv, &error) ? EX_OK : hub_command_fail ("batches", error);
}
