/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/reconcile/hub-claims.h"

#include <string.h>

#include "core/anj-region.h"
#include "hub/hub-disagreements.h"
#include "hub/hub-statements.h"
#include "hub/reconcile/hub-links.h"
#include "hub/reconcile/hub-similarity.h"

/*
 * hub_claims_load:
 *   note_batch   how new each batch is
 *   read_rows    ascending by NIK, beside residents in the same order; then rows without NIK
 *   put_group    the rows of one NIK: whose it is (find_owner), who is set apart (is_someone_else),
 *                and the distinct things they say (put_face)
 */

static const char *const table_steps[] = {
  "CREATE TEMP TABLE IF NOT EXISTS claim_faces (district TEXT, claim INTEGER, face INTEGER,"
  "  id TEXT, nik INTEGER, no_kk INTEGER, registers INTEGER, sex INTEGER, is_row INTEGER,"
  "  home TEXT, birth INTEGER, village TEXT, words TEXT, address INTEGER,"
  "  PRIMARY KEY (district, claim, face)) WITHOUT ROWID",
  "DELETE FROM claim_faces",
};

static const char *const insert_face[] = {
  "INSERT INTO claim_faces VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

#define ROW_COLUMNS                                                                                \
  "nik, register, key, name, name_key, birth_date, region, no_kk, address, sex, batch"
typedef enum {
  NIK,
  REGISTER,
  KEY,
  NAME,
  NAME_KEY,
  BIRTH_DATE,
  REGION,
  NO_KK,
  ADDRESS,
  SEX,
  BATCH,
} Column;

/* a row of a register */
typedef struct
{
  HubPersons reg;
  char *key;
  char *name_key;
  HubName name;
  HubDay birth;
  char region[16];
  guint64 no_kk;
  guint32 address;
  HubSex sex;
  guint32 rank; /* of the batch: a higher one is newer */
  gboolean is_apart;
} Row;

/* who lives where, walked beside the rows */
typedef struct
{
  HubStmt *stmt;
  gboolean has_row;
  guint64 nik;
} Residents;

typedef struct
{
  HubStore *store;               /* (unowned): the caller's */
  const HubDecisions *decisions; /* (unowned): the caller's */
  HubClaims *claims;             /* (unowned): being filled */
  HubNameHabits *habits;
  GArray *ranks;         /* (element-type guint32): by a batch's seq */
  GHashTable *districts; /* (element-type utf8) */
  GArray *rows;          /* (element-type Row): of the NIK in hand */
  Residents residents;
  HubStmt *insert;
} Loader;

static void
row_clear (gpointer data)
{
  Row *self = data;

  g_free (self->key);
  g_free (self->name_key);
}

static void
loader_clear (Loader *self)
{
  g_clear_pointer (&self->habits, hub_name_habits_free);
  g_clear_pointer (&self->ranks, g_array_unref);
  g_clear_pointer (&self->districts, g_hash_table_unref);
  g_clear_pointer (&self->rows, g_array_unref);
  g_clear_pointer (&self->residents.stmt, hub_stmt_free);
  g_clear_pointer (&self->insert, hub_stmt_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, loader_clear)

void
hub_claims_free (HubClaims *self)
{
  g_ptr_array_unref (self->districts);
  g_free (self);
}

static gboolean
load_ranks (Loader *self, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->store, error,
      "SELECT seq, row_number() OVER (ORDER BY date, register = 'dtsen', seq) FROM batches"
      " ORDER BY seq",
      "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      guint seq = (guint) hub_stmt_int (stmt, 0);

      g_array_set_size (self->ranks, seq + 1);
      g_array_index (self->ranks, guint32, seq) = (guint32) hub_stmt_int (stmt, 1);
    }
  return !row;
}

static guint64
read_number (HubStmt *stmt, int column)
{
  const char *text = hub_stmt_text (stmt, column);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

/* of letters and digits alone: "Dsn. Krajan 4" is "DSN KRAJAN 4" */
static guint32
hash_address (const char *text)
{
  guint32 hash = 5381;
  guint n = 0;

  for (const char *p = text != NULL ? text : ""; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      {
        hash = hash * 33 + (guint32) g_ascii_toupper (*p);
        n++;
      }
  return n > 0 ? MAX (hash, 1) : 0;
}

static HubSex
read_sex (const char *text)
{
  if (text == NULL || *text == '\0')
    return HUB_SEX_UNKNOWN;
  return *text == 'P' ? HUB_SEX_FEMALE : HUB_SEX_MALE;
}

static gboolean
read_row (Loader *self, HubStmt *stmt, Row *out)
{
  const Row *last = self->rows->len > 0 ? &g_array_index (self->rows, Row, self->rows->len - 1)
                                        : NULL;

  if (!hub_persons_from_name (hub_stmt_text (stmt, REGISTER), &out->reg))
    return FALSE;
  out->key = g_strdup (hub_stmt_text (stmt, KEY));
  out->name_key = g_strdup (hub_stmt_text (stmt, NAME_KEY));
  if (last != NULL && strcmp (last->name_key, out->name_key) == 0)
    out->name = last->name;
  else
    hub_name_read (self->habits, hub_stmt_text (stmt, NAME), &out->name);
  out->birth = hub_day_read (hub_stmt_text (stmt, BIRTH_DATE));
  g_strlcpy (out->region, hub_stmt_text (stmt, REGION), sizeof out->region);
  out->no_kk = read_number (stmt, NO_KK);
  out->address = hash_address (hub_stmt_text (stmt, ADDRESS));
  out->sex = read_sex (hub_stmt_text (stmt, SEX));
  out->rank = g_array_index (self->ranks, guint32, (guint) hub_stmt_int (stmt, BATCH));
  out->is_apart = FALSE;
  return TRUE;
}

static gboolean
next_resident (Residents *self, GError **error)
{
  if (!hub_stmt_next (self->stmt, &self->has_row, error))
    return FALSE;
  if (self->has_row)
    self->nik = read_number (self->stmt, 0);
  return TRUE;
}

/* as who lives where is decided (hub-settler.c) */
static const Row *
find_owner (const GArray *rows)
{
  const Row *owner = NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      if (owner == NULL || (row->no_kk != 0) > (owner->no_kk != 0) ||
          ((row->no_kk != 0) == (owner->no_kk != 0) && row->rank > owner->rank))
        owner = row;
    }
  return owner;
}

/* one NIK for two: neither the name nor the birth date can be the other's with a slip */
static gboolean
is_someone_else (const Row *row, const Row *owner)
{
  HubDayKin day = hub_day_compare (row->birth, owner->birth);
  HubNameLikeness name;

  if (day != HUB_DAY_YEAR && day != HUB_DAY_OTHER)
    return FALSE;
  hub_name_compare (&row->name, &owner->name, &name);
  return name.kin == HUB_NAME_OTHER;
}

static gboolean
put_face (Loader *self,
          const HubClaim *claim,
          const char *home,
          const Row *row,
          guint face,
          GError **error)
{
  const char *words[HUB_NAME_MAX_WORDS + 1] = { NULL };
  g_autofree char *joined = NULL;
  char district[HUB_DISTRICT_CHARS + 1];

  g_strlcpy (district, row->region, sizeof district);
  if (!g_hash_table_contains (self->districts, district))
    g_hash_table_add (self->districts, g_strdup (district));
  for (guint i = 0; i < row->name.n_words; i++)
    words[i] = row->name.words[i];
  joined = g_strjoinv (" ", (char **) words);
  hub_stmt_rebind (self->insert, "tiitiiiiititti", district, (gint64) self->claims->n_claims,
                   (gint64) face, claim->id, (gint64) claim->nik, (gint64) claim->no_kk,
                   (gint64) claim->registers, (gint64) claim->sex, (gint64) claim->is_row, home,
                   (gint64) row->birth, row->region, joined, (gint64) row->address);
  return hub_stmt_finish (self->insert, error);
}

/* nobody says the same twice */
static gboolean
is_said (const GArray *rows, guint index)
{
  const Row *row = &g_array_index (rows, Row, index);

  for (guint i = 0; i < index; i++)
    {
      const Row *other = &g_array_index (rows, Row, i);

      if (!other->is_apart && other->birth == row->birth && other->address == row->address &&
          strcmp (other->region, row->region) == 0 && strcmp (other->name_key, row->name_key) == 0)
        return TRUE;
    }
  return FALSE;
}

/* a row by itself */
static gboolean
put_row (Loader *self, guint64 nik, const Row *row, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%s %s", hub_persons_name (row->reg), row->key);
  HubClaim claim = {
    .id = id,
    .nik = nik,
    .no_kk = row->no_kk,
    .registers = 1u << row->reg,
    .sex = row->sex,
    .is_row = TRUE,
  };

  self->claims->n_claims++;
  return put_face (self, &claim, row->region, row, /* face */ 0, error);
}

static gboolean
put_nik (Loader *self, HubClaim *claim, const char *home, GError **error)
{
  guint n_faces = 0;

  self->claims->n_claims++;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if (!row->is_apart)
        claim->registers |= 1u << row->reg;
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      if (!row->is_apart && !is_said (self->rows, i) &&
          !put_face (self, claim, home, row, n_faces++, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_apart (Loader *self, guint64 nik, Row *row, const Row *owner, GError **error)
{
  g_autofree char *id = NULL;

  if (row == owner || !is_someone_else (row, owner))
    return TRUE;
  id = g_strdup_printf ("%s %s", hub_persons_name (row->reg), row->key);
  if (hub_decisions_find (self->decisions, id, nik) == HUB_VERDICT_SAME)
    return TRUE;
  row->is_apart = TRUE;
  return put_row (self, nik, row, error);
}

static gboolean
put_group (Loader *self, guint64 nik, GError **error)
{
  Residents *residents = &self->residents;
  const Row *owner = find_owner (self->rows);
  char id[32];
  HubClaim claim = { .id = id, .nik = nik, .sex = hub_nik_sex (nik) };
  const char *home = owner->region;

  for (guint i = 0; i < self->rows->len; i++)
    if (!set_apart (self, nik, &g_array_index (self->rows, Row, i), owner, error))
      return FALSE;
  while (residents->has_row && residents->nik < nik)
    if (!next_resident (residents, error))
      return FALSE;
  if (residents->has_row && residents->nik == nik)
    {
      claim.no_kk = read_number (residents->stmt, 1);
      home = hub_stmt_text (residents->stmt, 2);
    }
  g_snprintf (id, sizeof id, HUB_LINKS_NIK " %016" G_GUINT64_FORMAT, nik);
  if (!put_nik (self, &claim, home, error))
    return FALSE;
  g_array_set_size (self->rows, 0);
  return TRUE;
}

static gboolean
read_rows (Loader *self, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (self->store, error,
                                              "SELECT " ROW_COLUMNS
                                              " FROM register_rows INDEXED BY register_rows_nik"
                                              " WHERE nik IS NOT NULL ORDER BY nik",
                                              "");
  guint64 nik = 0;
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      guint64 next = read_number (stmt, NIK);
      Row read = { 0 };

      if (next != nik && self->rows->len > 0 && !put_group (self, nik, error))
        return FALSE;
      nik = next;
      if (!read_row (self, stmt, &read))
        continue;
      self->claims->n_rows++;
      g_array_append_val (self->rows, read);
    }
  return !row && (self->rows->len == 0 || put_group (self, nik, error));
}

static gboolean
read_rows_without_nik (Loader *self, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      self->store, error,
      "SELECT " ROW_COLUMNS " FROM register_rows WHERE nik IS NULL ORDER BY region, register, key",
      "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      Row read = { 0 };
      gboolean ok;

      if (!read_row (self, stmt, &read))
        continue;
      self->claims->n_rows++;
      ok = put_row (self, /* nik */ 0, &read, error);
      row_clear (&read);
      if (!ok)
        return FALSE;
    }
  return !row;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_districts (Loader *self)
{
  GHashTableIter iter;
  gpointer district;

  g_hash_table_iter_init (&iter, self->districts);
  while (g_hash_table_iter_next (&iter, &district, NULL))
    g_ptr_array_add (self->claims->districts, g_strdup (district));
  g_ptr_array_sort (self->claims->districts, compare_texts);
}

static gboolean
load (Loader *self, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table_steps); i++)
    if (!hub_store_run (self->store, error, table_steps[i], ""))
      return FALSE;
  self->residents.stmt = hub_store_query (
      self->store, error, "SELECT nik, no_kk, region FROM residents ORDER BY nik", "");
  return self->residents.stmt != NULL &&
         hub_statements_prepare (self->store, insert_face, 1, &self->insert, error) &&
         load_ranks (self, error) && next_resident (&self->residents, error) &&
         read_rows (self, error) && read_rows_without_nik (self, error);
}

HubClaims *
hub_claims_load (HubStore *store, const HubDecisions *decisions, GError **error)
{
  g_autoptr (HubClaims) claims = g_new0 (HubClaims, 1);
  gboolean ok;

  claims->districts = g_ptr_array_new_with_free_func (g_free);
  hub_store_lock (store);
  /* one state for all that is read; the claims' own table is no part of hub.db, so others go on
   * writing there */
  ok = hub_store_run (store, error, "SAVEPOINT claims", "");
  if (ok)
    {
      g_auto (Loader) self = {
        .store = store,
        .decisions = decisions,
        .claims = claims,
        .habits = hub_name_habits_new (),
        .ranks = g_array_new (FALSE, /* clear */ TRUE, sizeof (guint32)),
        .districts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
        .rows = g_array_new (FALSE, FALSE, sizeof (Row)),
      };

      g_array_set_clear_func (self.rows, row_clear);
      ok = load (&self, error);
      list_districts (&self);
    }
  if (!hub_store_run (store, ok ? error : NULL, "RELEASE claims", ""))
    ok = FALSE;
  hub_store_unlock (store);
  return ok ? g_steal_pointer (&claims) : NULL;
}
