/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tests/fuzz/fuzz.h"

/* libFuzzer's interface leaves no other place */
static guint n_taken;

void
fuzz_note_taken (void)
{
  n_taken++;
}

guint
fuzz_count_taken (void)
{
  return n_taken;
}

static GLogWriterOutput
write_warnings (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

void
fuzz_be_quiet (void)
{
  g_log_set_writer_func (write_warnings, NULL, NULL);
}

void
fuzz_assert_refused (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

gboolean
fuzz_objects_equal (JsonObject *a, JsonObject *b)
{
  g_autoptr (JsonNode) one = json_node_init_object (json_node_alloc (), a);
  g_autoptr (JsonNode) other = json_node_init_object (json_node_alloc (), b);

  return json_node_equal (one, other);
}

GBytes *
fuzz_read_signed (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("ANJ_SOURCE_ROOT"), "tests/fuzz/signed", name,
                                            NULL);
  g_autoptr (GError) error = NULL;
  gsize n_bytes = 0;
  char *data = NULL;

  g_file_get_contents (path, &data, &n_bytes, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, n_bytes);
}
