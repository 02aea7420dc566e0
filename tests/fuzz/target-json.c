/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * JSON from anywhere: all else that travels comes through here first.
 *
 * Promises: what is taken, written again, is taken again and is the same; no reader ever warns.
 */

#include <string.h>

#include "core/anj-json.h"
#include "tests/fuzz/fuzz.h"

static void
read_all (JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonArray *array = anj_json_get_array (object, l->data);

      anj_json_get_string (object, l->data, "");
      anj_json_get_int (object, l->data, 0);
      anj_json_get_bool (object, l->data, FALSE);
      anj_json_get_text (object, l->data, "en");
      for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
        anj_json_array_get_object (array, i);
      if (anj_json_get_object (object, l->data) != NULL)
        read_all (anj_json_get_object (object, l->data));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize n_bytes)
{
  g_autoptr (GBytes) json = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) object = anj_json_parse_object (json, &error);
  g_autoptr (JsonObject) again = NULL;
  g_autoptr (GBytes) written = NULL, rewritten = NULL;

  if (object == NULL)
    {
      fuzz_assert_refused (error);
      return 0;
    }
  g_assert_true (g_utf8_validate ((const char *) data, (gssize) n_bytes, NULL));
  fuzz_note_taken ();
  read_all (object);
  written = anj_json_object_to_bytes (object);
  again = anj_json_parse_object (written, &error);
  g_assert_no_error (error);
  rewritten = anj_json_object_to_bytes (again);
  g_assert_true (g_bytes_equal (written, rewritten));
  return 0;
}
