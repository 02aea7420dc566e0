/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-json.h"
#include "kiosk-config/anj-config-check.h"
#include "kiosk-config/anj-config-merge.h"

/* All that is wrong with a document, for whoever writes it. */

/* (transfer full): what the document becomes for those whom the override at @index names: a
 * region's with what the regions around it set */
static JsonObject *
merge_as_for (JsonObject *document, guint index)
{
  JsonArray *overrides = anj_json_get_array (document, "overrides");
  JsonObject *whom = anj_json_get_object (anj_json_array_get_object (overrides, index), "for");
  const char *label = anj_json_get_string (whom, "label", NULL);
  const char *const labels[] = { label, NULL };
  const AnjConfigPlace place = { .region = anj_json_get_string (whom, "region", ""),
                                 .terminal = anj_json_get_string (whom, "terminal", NULL),
                                 .labels = labels,
                                 .hardware = anj_json_get_string (whom, "hardware", NULL) };

  return anj_config_merge_for (document, &place, /* origins */ NULL);
}

GPtrArray *
anj_config_list_mistakes (GBytes *source, GError **error)
{
  g_autoptr (JsonObject) document = anj_json_parse_object (source, error);
  g_autoptr (AnjSchema) schema = NULL;
  JsonArray *overrides;
  GPtrArray *mistakes;

  if (document == NULL)
    return NULL;
  schema = anj_config_schema_new ();
  mistakes = anj_config_list_mistakes_of (schema, document);
  overrides = anj_json_get_array (document, "overrides");
  if (mistakes->len > 0 || overrides == NULL)
    return mistakes;
  for (guint i = 0; i < json_array_get_length (overrides); i++)
    {
      g_autoptr (JsonObject) merged = merge_as_for (document, i);
      g_autoptr (GPtrArray) there = anj_config_list_mistakes_of (schema, merged);

      for (guint j = 0; j < there->len; j++)
        anj_config_add_mistake (mistakes, "/overrides/%u/set makes of it: %s", i,
                                (const char *) g_ptr_array_index (there, j));
    }
  return mistakes;
}
