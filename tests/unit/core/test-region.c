/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-region.h"
#include "data/anj-data.h"

static void
test_levels (void)
{
  static const struct
  {
    const char *code;
    AnjRegionLevel level;
  } cases[] = {
    { "35", ANJ_REGION_PROVINCE },
    { "35.09", ANJ_REGION_REGENCY },
    { "35.09.01", ANJ_REGION_DISTRICT },
    { "35.09.01.2001", ANJ_REGION_VILLAGE },
    { NULL, ANJ_REGION_NONE },
    { "", ANJ_REGION_NONE },
    { "3", ANJ_REGION_NONE },
    { "35.", ANJ_REGION_NONE },
    { "3509", ANJ_REGION_NONE },
    { "35.9", ANJ_REGION_NONE },
    { "35.09.01.200", ANJ_REGION_NONE },
    { "35.09.01.20011", ANJ_REGION_NONE },
    { "35,09", ANJ_REGION_NONE },
    { "35.0x", ANJ_REGION_NONE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (anj_region_code_level (cases[i].code), ==, cases[i].level);
}

static void
test_contains (void)
{
  g_assert_true (anj_region_code_contains ("35.09", "35.09.01.2001"));
  g_assert_true (anj_region_code_contains ("35.09", "35.09"));
  g_assert_true (anj_region_code_contains ("35", "35.10"));
  g_assert_false (anj_region_code_contains ("35.1", "35.10"));
  g_assert_false (anj_region_code_contains ("35.09.01", "35.09"));
  g_assert_false (anj_region_code_contains ("35.09", "35.10.01"));
  g_assert_false (anj_region_code_contains (NULL, "35.10.01"));
  g_assert_false (anj_region_code_contains ("35", NULL));
}

static void
test_parent (void)
{
  g_autofree char *district = anj_region_code_parent ("35.09.01.2001");
  g_autofree char *province = anj_region_code_parent ("35.09");

  g_assert_cmpstr (district, ==, "35.09.01");
  g_assert_cmpstr (province, ==, "35");
  g_assert_null (anj_region_code_parent ("35"));
  g_assert_null (anj_region_code_parent ("no code"));
  g_assert_null (anj_region_code_parent (NULL));
}

static AnjRegionTable *
parse (const char *csv, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (csv, strlen (csv));

  return anj_region_table_new (bytes, error);
}

static void
append_code (const char *code, const char *name G_GNUC_UNUSED, gpointer user_data)
{
  GString *codes = user_data;

  g_string_append_printf (codes, "%s ", code);
}

static void
test_extracts_concatenated (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjRegionTable)
      table = parse ("code,name\r\n35.09.01,Jombang\r\n35.09.01.2001,\"Padomasan, \"\"Lor\"\"\"\r\n"
                     "code,name\n\n35,Jawa Timur\n35.09,Kabupaten Jember\n36,Banten",
                     &error);
  g_autoptr (GString) codes = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (anj_region_table_name (table, "35.09"), ==, "Kabupaten Jember");
  g_assert_cmpstr (anj_region_table_name (table, "35.09.01.2001"), ==, "Padomasan, \"Lor\"");
  g_assert_cmpstr (anj_region_table_name (table, "36"), ==, "Banten");
  g_assert_null (anj_region_table_name (table, "code"));
  g_assert_null (anj_region_table_name (table, "37"));
  g_assert_null (anj_region_table_name (table, NULL));
  anj_region_table_foreach (table, NULL, ANJ_REGION_NONE, append_code, codes);
  g_assert_cmpstr (codes->str, ==, "35 35.09 35.09.01 35.09.01.2001 36 ");
  g_string_truncate (codes, 0);
  anj_region_table_foreach (table, "35.09", ANJ_REGION_DISTRICT, append_code, codes);
  g_assert_cmpstr (codes->str, ==, "35.09.01 ");
}

static void
test_former_codes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjRegionTable) table = parse ("35.09.01,Kencong\n-35.09.98,Lama\n-35.09.01,Dulu\n"
                                            "-35.09.98.2001,-\n",
                                            &error);

  g_assert_no_error (error);
  g_assert_null (anj_region_table_name (table, "35.09.98"));
  g_assert_true (anj_region_table_has_district (table, "3509980102809001"));
  g_assert_true (anj_region_table_is_former_district (table, "3509980102809001"));
  /* in use again, or still */
  g_assert_true (anj_region_table_has_district (table, "350901"));
  g_assert_false (anj_region_table_is_former_district (table, "350901"));
  g_assert_false (anj_region_table_is_former_district (table, "350997"));
  g_assert_false (anj_region_table_is_former_district (table, NULL));
}

static void
test_bad_lines (void)
{
  static const char *const tables[] = {
    "35,Jawa Timur\nno code,X\n", "35,Jawa Timur\n36\n",         "35,Jawa Timur\n36,\n",
    "35,Jawa Timur\n36,\"half\n", "35,Jawa Timur\n36,a\"b\"c\n", "35,Jawa Timur\n36,\"a\" b\n",
    "35,Jawa Timur\n-x,a\n",
  };
  g_autoptr (GError) utf8_error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (tables[i], &error));
      g_assert_error (error, ANJ_ERROR, ANJ_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "line 2"));
    }
  g_assert_null (parse ("35,Jawa \xff\n", &utf8_error));
  g_assert_error (utf8_error, ANJ_ERROR, ANJ_ERROR_INVALID);
}

static void
count (const char *code G_GNUC_UNUSED, const char *name, gpointer user_data)
{
  guint *n = user_data;

  g_assert_cmpstr (name, !=, "");
  (*n)++;
}

static guint
count_regions (const AnjRegionTable *table, const char *prefix, AnjRegionLevel level)
{
  guint n = 0;

  anj_region_table_foreach (table, prefix, level, count, &n);
  return n;
}

static void
test_shipped_table (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjRegionTable) table = anj_data_regions_new (&error);

  g_assert_no_error (error);
  g_assert_cmpstr (anj_region_table_name (table, "35.09"), ==, "Kabupaten Jember");
  g_assert_cmpstr (anj_region_table_name (table, "31"), ==, "DKI Jakarta");
  g_assert_cmpstr (anj_region_table_name (table, "31.71"), ==, "Kota Administrasi Jakarta Pusat");
  g_assert_cmpstr (anj_region_table_name (table, "35.09.01.2001"), ==, "Padomasan");
  g_assert_true (anj_region_table_has_district (table, "350901"));
  g_assert_true (anj_region_table_has_district (table, "3509010101900001"));
  g_assert_false (anj_region_table_has_district (table, "350999"));
  g_assert_false (anj_region_table_has_district (table, "35.09.01"));
  g_assert_false (anj_region_table_has_district (table, "35090"));
  g_assert_false (anj_region_table_has_district (table, NULL));
  g_assert_cmpuint (count_regions (table, NULL, ANJ_REGION_PROVINCE), ==, 38);
  g_assert_cmpuint (count_regions (table, NULL, ANJ_REGION_REGENCY), ==, 514);
  g_assert_cmpuint (count_regions (table, NULL, ANJ_REGION_DISTRICT), ==, 7277);
  g_assert_cmpuint (count_regions (table, "35.09", ANJ_REGION_VILLAGE), ==, 248);
  g_assert_cmpuint (count_regions (table, "18.02", ANJ_REGION_VILLAGE), ==, 311);
  g_assert_cmpuint (count_regions (table, "31.71", ANJ_REGION_VILLAGE), ==, 44);
}

static void
test_no_orphans (void)
{
  g_autoptr (AnjRegionTable) table = anj_data_regions_new (NULL);
  g_autoptr (GString) codes = g_string_new (NULL);
  g_auto (GStrv) list = NULL;

  anj_region_table_foreach (table, NULL, ANJ_REGION_NONE, append_code, codes);
  list = g_strsplit (g_strchomp (codes->str), " ", -1);
  for (gsize i = 0; list[i] != NULL; i++)
    {
      g_autofree char *parent = anj_region_code_parent (list[i]);

      if (parent != NULL)
        g_assert_nonnull (anj_region_table_name (table, parent));
    }
}

static void
test_missing_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anj_data_lookup ("schema/none.json", &error));
  g_assert_error (error, G_RESOURCE_ERROR, G_RESOURCE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/region/a-code-has-the-level-of-its-form", test_levels);
  g_test_add_func ("/region/a-region-contains-itself-and-what-lies-inside", test_contains);
  g_test_add_func ("/region/parent-is-one-level-up", test_parent);
  g_test_add_func ("/region/extracts-may-be-concatenated", test_extracts_concatenated);
  g_test_add_func ("/region/former-codes-are-known-and-nameless", test_former_codes);
  g_test_add_func ("/region/a-bad-line-is-named", test_bad_lines);
  g_test_add_func ("/region/the-shipped-table-holds-the-country", test_shipped_table);
  g_test_add_func ("/region/every-shipped-region-has-its-parent", test_no_orphans);
  g_test_add_func ("/region/a-file-that-is-not-shipped-is-an-error", test_missing_file);
  return g_test_run ();
}
