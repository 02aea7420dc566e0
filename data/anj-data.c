/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-data.h"

#define PREFIX "/id/anjungan/data/"

GBytes *
anj_data_lookup (const char *path, GError **error)
{
  g_autofree char *full_path = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  full_path = g_strconcat (PREFIX, path, NULL);
  return g_resources_lookup_data (full_path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

GBytes *
anj_data_regions_csv (GError **error)
{
  g_autoptr (GByteArray) csv = g_byte_array_new ();
  g_auto (GStrv) names = NULL;

  names = g_resources_enumerate_children (PREFIX "regions/", G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (names == NULL)
    return NULL;
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("regions/", names[i], NULL);
      g_autoptr (GBytes) file = anj_data_lookup (path, error);

      if (file == NULL)
        return NULL;
      g_byte_array_append (csv, g_bytes_get_data (file, NULL), (guint) g_bytes_get_size (file));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&csv));
}

AnjRegionTable *
anj_data_regions_new (GError **error)
{
  g_autoptr (GBytes) csv = anj_data_regions_csv (error);

  return csv != NULL ? anj_region_table_new (csv, error) : NULL;
}
