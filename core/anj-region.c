/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/anj-region.h"

#include <string.h>

#include "core/anj-error.h"

struct _AnjRegionTable
{
  GHashTable *names; /* (owned): code -> name, both owned */
  GPtrArray *codes;  /* (owned) (element-type utf8): ascending; strings belong to @names */
  GHashTable
      *former; /* (owned) (element-type utf8): codes that regions had, districts' and others */
};

AnjRegionLevel
anj_region_code_level (const char *code)
{
  static const char shape[] = "dd.dd.dd.dddd";
  gsize length;

  if (code == NULL)
    return ANJ_REGION_NONE;
  for (length = 0; code[length] != '\0'; length++)
    {
      if (length >= sizeof shape - 1)
        return ANJ_REGION_NONE;
      if (shape[length] == 'd' ? !g_ascii_isdigit (code[length]) : code[length] != '.')
        return ANJ_REGION_NONE;
    }
  switch (length)
    {
    case 2:
      return ANJ_REGION_PROVINCE;
    case 5:
      return ANJ_REGION_REGENCY;
    case 8:
      return ANJ_REGION_DISTRICT;
    case 13:
      return ANJ_REGION_VILLAGE;
    default:
      return ANJ_REGION_NONE;
    }
}

gboolean
anj_region_code_contains (const char *region, const char *code)
{
  /* a code cut inside a part is no code, so a plain prefix will do */
  return anj_region_code_level (region) != ANJ_REGION_NONE &&
         anj_region_code_level (code) != ANJ_REGION_NONE && g_str_has_prefix (code, region);
}

char *
anj_region_code_parent (const char *code)
{
  if (anj_region_code_level (code) <= ANJ_REGION_PROVINCE)
    return NULL;
  return g_strndup (code, (gsize) (strrchr (code, '.') - code));
}

/* (transfer full) (nullable): the second field of a line, unquoted; NULL if it is malformed */
static char *
read_name (const char *field)
{
  GString *name;

  if (field[0] != '"')
    return strchr (field, '"') != NULL ? NULL : g_strstrip (g_strdup (field));
  name = g_string_new (NULL);
  for (field++; *field != '\0'; field++)
    {
      if (field[0] != '"')
        g_string_append_c (name, field[0]);
      else if (field[1] == '"')
        g_string_append_c (name, *++field);
      else
        break;
    }
  if (strcmp (field, "\"") != 0)
    return g_string_free (name, TRUE);
  return g_string_free (name, FALSE);
}

static gboolean
add_line (AnjRegionTable *self, const char *line, guint line_number, GError **error)
{
  g_autofree char *code = NULL;
  g_autofree char *name = NULL;
  const char *comma = strchr (line, ',');

  gboolean is_former = line[0] == '-';

  if (line[0] == '\0' || strcmp (line, "code,name") == 0)
    return TRUE;
  if (comma != NULL)
    {
      code = g_strndup (line + is_former, (gsize) (comma - line) - is_former);
      name = read_name (comma + 1);
    }
  if (anj_region_code_level (code) == ANJ_REGION_NONE)
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "regions, line %u: no region code",
                   line_number);
      return FALSE;
    }
  if (name == NULL || name[0] == '\0')
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "regions, line %u: no name for %s",
                   line_number, code);
      return FALSE;
    }
  if (is_former)
    g_hash_table_add (self->former, g_steal_pointer (&code));
  else
    g_hash_table_replace (self->names, g_steal_pointer (&code), g_steal_pointer (&name));
  return TRUE;
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
sort_codes (AnjRegionTable *self)
{
  GHashTableIter iter;
  gpointer code;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, &code, NULL))
    g_ptr_array_add (self->codes, code);
  g_ptr_array_sort (self->codes, compare_codes);
}

AnjRegionTable *
anj_region_table_new (GBytes *csv, GError **error)
{
  g_autoptr (AnjRegionTable) self = NULL;
  const char *data;
  const char *end;
  gsize n_bytes;
  guint line_number = 0;

  g_return_val_if_fail (csv != NULL, NULL);

  data = g_bytes_get_data (csv, &n_bytes);
  if (n_bytes > 0 && !g_utf8_validate_len (data, n_bytes, NULL))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID, "regions, line 1: not UTF-8");
      return NULL;
    }
  self = g_new0 (AnjRegionTable, 1);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->codes = g_ptr_array_new ();
  self->former = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (const char *start = data; n_bytes > 0 && start < data + n_bytes; start = end + 1)
    {
      g_autofree char *line = NULL;

      end = memchr (start, '\n', (gsize) (data + n_bytes - start));
      if (end == NULL)
        end = data + n_bytes;
      line = g_strchomp (g_strndup (start, (gsize) (end - start)));
      if (!add_line (self, line, ++line_number, error))
        return NULL;
    }
  sort_codes (self);
  return g_steal_pointer (&self);
}

void
anj_region_table_free (AnjRegionTable *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->codes);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->former);
  g_free (self);
}

const char *
anj_region_table_name (const AnjRegionTable *self, const char *code)
{
  g_return_val_if_fail (self != NULL, NULL);

  return code == NULL ? NULL : g_hash_table_lookup (self->names, code);
}

/* "35.09.01" of "350901…" */
static gboolean
read_district (const char *digits, char *out_code, gsize n_code)
{
  if (digits == NULL)
    return FALSE;
  for (gsize i = 0; i < 6; i++)
    if (!g_ascii_isdigit (digits[i]))
      return FALSE;
  g_snprintf (out_code, n_code, "%.2s.%.2s.%.2s", digits, digits + 2, digits + 4);
  return TRUE;
}

gboolean
anj_region_table_has_district (const AnjRegionTable *self, const char *digits)
{
  char code[9];

  g_return_val_if_fail (self != NULL, FALSE);

  return read_district (digits, code, sizeof code) &&
         (g_hash_table_contains (self->names, code) || g_hash_table_contains (self->former, code));
}

gboolean
anj_region_table_is_former_district (const AnjRegionTable *self, const char *digits)
{
  char code[9];

  g_return_val_if_fail (self != NULL, FALSE);

  return read_district (digits, code, sizeof code) && !g_hash_table_contains (self->names, code) &&
         g_hash_table_contains (self->former, code);
}

void
anj_region_table_foreach (const AnjRegionTable *self,
                          const char *prefix,
                          AnjRegionLevel level,
                          void (*func) (const char *code, const char *name, gpointer user_data),
                          gpointer user_data)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (func != NULL);

  for (guint i = 0; i < self->codes->len; i++)
    {
      const char *code = g_ptr_array_index (self->codes, i);

      if ((level == ANJ_REGION_NONE || anj_region_code_level (code) == level) &&
          (prefix == NULL || anj_region_code_contains (prefix, code)))
        func (code, g_hash_table_lookup (self->names, code), user_data);
    }
}
