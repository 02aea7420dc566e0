/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-terminal-place.h"

#include "core/anj-json.h"

static char **
read_labels (JsonObject *telemetry)
{
  JsonArray *array = anj_json_get_array (telemetry, "labels");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (json_node_get_value_type (json_array_get_element (array, i)) == G_TYPE_STRING)
      g_strv_builder_add (builder, json_array_get_string_element (array, i));
  return g_strv_builder_end (builder);
}

HubTerminalPlace *
hub_terminal_place_new (const char *terminal, const char *region, const char *telemetry)
{
  HubTerminalPlace *self = g_new0 (HubTerminalPlace, 1);
  g_autoptr (GBytes) bytes = g_bytes_new (telemetry, telemetry != NULL ? strlen (telemetry) : 0);
  g_autoptr (JsonObject) object = anj_json_parse_object (bytes, /* error */ NULL);

  self->terminal = g_strdup (terminal);
  self->region = g_strdup (region);
  if (object != NULL)
    {
      self->labels = read_labels (object);
      self->hardware = g_strdup (anj_json_get_string (object, "hardware", NULL));
    }
  self->place = (AnjConfigPlace){
    .region = self->region,
    .terminal = self->terminal,
    .labels = (const char *const *) self->labels,
    .hardware = self->hardware,
  };
  return self;
}

void
hub_terminal_place_free (HubTerminalPlace *self)
{
  g_free (self->terminal);
  g_free (self->region);
  g_strfreev (self->labels);
  g_free (self->hardware);
  g_free (self);
}

HubTerminalPlace *
hub_terminal_place_read (HubStore *store, const char *terminal, const char *region, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error, "SELECT telemetry FROM terminals WHERE id = ?", "t", terminal);
  gboolean row;

  if (stmt == NULL || !hub_stmt_next (stmt, &row, error))
    return NULL;
  return hub_terminal_place_new (terminal, region, row ? hub_stmt_text (stmt, 0) : NULL);
}
