/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-household.h"
#include "hub/hub-import.h"

G_BEGIN_DECLS

/* a data directory of its own with empty registers, a small catalogue, a clock that stands still
 * and a random source that counts */
typedef struct
{
  char *data_dir;
  HubStore *store;
  AnjRegionTable *regions;
  HubCatalogue *catalogue;
  AnjClock clock;
  AnjRandom random;
  guint32 n_drawn;
  HubImportContext context;
  HubImportResult result; /* of the last import */
} RegisterFixture;

#define VILLAGE "35.09.01.2001"
#define OTHER_VILLAGE "35.09.01.2002"

/* 2026-11-22 */
#define NOW_US (G_GINT64_CONSTANT (1795305600) * G_USEC_PER_SEC)

#define DTSEN_HEADER                                                                               \
  "id_keluarga,no_kk,nik,nama,tanggal_lahir,jenis_kelamin,hubungan,alamat,rt,rw,kode_wilayah,"     \
  "desil,pekerjaan,status\n"
#define DTKS_HEADER "nik,no_kk,nama,tanggal_lahir,alamat,kode_wilayah,status,sejak,alasan\n"
#define P3KE_HEADER "id_p3ke,nik,nama,tanggal_lahir,alamat,kode_wilayah,desil,tahun\n"
#define PENERIMA_HEADER                                                                            \
  "program,nik,no_kk,komponen,periode,tahap,jumlah,saluran,kode_status,tanggal,keterangan\n"

void register_fixture_set_up (RegisterFixture *self, gconstpointer data);
void register_fixture_tear_down (RegisterFixture *self, gconstpointer data);

#define REGISTER_TEST(path, function)                                                              \
  g_test_add (path, RegisterFixture, NULL, register_fixture_set_up, function,                      \
              register_fixture_tear_down)

/* a catalogue other than the one of set_up; @json is a configuration document's part */
void register_fixture_set_catalogue (RegisterFixture *self, const char *json);

/* writes @n_bytes (-1: a string) and imports them; the result stands in self->result */
gboolean register_fixture_try (RegisterFixture *self,
                               HubRegister reg,
                               const char *batch,
                               const char *csv,
                               gssize n_bytes,
                               GError **error);

/* the same, dated 2026-10-15, and must work */
void register_fixture_import (RegisterFixture *self,
                              HubRegister reg,
                              const char *batch,
                              const char *csv);

/* (transfer full): a row of dtsen in VILLAGE, desil 1, born as the NIK says */
char *
register_fixture_dtsen (const char *no_kk, const char *nik, const char *name, const char *status);

/* (transfer full) (nullable): what stands in rejected/BATCH.csv */
char *register_fixture_rejected (RegisterFixture *self, const char *batch);

/* (nullable) (transfer full): as /v1/cache would give it now; @out_region: (out) (optional) */
HubHousehold *
register_fixture_household (RegisterFixture *self, const char *no_kk, char **out_region);

gint64 register_fixture_count (RegisterFixture *self, const char *sql);

G_END_DECLS
