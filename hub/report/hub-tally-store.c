/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-hub"

#include <string.h>

#include "hub/hub-statements.h"
#include "hub/report/hub-tally.h"

/*
 * tally_state has one row while nothing has changed since it was put there: with is_kept 0 somebody
 * counts, with 1 the other tables hold what was counted. Whoever changes batches or links takes the
 * row away (triggers), and with it the word of who counts: its id is not given again.
 */

static const HubMigration steps[] = {
  { "tally", 1,
    "CREATE TABLE tally_state (id INTEGER PRIMARY KEY AUTOINCREMENT, is_kept INTEGER NOT NULL)"
    "  STRICT;"
    "CREATE TRIGGER tally_batch_added AFTER INSERT ON batches"
    "  BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_batch_changed AFTER UPDATE ON batches"
    "  BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_batch_gone AFTER DELETE ON batches"
    "  BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_link_added AFTER INSERT ON links BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_link_changed AFTER UPDATE ON links BEGIN DELETE FROM tally_state; END;"
    "CREATE TRIGGER tally_link_gone AFTER DELETE ON links BEGIN DELETE FROM tally_state; END;"

    /* HubTally's arrays: texts, each with its NUL, or numbers of 32 bits, the lowest byte first */
    "CREATE TABLE tally_parts (part INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;" },
};

typedef enum {
  PART_VILLAGES,
  PART_STATES,
  PART_ENTRIES,
  PART_LISTINGS,
  PART_FED,
  PART_WORDS,
  PART_LINES, /* of the first HubTallyKind, and so on */
} Part;

gboolean
hub_tally_migrate (HubStore *store, GError **error)
{
  return hub_store_migrate (store, steps, G_N_ELEMENTS (steps), error);
}

gboolean
hub_tally_is_kept (HubStore *store, gboolean *out_is, GError **error)
{
  gint64 is_kept = 0;

  if (!hub_store_get_int (store, error, 0, &is_kept,
                          "SELECT EXISTS (SELECT 1 FROM tally_state WHERE is_kept = 1)", ""))
    return FALSE;
  *out_is = is_kept != 0;
  return TRUE;
}

/* *out_id: of this count, for keep(); 0: a batch is on its way */
static gboolean
announce (HubStore *store, gint64 *out_id, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL || !hub_store_run (store, error, "DELETE FROM tally_state", "") ||
      !hub_store_run (store, error,
                      "INSERT INTO tally_state (is_kept) SELECT 0"
                      " WHERE NOT EXISTS (SELECT 1 FROM batches WHERE is_whole = 0)",
                      ""))
    return FALSE;
  *out_id = hub_store_n_changed (store) > 0 ? sqlite3_last_insert_rowid (hub_store_db (store)) : 0;
  return hub_transaction_commit (transaction, error);
}

static void
append_text (GByteArray *texts, const char *text)
{
  g_byte_array_append (texts, (const guint8 *) text, (guint) strlen (text) + 1);
}

static GBytes *
pack_texts (const GPtrArray *array)
{
  GByteArray *texts = g_byte_array_new ();

  for (guint i = 0; i < array->len; i++)
    append_text (texts, g_ptr_array_index (array, i));
  return g_byte_array_free_to_bytes (texts);
}

static GBytes *
pack_states (const HubTally *tally)
{
  GByteArray *texts = g_byte_array_new ();

  for (guint i = 0; i < tally->states->len; i++)
    {
      const HubTallyState *state = g_ptr_array_index (tally->states, i);

      append_text (texts, state->programme);
      append_text (texts, state->state);
    }
  return g_byte_array_free_to_bytes (texts);
}

/* @array: its elements are made of guint32 */
static GBytes *
pack_numbers (GArray *array)
{
  gsize n = (gsize) array->len * g_array_get_element_size (array) / sizeof (guint32);
  const guint32 *numbers = (const guint32 *) (gpointer) array->data;
  guint32 *packed = g_new (guint32, n + 1);

  for (gsize i = 0; i < n; i++)
    packed[i] = GUINT32_TO_LE (numbers[i]);
  return g_bytes_new_take (packed, n * sizeof (guint32));
}

/* @data: (transfer full); an empty part has no row */
static gboolean
put_part (HubStore *store, guint part, GBytes *data, GError **error)
{
  g_autoptr (GBytes) bytes = data;

  return g_bytes_get_size (bytes) == 0 ||
         hub_store_run (store, error, "INSERT INTO tally_parts (part, data) VALUES (?, ?)", "ib",
                        (gint64) part, bytes);
}

static gboolean
put_all (HubStore *store, const HubTally *tally, GError **error)
{
  if (!hub_store_run (store, error, "DELETE FROM tally_parts", ""))
    return FALSE;
  for (guint kind = 0; kind < HUB_N_TALLIES; kind++)
    if (!put_part (store, PART_LINES + kind, pack_numbers (tally->lines[kind]), error))
      return FALSE;
  return put_part (store, PART_VILLAGES, pack_texts (tally->villages), error) &&
         put_part (store, PART_STATES, pack_states (tally), error) &&
         put_part (store, PART_ENTRIES, pack_numbers (tally->entries), error) &&
         put_part (store, PART_LISTINGS, pack_numbers (tally->listings), error) &&
         put_part (store, PART_FED, pack_numbers (tally->fed), error) &&
         put_part (store, PART_WORDS, pack_texts (tally->words), error);
}

/* nothing, if something has changed since announce() */
static gboolean
keep (HubStore *store, const HubTally *tally, gint64 id, GError **error)
{
  g_autoptr (HubTransaction) transaction = hub_transaction_begin (store, error);

  if (transaction == NULL ||
      !hub_store_run (store, error, "UPDATE tally_state SET is_kept = 1 WHERE id = ?", "i", id))
    return FALSE;
  return hub_store_n_changed (store) == 0 ||
         (put_all (store, tally, error) && hub_transaction_commit (transaction, error));
}

/* in a transaction */
static HubTally *
count (HubStore *store, GError **error)
{
  g_autoptr (HubPeople) people = hub_people_load (store, error);

  return people != NULL ? hub_tally_count (store, people, /* poor */ NULL, NULL, error) : NULL;
}

/* SQLite asks every so many of its steps */
#define STEPS_A_LOOK 100000

static int
is_cancelled (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

static gboolean
look_if_kept (HubStore *store, gboolean *out_is, GError **error)
{
  gboolean ok;

  hub_store_lock (store);
  ok = hub_tally_is_kept (store, out_is, error);
  hub_store_unlock (store);
  return ok;
}

gboolean
hub_tally_refresh (HubStore *store, GCancellable *cancellable, GError **error)
{
  g_autoptr (HubStore) reader = NULL;
  g_autoptr (HubTally) tally = NULL;
  gboolean is_kept;
  gint64 id = 0;

  if (!look_if_kept (store, &is_kept, error))
    return FALSE;
  if (is_kept)
    return TRUE;
  reader = hub_store_open_reader (store, error);
  if (reader == NULL || !announce (store, &id, error))
    return FALSE;
  if (id == 0)
    return TRUE;
  sqlite3_progress_handler (hub_store_db (reader), STEPS_A_LOOK, is_cancelled, cancellable);
  if (!hub_store_run (reader, error, "BEGIN", ""))
    return FALSE;
  tally = count (reader, error);
  return tally != NULL && !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         hub_store_run (reader, error, "COMMIT", "") && keep (store, tally, id, error);
}

static gboolean
unpack_numbers (GArray *array, GBytes *bytes)
{
  gsize n_bytes = g_bytes_get_size (bytes), n_element = g_array_get_element_size (array);
  const guint32 *packed = g_bytes_get_data (bytes, NULL);

  if (n_bytes % n_element != 0)
    return FALSE;
  g_array_set_size (array, (guint) (n_bytes / n_element));
  for (gsize i = 0; i < n_bytes / sizeof (guint32); i++)
    ((guint32 *) (gpointer) array->data)[i] = GUINT32_FROM_LE (packed[i]);
  return TRUE;
}

/* (transfer full) (element-type utf8) (nullable): NULL: the last has no end */
static GPtrArray *
unpack_texts (GBytes *bytes)
{
  gsize n_bytes = 0;
  const char *data = g_bytes_get_data (bytes, &n_bytes);
  GPtrArray *texts;

  if (n_bytes > 0 && data[n_bytes - 1] != '\0')
    return NULL;
  texts = g_ptr_array_new_with_free_func (g_free);
  for (gsize at = 0; at < n_bytes; at += strlen (data + at) + 1)
    g_ptr_array_add (texts, g_strdup (data + at));
  return texts;
}

static gboolean
unpack_states (HubTally *self, GBytes *bytes)
{
  g_autoptr (GPtrArray) texts = unpack_texts (bytes);

  if (texts == NULL || texts->len % 2 != 0)
    return FALSE;
  for (guint i = 0; i < texts->len; i += 2)
    hub_tally_add_state (self, g_ptr_array_index (texts, i), g_ptr_array_index (texts, i + 1));
  return TRUE;
}

/* in the place of *@array */
static gboolean
replace_texts (GPtrArray **array, GBytes *bytes)
{
  GPtrArray *texts = unpack_texts (bytes);

  if (texts == NULL)
    return FALSE;
  g_ptr_array_unref (*array);
  *array = texts;
  return TRUE;
}

static gboolean
unpack_part (HubTally *self, gint64 part, GBytes *bytes)
{
  switch (part)
    {
    case PART_VILLAGES:
      return replace_texts (&self->villages, bytes);
    case PART_STATES:
      return unpack_states (self, bytes);
    case PART_ENTRIES:
      return unpack_numbers (self->entries, bytes);
    case PART_LISTINGS:
      return unpack_numbers (self->listings, bytes);
    case PART_FED:
      return unpack_numbers (self->fed, bytes);
    case PART_WORDS:
      return replace_texts (&self->words, bytes);
    default:
      return part >= PART_LINES && part < PART_LINES + HUB_N_TALLIES &&
             unpack_numbers (self->lines[part - PART_LINES], bytes);
    }
}

static gboolean
are_fed_sound (const HubTally *self)
{
  for (guint i = 0; i < self->fed->len; i++)
    {
      const HubTallyFed *fed = &g_array_index (self->fed, HubTallyFed, i);

      if ((fed->village >= self->villages->len && fed->village != HUB_TALLY_NOWHERE) ||
          MAX (MAX (fed->period, fed->date), MAX (fed->note, fed->state)) >= self->words->len)
        return FALSE;
    }
  return TRUE;
}

/* whether all indexes are of something */
static gboolean
is_sound (const HubTally *self)
{
  guint32 last = 0;

  for (guint i = 0; i < self->entries->len; i++)
    if (g_array_index (self->entries, HubTallyEntry, i).state >= self->states->len)
      return FALSE;
  for (guint i = 0; i < self->listings->len; i++)
    {
      guint32 end = g_array_index (self->listings, guint32, i);

      if (end < last || end > self->entries->len)
        return FALSE;
      last = end;
    }
  for (guint kind = 0; kind < HUB_N_TALLIES; kind++)
    for (guint i = 0; i < self->lines[kind]->len; i++)
      {
        const HubTallyLine *line = &g_array_index (self->lines[kind], HubTallyLine, i);

        if (line->village >= self->villages->len || line->listing >= self->listings->len)
          return FALSE;
      }
  return are_fed_sound (self);
}

static HubTally *
load (HubStore *store, GError **error)
{
  g_autoptr (HubTally) self = hub_tally_new ();
  g_autoptr (HubStmt)
      stmt = hub_store_query (store, error, "SELECT part, data FROM tally_parts", "");
  gboolean is_whole = TRUE, row = TRUE;

  if (stmt == NULL || !hub_tally_load_dates (self, store, /* last */ NULL, error))
    return NULL;
  while (is_whole && hub_stmt_next (stmt, &row, error) && row)
    {
      g_autoptr (GBytes) bytes = hub_stmt_bytes (stmt, 1);

      is_whole = unpack_part (self, hub_stmt_int (stmt, 0), bytes);
    }
  if (is_whole && row)
    return NULL;
  if (is_whole && is_sound (self))
    return g_steal_pointer (&self);
  g_set_error_literal (error, HUB_ERROR, HUB_ERROR_DATA, "hub.db: the tally is damaged");
  return NULL;
}

HubTally *
hub_tally_get (HubStore *store, GError **error)
{
  g_autoptr (GError) damage = NULL;
  HubTally *tally;
  gboolean is_kept;

  if (!hub_tally_is_kept (store, &is_kept, error))
    return NULL;
  tally = is_kept ? load (store, &damage) : NULL;
  if (tally != NULL)
    return tally;
  if (is_kept)
    g_warning ("%s; counting from the rows", damage->message);
  return count (store, error);
}
