/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-mapping.h"

#include <string.h>

#include "core/anj-json.h"

struct _HubMapping
{
  char *path;
  char *sha256;
  GHashTable *names; /* (element-type utf8 utf8): theirs, lower case → ours */
};

static gboolean
is_column (HubRegister reg, const char *name)
{
  for (const HubColumn *column = hub_register_columns (reg); column->name != NULL; column++)
    if (strcmp (column->name, name) == 0)
      return TRUE;
  return FALSE;
}

static char *
list_columns (HubRegister reg)
{
  GString *list = g_string_new (NULL);

  for (const HubColumn *column = hub_register_columns (reg); column->name != NULL; column++)
    g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", column->name);
  return g_string_free (list, FALSE);
}

/* (transfer full) (nullable): as header lines are compared */
static char *
fold_name (const char *name)
{
  return name != NULL ? g_strstrip (g_ascii_strdown (name, -1)) : NULL;
}

static gboolean
add_name (HubMapping *self,
          HubRegister reg,
          const char *theirs,
          const char *ours,
          GHashTable *taken,
          GError **error)
{
  g_autofree char *from = fold_name (theirs);
  g_autofree char *to = fold_name (ours);
  const char *other;

  if (to == NULL || !is_column (reg, to))
    {
      g_autofree char *columns = list_columns (reg);

      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "%s: \"%s\" is mapped to \"%s\", which is no column of %s; its columns are %s",
                   self->path, theirs, to != NULL ? to : "", hub_register_name (reg), columns);
      return FALSE;
    }
  other = g_hash_table_lookup (taken, to);
  if (other != NULL || g_hash_table_contains (self->names, from))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "%s: \"%s\" and \"%s\" cannot both be mapped to one column; remove one",
                   self->path, other != NULL ? other : theirs, theirs);
      return FALSE;
    }
  g_hash_table_insert (taken, g_strdup (to), g_strdup (theirs));
  g_hash_table_insert (self->names, g_steal_pointer (&from), g_steal_pointer (&to));
  return TRUE;
}

static gboolean
add_names (HubMapping *self, HubRegister reg, JsonObject *object, GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *member = members; member != NULL; member = member->next)
    if (!add_name (self, reg, member->data, anj_json_get_string (object, member->data, NULL), taken,
                   error))
      return FALSE;
  return TRUE;
}

HubMapping *
hub_mapping_load (const char *path, HubRegister reg, GError **error)
{
  g_autoptr (HubMapping) self = g_new0 (HubMapping, 1);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonObject) object = NULL;
  char *text;
  gsize n_bytes;

  self->path = g_strdup (path);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!g_file_get_contents (path, &text, &n_bytes, &local_error))
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_NO_INPUT, "cannot read the mapping file: %s",
                   local_error->message);
      return NULL;
    }
  bytes = g_bytes_new_take (text, n_bytes);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  object = anj_json_parse_object (bytes, &local_error);
  if (object == NULL)
    {
      g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                   "%s is no mapping file ({\"THEIR COLUMN\": \"our_column\", …}): %s", path,
                   local_error->message);
      return NULL;
    }
  if (!add_names (self, reg, object, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_mapping_free (HubMapping *self)
{
  g_hash_table_unref (self->names);
  g_free (self->path);
  g_free (self->sha256);
  g_free (self);
}

const char *
hub_mapping_sha256 (const HubMapping *self)
{
  return self->sha256;
}

gboolean
hub_mapping_apply (const HubMapping *self, HubCsv *csv, GError **error)
{
  GHashTableIter iter;
  gpointer theirs;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &theirs, NULL))
    if (hub_csv_find (csv, theirs) < 0)
      {
        g_set_error (error, HUB_ERROR, HUB_ERROR_DATA,
                     "%s maps a column \"%s\" that the CSV file has not; correct one of the two",
                     self->path, (const char *) theirs);
        return FALSE;
      }
  return hub_csv_rename (csv, self->names, error);
}
