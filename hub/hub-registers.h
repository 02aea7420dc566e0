/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-store.h"

G_BEGIN_DECLS

/* columns of register_rows and overruled_rows, and of payments and overruled_payments, but for the
 * batch */
#define HUB_ROW_KEY "register, key"
#define HUB_ROW_CELLS                                                                              \
  "status, nik, name_key, birth_date, region, no_kk, name, desil, relation, occupation, sex,"      \
  " address, rt, rw, since, reason, year, family"
#define HUB_PAYMENT_KEY "programme, nik, period, stage, component"
#define HUB_PAYMENT_CELLS "no_kk, amount, channel, state, date, note, period_key"

/*
 * The registers' tables in hub.db and the words for their columns.
 *
 *   batches             one row a file that came in; `seq` is their order
 *   register_rows       a person as dtsen, dtks, p3ke or pk has it, from the newest batch that does
 *   payments            a row of penerima, likewise
 *   overruled_rows, overruled_payments   the same of older batches: what holds again after an undo
 *   pk_sensitive        risk, factors and category of pk, of every batch; never in /v1/cache; join
 *                       by nik and batch
 *   programme_batches   which batch has rows of which programme; programme_newest: the newest one
 *   officials           rows of petugas, of every batch; officials_now: those that hold
 *   points              rows of titik, of every batch; points_now: those that hold
 *   register_regions    rows of wilayah, of every batch
 *   coverage            which batch of which register has rows of which village: only where there
 *                       is one, lacking a row means something
 *   residents           a NIK's present No. KK, village and short facts, from the newest row
 *   households          the id under which terminals know one, and in which village
 *   feed                (village, household) in the order of change: what a cursor walks along
 *   touched_households  what has to be put into the feed
 *
 * "Newest" is the latest date; of one date, the batch that came in last (docs/decisions/0009).
 */

/**
 * hub_registers_open:
 * @data_dir: a directory that `init` made
 *
 * Opens the store and brings server's and registers' tables up to date.
 */
HubStore *hub_registers_open (const char *data_dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* the registers' tables only, in a store that is open */
gboolean hub_registers_migrate (HubStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_REGISTER_DTSEN,
  HUB_REGISTER_DTKS,
  HUB_REGISTER_P3KE,
  HUB_REGISTER_PK,
  HUB_REGISTER_PENERIMA,
  HUB_REGISTER_PETUGAS,
  HUB_REGISTER_WILAYAH,
  HUB_REGISTER_TITIK,
  HUB_N_REGISTERS,
} HubRegister;

/* what a column holds; decides the check of its cells */
typedef enum {
  HUB_FIELD_KEY, /* the register's own id of a person or family */
  HUB_FIELD_NO_KK,
  HUB_FIELD_NIK,
  HUB_FIELD_NAME,
  HUB_FIELD_BIRTH_DATE,
  HUB_FIELD_SEX,
  HUB_FIELD_RELATION,
  HUB_FIELD_ADDRESS,
  HUB_FIELD_RT,
  HUB_FIELD_RW,
  HUB_FIELD_REGION,
  HUB_FIELD_DESIL,
  HUB_FIELD_OCCUPATION,
  HUB_FIELD_STATUS,
  HUB_FIELD_SINCE,
  HUB_FIELD_REASON,
  HUB_FIELD_YEAR,
  HUB_FIELD_PROGRAMME,
  HUB_FIELD_COMPONENT,
  HUB_FIELD_PERIOD,
  HUB_FIELD_STAGE,
  HUB_FIELD_AMOUNT,
  HUB_FIELD_CHANNEL,
  HUB_FIELD_STATE,
  HUB_FIELD_DATE,
  HUB_FIELD_NOTE,
  HUB_FIELD_BPS,      /* the region by the code of BPS */
  HUB_FIELD_FORMER,   /* codes that the region had */
  HUB_FIELD_RISK,     /* of stunting */
  HUB_FIELD_FACTORS,  /* of that risk, words with | between */
  HUB_FIELD_CATEGORY, /* of those who get meals: hamil, menyusui, balita */
  HUB_FIELD_ROLE,
  HUB_FIELD_CONTACT,
  HUB_FIELD_SCHEDULE, /* days and hours, as people say them */
  HUB_N_FIELDS,
} HubField;

/**
 * HubColumn:
 * @name: as the header line has it
 * @is_needed: the file must have the column; of kode_wilayah, unless it has kode_bps
 * @may_be_empty: a cell may be empty
 */
typedef struct
{
  const char *name;
  HubField field;
  gboolean is_needed;
  gboolean may_be_empty;
} HubColumn;

#define HUB_REGISTER_MAX_COLUMNS 16

/* of all registers, for messages: "dtsen, dtks, …" */
#define HUB_REGISTER_NAMES "dtsen, dtks, p3ke, pk, penerima, petugas, wilayah or titik"

/* whether @name is "dtsen", "dtks", … */
gboolean hub_register_from_name (const char *name, HubRegister *out_register);
const char *hub_register_name (HubRegister reg);
/* (transfer none): ends with a column without name */
const HubColumn *hub_register_columns (HubRegister reg);
/* (transfer none) (nullable): NULL-terminated words of the column `status` */
const char *const *hub_register_statuses (HubRegister reg);
/* (nullable): the register's name for @field */
const char *hub_register_column_name (HubRegister reg, HubField field);

G_END_DECLS
