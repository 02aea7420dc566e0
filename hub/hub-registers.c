/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-registers.h"

#include "hub/hub-command-queue.h"
#include "hub/hub-guess-alarms.h"
#include "hub/hub-rollouts.h"
#include "hub/reconcile/hub-links.h"
#include "hub/report/hub-tally.h"

/* The columns of register_rows and of payments, with the batch behind the key in the layer below:
 * there it is a part of it. (A table without rowid has its key first: integrity_check of SQLite
 * 3.40 finds NULLs in others.) */
#define PERSON_KEY "  register TEXT NOT NULL, key TEXT NOT NULL,"
#define PERSON_CELLS                                                                               \
  "  nik TEXT, no_kk TEXT, name TEXT NOT NULL, name_key TEXT NOT NULL, birth_date TEXT NOT NULL,"  \
  "  region TEXT NOT NULL, status TEXT NOT NULL, desil INTEGER, relation TEXT, occupation TEXT,"   \
  "  sex TEXT, address TEXT, rt TEXT, rw TEXT, since TEXT, reason TEXT, year TEXT, family TEXT,"
/* amount: rupiah; state: raw code; period_key: sorts by time */
#define PAYMENT_KEY                                                                                \
  "  programme TEXT NOT NULL, nik TEXT NOT NULL, period TEXT NOT NULL, stage TEXT NOT NULL,"       \
  "  component TEXT NOT NULL,"
#define PAYMENT_CELLS                                                                              \
  "  no_kk TEXT NOT NULL, amount INTEGER NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL,"    \
  "  date TEXT NOT NULL, note TEXT NOT NULL, period_key TEXT NOT NULL,"
#define BATCH "  batch INTEGER NOT NULL REFERENCES batches (seq),"

static const HubMigration steps[] = {
  { "registers", 1,
    "CREATE TABLE batches ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  id TEXT NOT NULL UNIQUE,"
    "  register TEXT NOT NULL,"
    "  date TEXT NOT NULL,"
    "  sha256 TEXT NOT NULL,"
    "  map_sha256 TEXT NOT NULL DEFAULT '',"
    "  n_rows INTEGER NOT NULL,"
    "  n_rejected INTEGER NOT NULL,"
    "  imported_us INTEGER NOT NULL,"
    "  is_whole INTEGER NOT NULL DEFAULT 0," /* 0: on its way in or out */
    "  is_closed INTEGER NOT NULL DEFAULT 0" /* cannot be undone */
    ") STRICT;"

    /* key: the NIK; in p3ke its own id, because a NIK may be lacking there; name_key: for
     * comparing */
    "CREATE TABLE register_rows (" PERSON_KEY PERSON_CELLS BATCH
    "  PRIMARY KEY (register, key)) WITHOUT ROWID, STRICT;"
    "CREATE INDEX register_rows_nik ON register_rows (nik) WHERE nik IS NOT NULL;"
    "CREATE INDEX register_rows_nameless ON register_rows (region, birth_date, name_key)"
    "  WHERE nik IS NULL;"
    "CREATE TABLE overruled_rows (" PERSON_KEY BATCH PERSON_CELLS
    "  PRIMARY KEY (register, key, batch)) WITHOUT ROWID, STRICT;"

    "CREATE TABLE payments (" PAYMENT_KEY PAYMENT_CELLS BATCH
    "  PRIMARY KEY (programme, nik, period, stage, component)) WITHOUT ROWID, STRICT;"
    "CREATE INDEX payments_nik ON payments (nik);"
    "CREATE INDEX payments_no_kk ON payments (no_kk);"
    "CREATE TABLE overruled_payments (" PAYMENT_KEY BATCH PAYMENT_CELLS
    "  PRIMARY KEY (programme, nik, period, stage, component, batch)) WITHOUT ROWID, STRICT;"

    /* what of pk never leaves the hub; of every batch */
    "CREATE TABLE pk_sensitive ("
    "  nik TEXT NOT NULL," BATCH "  stunting_risk INTEGER NOT NULL,"
    "  factors TEXT NOT NULL,"  /* words with | between */
    "  category TEXT NOT NULL," /* hamil, menyusui, balita or - */
    "  PRIMARY KEY (nik, batch)"
    ") WITHOUT ROWID, STRICT;"

    "CREATE TABLE programme_batches (programme TEXT NOT NULL," BATCH
    "  PRIMARY KEY (programme, batch)) WITHOUT ROWID, STRICT;"
    "CREATE VIEW programme_newest AS SELECT programme, batch FROM programme_batches p"
    "  WHERE batch = (SELECT o.batch FROM programme_batches o JOIN batches b ON b.seq = o.batch"
    "    WHERE o.programme = p.programme ORDER BY b.date DESC, b.seq DESC LIMIT 1);"

    "CREATE TABLE officials ("
    "  region TEXT NOT NULL," /* of any level */
    "  role TEXT NOT NULL,"
    "  name_key TEXT NOT NULL," BATCH "  name TEXT NOT NULL,"
    "  contact TEXT NOT NULL,"
    "  PRIMARY KEY (region, role, name_key, batch)"
    ") WITHOUT ROWID, STRICT;"
    /* a list names all who hold a role in a region */
    "CREATE VIEW officials_now AS SELECT region, role, name, contact, batch FROM officials p"
    "  WHERE batch = (SELECT o.batch FROM officials o JOIN batches b ON b.seq = o.batch"
    "    WHERE o.region = p.region AND o.role = p.role"
    "    ORDER BY b.date DESC, b.seq DESC LIMIT 1);"

    "CREATE TABLE register_regions (code TEXT NOT NULL," BATCH "  bps TEXT NOT NULL,"
    "  name TEXT NOT NULL, PRIMARY KEY (code, batch)) WITHOUT ROWID, STRICT;"

    "CREATE TABLE coverage (region TEXT NOT NULL, register TEXT NOT NULL," BATCH
    "  PRIMARY KEY (region, register, batch)) WITHOUT ROWID, STRICT;"

    "CREATE TABLE residents ("
    "  nik TEXT PRIMARY KEY,"
    "  no_kk TEXT NOT NULL,"
    "  region TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  name_key TEXT NOT NULL,"
    "  birth_date TEXT NOT NULL,"
    "  relation TEXT NOT NULL,"
    "  occupation TEXT NOT NULL,"
    "  is_present INTEGER NOT NULL," /* neither dead nor moved to where no register says */
    "  member TEXT NOT NULL"         /* how the document names this person */
    ") WITHOUT ROWID, STRICT;"
    "CREATE INDEX residents_no_kk ON residents (no_kk);"
    "CREATE INDEX residents_person ON residents (region, birth_date, name_key);"

    /* record: how terminals name it; region: whose terminals have it; NULL: nobody lives there any
     * more, the name is kept for a return */
    "CREATE TABLE households (no_kk TEXT PRIMARY KEY, record TEXT NOT NULL, region TEXT)"
    "  WITHOUT ROWID, STRICT;"
    "CREATE INDEX households_region ON households (region);"

    "CREATE TABLE feed ("
    "  seq INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  region TEXT NOT NULL,"
    "  no_kk TEXT NOT NULL," /* 'place': of the place line */
    "  is_deleted INTEGER NOT NULL,"
    "  UNIQUE (region, no_kk)"
    ") STRICT;"
    "CREATE INDEX feed_region ON feed (region, seq);"

    "CREATE TABLE touched_households (no_kk TEXT PRIMARY KEY) WITHOUT ROWID, STRICT;" },

  /* source: who sent the file, with which letter; encoding: how it was read; n_…: what the batch
   * changed when it came in; NULL: before this step. former: codes that the region had, with |
   * between */
  { "registers", 2,
    "ALTER TABLE batches ADD COLUMN source TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE batches ADD COLUMN encoding TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE batches ADD COLUMN n_added INTEGER;"
    "ALTER TABLE batches ADD COLUMN n_changed INTEGER;"
    "ALTER TABLE batches ADD COLUMN n_gone INTEGER;"
    "ALTER TABLE batches ADD COLUMN n_same INTEGER;"
    "ALTER TABLE batches ADD COLUMN n_older INTEGER;"
    "ALTER TABLE register_regions ADD COLUMN former TEXT NOT NULL DEFAULT '';" },

  { "registers", 3,
    "CREATE TABLE points ("
    "  region TEXT NOT NULL," /* a village */
    "  programme TEXT NOT NULL,"
    "  name_key TEXT NOT NULL," BATCH "  name TEXT NOT NULL,"
    "  address TEXT NOT NULL,"
    "  schedule TEXT NOT NULL,"
    "  contact TEXT NOT NULL,"
    "  PRIMARY KEY (region, programme, name_key, batch)"
    ") WITHOUT ROWID, STRICT;"
    /* a list names all points that a programme has in a village */
    "CREATE VIEW points_now AS SELECT region, programme, name_key, name, address, schedule,"
    "  contact, batch FROM points p"
    "  WHERE batch = (SELECT o.batch FROM points o JOIN batches b ON b.seq = o.batch"
    "    WHERE o.region = p.region AND o.programme = p.programme"
    "    ORDER BY b.date DESC, b.seq DESC LIMIT 1);" },

  /* line: of the batch's file; NULL: before this step */
  { "registers", 4,
    "ALTER TABLE register_rows ADD COLUMN line INTEGER;"
    "ALTER TABLE overruled_rows ADD COLUMN line INTEGER;"
    "ALTER TABLE payments ADD COLUMN line INTEGER;"
    "ALTER TABLE overruled_payments ADD COLUMN line INTEGER;" },
};

#define NEEDED .is_needed = TRUE
#define MAY_BE_EMPTY .is_needed = TRUE, .may_be_empty = TRUE
#define MAY_LACK .may_be_empty = TRUE

static const HubColumn dtsen_columns[] = {
  { "id_keluarga", HUB_FIELD_KEY, MAY_BE_EMPTY },
  { "no_kk", HUB_FIELD_NO_KK, NEEDED },
  { "nik", HUB_FIELD_NIK, NEEDED },
  { "nama", HUB_FIELD_NAME, NEEDED },
  { "tanggal_lahir", HUB_FIELD_BIRTH_DATE, NEEDED },
  { "jenis_kelamin", HUB_FIELD_SEX, NEEDED },
  { "hubungan", HUB_FIELD_RELATION, NEEDED },
  { "alamat", HUB_FIELD_ADDRESS, MAY_BE_EMPTY },
  { "rt", HUB_FIELD_RT, MAY_LACK },
  { "rw", HUB_FIELD_RW, MAY_LACK },
  { "kode_wilayah", HUB_FIELD_REGION, NEEDED },
  { "kode_bps", HUB_FIELD_BPS, MAY_LACK },
  { "desil", HUB_FIELD_DESIL, NEEDED },
  { "pekerjaan", HUB_FIELD_OCCUPATION, MAY_BE_EMPTY },
  { "status", HUB_FIELD_STATUS, NEEDED },
  { NULL, 0, 0, 0 },
};

static const HubColumn dtks_columns[] = {
  { "nik", HUB_FIELD_NIK, NEEDED },
  { "no_kk", HUB_FIELD_NO_KK, NEEDED },
  { "nama", HUB_FIELD_NAME, NEEDED },
  { "tanggal_lahir", HUB_FIELD_BIRTH_DATE, NEEDED },
  { "alamat", HUB_FIELD_ADDRESS, MAY_BE_EMPTY },
  { "kode_wilayah", HUB_FIELD_REGION, NEEDED },
  { "kode_bps", HUB_FIELD_BPS, MAY_LACK },
  { "status", HUB_FIELD_STATUS, NEEDED },
  { "sejak", HUB_FIELD_SINCE, MAY_BE_EMPTY },
  { "alasan", HUB_FIELD_REASON, MAY_LACK },
  { NULL, 0, 0, 0 },
};

static const HubColumn p3ke_columns[] = {
  { "id_p3ke", HUB_FIELD_KEY, NEEDED },
  { "nik", HUB_FIELD_NIK, MAY_BE_EMPTY },
  { "nama", HUB_FIELD_NAME, NEEDED },
  { "tanggal_lahir", HUB_FIELD_BIRTH_DATE, NEEDED },
  { "alamat", HUB_FIELD_ADDRESS, MAY_BE_EMPTY },
  { "kode_wilayah", HUB_FIELD_REGION, NEEDED },
  { "kode_bps", HUB_FIELD_BPS, MAY_LACK },
  { "desil", HUB_FIELD_DESIL, NEEDED },
  { "tahun", HUB_FIELD_YEAR, NEEDED },
  { NULL, 0, 0, 0 },
};

static const HubColumn pk_columns[] = {
  { "id_keluarga_pk", HUB_FIELD_KEY, NEEDED },
  { "nik", HUB_FIELD_NIK, NEEDED },
  { "nama", HUB_FIELD_NAME, NEEDED },
  { "tanggal_lahir", HUB_FIELD_BIRTH_DATE, NEEDED },
  { "alamat", HUB_FIELD_ADDRESS, MAY_BE_EMPTY },
  { "kode_wilayah", HUB_FIELD_REGION, NEEDED },
  { "kode_bps", HUB_FIELD_BPS, MAY_LACK },
  { "tahun", HUB_FIELD_YEAR, NEEDED },
  { "risiko_stunting", HUB_FIELD_RISK, NEEDED },
  { "faktor", HUB_FIELD_FACTORS, MAY_BE_EMPTY },
  { "kategori_3b", HUB_FIELD_CATEGORY, MAY_BE_EMPTY },
  { NULL, 0, 0, 0 },
};

static const HubColumn penerima_columns[] = {
  { "program", HUB_FIELD_PROGRAMME, NEEDED }, { "nik", HUB_FIELD_NIK, NEEDED },
  { "no_kk", HUB_FIELD_NO_KK, NEEDED },       { "komponen", HUB_FIELD_COMPONENT, MAY_LACK },
  { "periode", HUB_FIELD_PERIOD, NEEDED },    { "tahap", HUB_FIELD_STAGE, MAY_BE_EMPTY },
  { "jumlah", HUB_FIELD_AMOUNT, NEEDED },     { "saluran", HUB_FIELD_CHANNEL, MAY_BE_EMPTY },
  { "kode_status", HUB_FIELD_STATE, NEEDED }, { "tanggal", HUB_FIELD_DATE, MAY_BE_EMPTY },
  { "keterangan", HUB_FIELD_NOTE, MAY_LACK }, { NULL, 0, 0, 0 },
};

static const HubColumn petugas_columns[] = {
  { "peran", HUB_FIELD_ROLE, NEEDED },           { "nama", HUB_FIELD_NAME, NEEDED },
  { "kode_wilayah", HUB_FIELD_REGION, NEEDED },  { "kode_bps", HUB_FIELD_BPS, MAY_LACK },
  { "kontak", HUB_FIELD_CONTACT, MAY_BE_EMPTY }, { NULL, 0, 0, 0 },
};

static const HubColumn wilayah_columns[] = {
  { "kode", HUB_FIELD_REGION, NEEDED },
  { "kode_bps", HUB_FIELD_BPS, MAY_BE_EMPTY },
  { "nama", HUB_FIELD_NAME, NEEDED },
  { "kode_lama", HUB_FIELD_FORMER, MAY_LACK },
  { NULL, 0, 0, 0 },
};

static const HubColumn titik_columns[] = {
  { "program", HUB_FIELD_PROGRAMME, NEEDED },    { "kode_wilayah", HUB_FIELD_REGION, NEEDED },
  { "kode_bps", HUB_FIELD_BPS, MAY_LACK },       { "nama", HUB_FIELD_NAME, NEEDED },
  { "alamat", HUB_FIELD_ADDRESS, MAY_BE_EMPTY }, { "jadwal", HUB_FIELD_SCHEDULE, MAY_BE_EMPTY },
  { "kontak", HUB_FIELD_CONTACT, MAY_BE_EMPTY }, { NULL, 0, 0, 0 },
};

static const char *const dtsen_statuses[] = { "aktif", "nonaktif", "meninggal", "pindah", NULL };
static const char *const dtks_statuses[] = { "terdaftar", "nonaktif", NULL };

static const struct
{
  const char *name;
  const HubColumn *columns;
  const char *const *statuses;
} registers[HUB_N_REGISTERS] = {
  [HUB_REGISTER_DTSEN] = { "dtsen", dtsen_columns, dtsen_statuses },
  [HUB_REGISTER_DTKS] = { "dtks", dtks_columns, dtks_statuses },
  [HUB_REGISTER_P3KE] = { "p3ke", p3ke_columns, NULL },
  [HUB_REGISTER_PK] = { "pk", pk_columns, NULL },
  [HUB_REGISTER_PENERIMA] = { "penerima", penerima_columns, NULL },
  [HUB_REGISTER_PETUGAS] = { "petugas", petugas_columns, NULL },
  [HUB_REGISTER_WILAYAH] = { "wilayah", wilayah_columns, NULL },
  [HUB_REGISTER_TITIK] = { "titik", titik_columns, NULL },
};

gboolean
hub_registers_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error) &&
         hub_links_migrate (store, error) && hub_tally_migrate (store, error) &&
         hub_command_queue_migrate (store, error) && hub_rollouts_migrate (store, error) &&
         hub_guess_migrate (store, error);
}

HubStore *
hub_registers_open (const char *data_dir, GError **error)
{
  g_autoptr (HubStore) store = hub_store_open (data_dir, error);

  if (store == NULL || !hub_registers_migrate (store, error))
    return NULL;
  return g_steal_pointer (&store);
}

gboolean
hub_register_from_name (const char *name, HubRegister *out_register)
{
  for (int i = 0; i < HUB_N_REGISTERS; i++)
    if (g_strcmp0 (registers[i].name, name) == 0)
      {
        *out_register = (HubRegister) i;
        return TRUE;
      }
  return FALSE;
}

const char *
hub_register_name (HubRegister reg)
{
  return registers[reg].name;
}

const HubColumn *
hub_register_columns (HubRegister reg)
{
  return registers[reg].columns;
}

const char *const *
hub_register_statuses (HubRegister reg)
{
  return registers[reg].statuses;
}

const char *
hub_register_column_name (HubRegister reg, HubField field)
{
  for (const HubColumn *column = registers[reg].columns; column->name != NULL; column++)
    if (column->field == field)
      return column->name;
  return NULL;
}
