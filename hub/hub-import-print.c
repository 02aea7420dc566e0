/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-import-print.h"

#include <json-glib/json-glib.h>

static void
append_count (GString *out, guint64 n, const char *what)
{
  if (n > 0)
    g_string_append_printf (out, ", %" G_GUINT64_FORMAT " %s", n, what);
}

void
hub_import_append_changes (GString *out, const HubImportResult *result)
{
  guint64 n_all = result->n_added + result->n_changed + result->n_gone;
  guint n_shown = result->changes != NULL ? result->changes->len : 0;

  for (guint i = 0; i < n_shown; i++)
    {
      const HubImportChange *change = g_ptr_array_index (result->changes, i);

      g_string_append_printf (out, "%c ", change->mark);
      if (change->line > 0)
        g_string_append_printf (out, "line %" G_GUINT64_FORMAT " ", change->line);
      if (change->line_before > 0)
        g_string_append_printf (out, "(before: line %" G_GUINT64_FORMAT ") ", change->line_before);
      g_string_append_printf (out, "%s%s%s\n", change->nik != NULL ? change->nik : "",
                              change->nik != NULL ? ": " : "", change->what);
    }
  if (n_all > n_shown)
    g_string_append_printf (out, "  and %" G_GUINT64_FORMAT " more\n", n_all - n_shown);
  for (guint i = 0; result->rejects != NULL && i < result->rejects->len; i++)
    g_string_append_printf (out, "! %s\n", (const char *) g_ptr_array_index (result->rejects, i));
  if (result->rejects != NULL && result->n_rejected > result->rejects->len)
    g_string_append_printf (out, "  and %" G_GUINT64_FORMAT " more\n",
                            result->n_rejected - result->rejects->len);
}

/* the registers whose rows of one person are matched */
static gboolean
is_of_persons (HubRegister reg)
{
  return reg == HUB_REGISTER_DTSEN || reg == HUB_REGISTER_DTKS || reg == HUB_REGISTER_P3KE ||
         reg == HUB_REGISTER_PK;
}

static void
append_shrunken (GString *out, const HubImportJob *job, const HubImportResult *result)
{
  for (guint i = 0; i < result->shrunken->len; i++)
    {
      const HubImportShrunken *shrunken = g_ptr_array_index (result->shrunken, i);

      g_string_append_printf (out,
                              "warning: people of %s: %" G_GUINT64_FORMAT
                              " in this file, %" G_GUINT64_FORMAT
                              " of the list before are gone; a file has to be the whole list",
                              shrunken->programme, shrunken->n_people, shrunken->n_gone);
      if (job->mode != HUB_IMPORT_PREVIEW)
        g_string_append_printf (out, "; 'anjungan-hub undo %s' takes it out", job->batch);
      g_string_append_c (out, '\n');
    }
}

char *
hub_import_to_text (const HubImportJob *job, const HubImportResult *result)
{
  gboolean is_preview = job->mode == HUB_IMPORT_PREVIEW;
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s: batch %s%s", hub_register_name (job->reg),
                          is_preview ? "preview of " : "", job->batch);
  if (result->was_known)
    {
      g_string_append (out, " is in already, nothing changed\n");
      return g_string_free (g_steal_pointer (&out), FALSE);
    }
  g_string_append_printf (out, ": %" G_GUINT64_FORMAT " rows in, %" G_GUINT64_FORMAT " set aside",
                          result->n_rows, result->n_rejected);
  if (result->rejected_path != NULL)
    g_string_append_printf (out, " in %s", result->rejected_path);
  append_count (out, result->n_older, "overruled by a later batch");
  append_count (out, result->n_other_dates, "with another birth date than the NIK");
  append_count (out, result->n_old_districts, "with a NIK of a district's old code");
  append_count (out, result->n_old_codes, "with a region's old code, now under today's");
  append_count (out, result->n_split_codes, "with the code of a region that was split");
  append_count (out, result->n_unknown_programmes,
                "of a programme that the configuration lacks (no aid)");
  append_count (out, result->n_unknown_states,
                "with a status that the configuration does not explain");
  append_count (out, result->n_added, "new");
  append_count (out, result->n_changed, "changed");
  append_count (out, result->n_gone, "gone");
  append_count (out, result->n_same, "the same");
  g_string_append_printf (out, ", %" G_GUINT64_FORMAT " households %s", result->n_households,
                          is_preview ? "concerned; nothing was changed" : "changed");
  g_string_append_printf (out, "; read as %s\n", result->encoding);
  append_shrunken (out, job, result);
  if (is_preview)
    hub_import_append_changes (out, result);
  else if (is_of_persons (job->reg) && result->n_households > 0)
    g_string_append (out, "next, once all files are in: anjungan-hub reconcile\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
hub_import_add_changes (JsonObject *object, const HubImportResult *result)
{
  JsonArray *changes = json_array_new ();
  guint n_shown = result->changes != NULL ? result->changes->len : 0;

  for (guint i = 0; i < n_shown; i++)
    {
      const HubImportChange *change = g_ptr_array_index (result->changes, i);
      JsonObject *one = json_object_new ();
      char mark[] = { change->mark, '\0' };

      json_object_set_string_member (one, "change", mark);
      if (change->line > 0)
        json_object_set_int_member (one, "line", (gint64) change->line);
      if (change->line_before > 0)
        json_object_set_int_member (one, "line_before", (gint64) change->line_before);
      if (change->nik != NULL)
        json_object_set_string_member (one, "nik", change->nik);
      json_object_set_string_member (one, "what", change->what);
      json_array_add_object_element (changes, one);
    }
  json_object_set_array_member (object, "changes", changes);
}

static void
add_rejects (JsonObject *object, const HubImportResult *result)
{
  JsonArray *rejects = json_array_new ();

  for (guint i = 0; i < result->rejects->len; i++)
    json_array_add_string_element (rejects, g_ptr_array_index (result->rejects, i));
  json_object_set_array_member (object, "rejects", rejects);
}

static void
add_shrunken (JsonObject *object, const HubImportResult *result)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < result->shrunken->len; i++)
    {
      const HubImportShrunken *shrunken = g_ptr_array_index (result->shrunken, i);
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "programme", shrunken->programme);
      json_object_set_int_member (one, "people", (gint64) shrunken->n_people);
      json_object_set_int_member (one, "gone", (gint64) shrunken->n_gone);
      json_array_add_object_element (array, one);
    }
  json_object_set_array_member (object, "shrunken", array);
}

char *
hub_import_to_json (const HubImportJob *job, const HubImportResult *result)
{
  const struct
  {
    const char *name;
    guint64 n;
  } counts[] = {
    { "rows", result->n_rows },
    { "added", result->n_added },
    { "changed", result->n_changed },
    { "gone", result->n_gone },
    { "same", result->n_same },
    { "overruled", result->n_older },
    { "rejected", result->n_rejected },
    { "other_birth_dates", result->n_other_dates },
    { "old_districts", result->n_old_districts },
    { "old_codes", result->n_old_codes },
    { "split_codes", result->n_split_codes },
    { "unknown_programmes", result->n_unknown_programmes },
    { "unknown_states", result->n_unknown_states },
    { "households", result->n_households },
  };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "register", hub_register_name (job->reg));
  json_object_set_string_member (object, "batch", job->batch);
  json_object_set_string_member (object, "date", job->date);
  if (job->source != NULL)
    json_object_set_string_member (object, "source", job->source);
  if (result->encoding != NULL)
    json_object_set_string_member (object, "encoding", result->encoding);
  json_object_set_boolean_member (object, "preview", job->mode == HUB_IMPORT_PREVIEW);
  json_object_set_boolean_member (object, "known", result->was_known);
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    json_object_set_int_member (object, counts[i].name, (gint64) counts[i].n);
  if (result->rejected_path != NULL)
    json_object_set_string_member (object, "rejected_file", result->rejected_path);
  hub_import_add_changes (object, result);
  add_rejects (object, result);
  add_shrunken (object, result);
  json_node_set_object (node, object);
  return json_to_string (node, /* pretty */ FALSE);
}
