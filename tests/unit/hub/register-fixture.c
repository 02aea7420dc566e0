/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "register-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "hub/hub-place.h"

static const char catalogue_json[] =
    "{\"programmes\": ["
    "  {\"code\": \"PKH\", \"title\": {\"id\": \"PKH\"},"
    "   \"none\": {\"explanation\": {\"id\": \"Tidak terdaftar.\", \"en\": \"Not listed.\"},"
    "     \"next_step\": {\"id\": \"Usulkan.\"}, \"whom\": {\"id\": \"Operator\"}}},"
    "  {\"code\": \"SEMBAKO\", \"title\": {\"id\": \"Sembako\"},"
    "   \"none\": {\"explanation\": {\"id\": \"Tidak terdaftar.\"}}},"
    "  {\"code\": \"PMT\", \"title\": {\"id\": \"PMT\"}, \"sensitive\": true},"
    "  {\"code\": \"BPJS-TK\", \"sensitive\": true}, {\"code\": \"PIP\", \"sensitive\": true}],"
    " \"status_codes\": ["
    "  {\"code\": \"SI\", \"class\": \"paid\", \"explanation\": {\"id\": \"Dibayar.\"},"
    "   \"next_step\": {\"id\": \"Ambil.\"}, \"whom\": {\"id\": \"Bank\"}},"
    "  {\"code\": \"PROSES SPM\", \"class\": \"pending\", \"explanation\": {\"id\": \"Tunggu.\"}},"
    "  {\"code\": \"GAGAL CEK REKENING\", \"class\": \"failed\","
    "   \"explanation\": {\"id\": \"Rekening gagal.\"}},"
    "  {\"code\": \"EXCLUDE\", \"class\": \"excluded\", \"explanation\": {\"id\": \"Berhenti.\"}}],"
    " \"status_unknown\": {\"class\": \"pending\", \"explanation\": {\"id\": \"Tanyakan.\"}},"
    " \"contacts\": [{\"role\": \"TKSK\", \"name\": \"Ani\", \"region\": \"35.09\"},"
    "  {\"role\": \"PKB\", \"region\": \"35.10\"}]}";

static gint64
now_us (gpointer user_data G_GNUC_UNUSED)
{
  return NOW_US;
}

static void
fill (gpointer user_data, guint8 *out, gsize n_bytes)
{
  RegisterFixture *self = user_data;
  guint32 n = ++self->n_drawn;

  memset (out, 0, n_bytes);
  memcpy (out, &n, MIN (n_bytes, sizeof n));
}

void
register_fixture_set_catalogue (RegisterFixture *self, const char *json)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (json, strlen (json));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  g_clear_pointer (&self->catalogue, hub_catalogue_free);
  self->catalogue = hub_catalogue_new (document, "2026-11-22");
  self->context.catalogue = self->catalogue;
}

void
register_fixture_set_up (RegisterFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  self->data_dir = g_dir_make_tmp ("anjungan-hub-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = hub_registers_open (self->data_dir, &error);
  g_assert_no_error (error);
  self->regions = hub_import_load_regions (self->store, &error);
  g_assert_no_error (error);
  self->clock = (AnjClock){ now_us, now_us, NULL };
  self->random = (AnjRandom){ fill, self };
  self->context = (HubImportContext){
    .store = self->store,
    .data_dir = self->data_dir,
    .regions = self->regions,
    .clock = &self->clock,
    .random = &self->random,
  };
  register_fixture_set_catalogue (self, catalogue_json);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
register_fixture_tear_down (RegisterFixture *self, gconstpointer data G_GNUC_UNUSED)
{
  hub_import_result_clear (&self->result);
  hub_catalogue_free (self->catalogue);
  anj_region_table_free (self->regions);
  hub_store_free (self->store);
  remove_tree (self->data_dir);
  g_free (self->data_dir);
}

gboolean
register_fixture_try (RegisterFixture *self,
                      HubRegister reg,
                      const char *batch,
                      const char *csv,
                      gssize n_bytes,
                      GError **error)
{
  g_autofree char *path = g_build_filename (self->data_dir, "in.csv", NULL);
  HubImportJob job = { .reg = reg, .path = path, .batch = batch, .date = "2026-10-15" };

  g_assert_true (g_file_set_contents (path, csv, n_bytes, NULL));
  hub_import_result_clear (&self->result);
  return hub_import_file (&self->context, &job, &self->result, error);
}

void
register_fixture_import (RegisterFixture *self, HubRegister reg, const char *batch, const char *csv)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = register_fixture_try (self, reg, batch, csv, -1, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

char *
register_fixture_dtsen (const char *no_kk, const char *nik, const char *name, const char *status)
{
  AnjNik parsed;
  char date[16];

  g_assert_cmpint (anj_nik_parse (nik, NULL, 2026, &parsed), ==, ANJ_NUMBER_OK);
  g_date_strftime (date, sizeof date, "%Y-%m-%d", &parsed.birth_date);
  return g_strdup_printf ("F1,%s,%s,%s,%s,%s,%s,Jl. Mawar 1,1,2," VILLAGE ",1,Buruh tani,%s\n",
                          no_kk, nik, name, date, parsed.sex == ANJ_SEX_MALE ? "L" : "P",
                          parsed.sex == ANJ_SEX_MALE ? "Kepala keluarga" : "Istri", status);
}

char *
register_fixture_rejected (RegisterFixture *self, const char *batch)
{
  g_autofree char *path = g_strdup_printf ("%s/rejected/%s.csv", self->data_dir, batch);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

gint64
register_fixture_count (RegisterFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 n = -1;

  g_assert_true (hub_store_get_int (self->store, &error, -1, &n, sql, ""));
  g_assert_no_error (error);
  return n;
}

HubHousehold *
register_fixture_household (RegisterFixture *self, const char *no_kk, char **out_region)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HubHouseholdLoader) loader = hub_household_loader_new (self->store, &error);
  g_autoptr (HubHouseholdFacts) facts = NULL;
  g_autoptr (JsonArray) officials = NULL;

  g_assert_no_error (error);
  g_assert_true (hub_household_load (loader, no_kk, &facts, &error));
  if (facts == NULL)
    return NULL;
  if (out_region != NULL)
    *out_region = g_strdup (hub_household_facts_region (facts));
  officials = hub_place_officials (self->store, self->catalogue, hub_household_facts_region (facts),
                                   &error);
  g_assert_no_error (error);
  return hub_household_make (self->catalogue, officials, facts);
}
