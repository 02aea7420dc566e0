/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-people.h"

#include <stdlib.h>
#include <string.h>

/*
 * Each step is one walk through a table:
 *   note_batch      which batch is newer than which
 *   note_resident   everybody with a No. KK, ascending by NIK
 *   note_row        which registers have them; people without No. KK come behind the residents,
 *                   ascending by NIK, and then those without NIK
 *   note_payment    the newest batch of each programme
 *   mark_families   whom aid for another member reaches
 *
 * A million look-ups in SQLite take longer than these walks; arrays do the joining.
 */

/* aid for one is aid for the family; the contract names these two, whatever the catalogue says */
static const char *const family_programmes[] = { "PKH", "SEMBAKO", NULL };

typedef struct
{
  HubPeople *people;             /* (unowned): being filled */
  const HubCatalogue *catalogue; /* (unowned): the caller's */
  GHashTable *village_indexes;   /* code (of people->villages) -> index */
  GArray *families;              /* (element-type guint64): No. KKs with aid for the family */
} Loader;

static void
loader_init (Loader *self, HubPeople *people)
{
  self->people = people;
  self->village_indexes = g_hash_table_new (g_str_hash, g_str_equal);
  self->families = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < people->villages->len; i++)
    g_hash_table_insert (self->village_indexes, g_ptr_array_index (people->villages, i),
                         GUINT_TO_POINTER (i));
}

static void
loader_clear (Loader *self)
{
  g_hash_table_unref (self->village_indexes);
  g_array_unref (self->families);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, loader_clear)

void
hub_people_free (HubPeople *self)
{
  g_free (self->as_of);
  g_array_unref (self->ranks);
  g_array_unref (self->persons);
  g_ptr_array_unref (self->villages);
  g_free (self);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint64 first = *(const guint64 *) a, second = *(const guint64 *) b;

  return first < second ? -1 : first > second;
}

static HubPerson *
get_person (const Loader *self, guint index)
{
  return &g_array_index (self->people->persons, HubPerson, index);
}

guint64
hub_people_read_number (HubStmt *stmt, int column)
{
  const char *text = hub_stmt_text (stmt, column);

  return text != NULL ? g_ascii_strtoull (text, NULL, 10) : 0;
}

static guint32
read_village (Loader *self, HubStmt *stmt, int column)
{
  const char *code = hub_stmt_text (stmt, column);
  gpointer index;
  char *kept;

  if (g_hash_table_lookup_extended (self->village_indexes, code, NULL, &index))
    return GPOINTER_TO_UINT (index);
  kept = g_strdup (code);
  g_ptr_array_add (self->people->villages, kept);
  g_hash_table_insert (self->village_indexes, kept,
                       GUINT_TO_POINTER (self->people->villages->len - 1));
  return self->people->villages->len - 1;
}

guint32
hub_people_rank (const HubPeople *self, gint64 batch)
{
  return g_array_index (self->ranks, guint32, (guint) batch);
}

gboolean
hub_people_is_aid (const HubCatalogue *catalogue, const char *state)
{
  AnjProgrammeClass klass = hub_catalogue_class (catalogue, state);

  return klass != ANJ_CLASS_EXCLUDED && klass != ANJ_CLASS_FAILED;
}

static gboolean
walk (HubStore *store,
      const char *sql,
      void (*note) (Loader *self, HubStmt *stmt),
      Loader *self,
      GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (store, error, sql, "");
  gboolean row = TRUE;

  if (stmt == NULL)
    return FALSE;
  while (hub_stmt_next (stmt, &row, error) && row)
    note (self, stmt);
  return !row;
}

static void
note_batch (Loader *self, HubStmt *stmt)
{
  HubPeople *people = self->people;
  guint seq = (guint) hub_stmt_int (stmt, 0);

  if (seq >= people->ranks->len)
    g_array_set_size (people->ranks, seq + 1);
  g_array_index (people->ranks, guint32, seq) = (guint32) hub_stmt_int (stmt, 1);
  if (hub_stmt_int (stmt, 3))
    {
      g_free (people->as_of);
      people->as_of = g_strdup (hub_stmt_text (stmt, 2));
    }
}

static void
note_resident (Loader *self, HubStmt *stmt)
{
  HubPerson person = {
    .nik = hub_people_read_number (stmt, 0),
    .no_kk = hub_people_read_number (stmt, 1),
    .village = read_village (self, stmt, 2),
    .flags = hub_stmt_int (stmt, 3) ? HUB_PERSON_PRESENT : 0,
  };

  g_array_append_val (self->people->persons, person);
}

static guint
read_flag (HubStmt *stmt)
{
  static const struct
  {
    const char *name;
    guint flag;
  } registers[] = {
    { "dtsen", HUB_PERSON_DTSEN },
    { "dtks", HUB_PERSON_DTKS },
    { "p3ke", HUB_PERSON_P3KE },
    { "pk", HUB_PERSON_PK },
  };
  const char *name = hub_stmt_text (stmt, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (registers); i++)
    if (strcmp (registers[i].name, name) == 0)
      return registers[i].flag;
  return 0;
}

const HubPerson *
hub_people_find_resident (const HubPeople *self, guint64 nik)
{
  /* the NIK is HubPerson's first member */
  return self->n_residents == 0 ? NULL
                                : bsearch (&nik, self->persons->data, self->n_residents,
                                           sizeof (HubPerson), compare_numbers);
}

/* (nullable) (transfer none) */
static HubPerson *
find_resident (Loader *self, guint64 nik)
{
  return (HubPerson *) hub_people_find_resident (self->people, nik);
}

static HubPerson *
add_person (Loader *self, guint64 nik, guint32 village)
{
  HubPerson person = { .nik = nik, .village = village };

  g_array_append_val (self->people->persons, person);
  return get_person (self, self->people->persons->len - 1);
}

/* rows come ascending by NIK; those without No. KK get their village later (find_villages) */
static void
note_row (Loader *self, HubStmt *stmt)
{
  guint64 nik = hub_people_read_number (stmt, 0);
  HubPerson *person = find_resident (self, nik);

  if (person == NULL && self->people->persons->len > self->people->n_residents)
    person = get_person (self, self->people->persons->len - 1);
  if (person == NULL || person->nik != nik)
    person = add_person (self, nik, 0);
  person->flags |= read_flag (stmt);
}

/* without NIK each row is somebody */
static void
note_row_without_nik (Loader *self, HubStmt *stmt)
{
  add_person (self, 0, read_village (self, stmt, 2))->flags = read_flag (stmt);
}

/* who has no No. KK lives where the newest row says */
static gboolean
find_villages (Loader *self, HubStore *store, GError **error)
{
  g_autoptr (HubStmt) stmt = hub_store_query (
      store, error,
      "SELECT r.region FROM register_rows r JOIN batches b ON b.seq = r.batch WHERE r.nik = ?"
      " ORDER BY b.date DESC, b.seq DESC LIMIT 1",
      "t", NULL);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  for (guint i = self->people->n_residents; i < self->people->persons->len; i++)
    {
      char nik[32];

      g_snprintf (nik, sizeof nik, "%016" G_GUINT64_FORMAT, get_person (self, i)->nik);
      hub_stmt_rebind (stmt, "t", nik);
      if (!hub_stmt_next (stmt, &row, error))
        return FALSE;
      get_person (self, i)->village = read_village (self, stmt, 0);
    }
  return TRUE;
}

/* rows of each programme's newest batch; who is paid has a No. KK: if no register's, the row's */
static void
note_payment (Loader *self, HubStmt *stmt)
{
  guint64 nik = hub_people_read_number (stmt, 1);
  guint64 no_kk = hub_people_read_number (stmt, 2);
  HubPerson *person;

  if (!hub_people_is_aid (self->catalogue, hub_stmt_text (stmt, 3)))
    return;
  person = find_resident (self, nik);
  if (person != NULL)
    {
      no_kk = person->no_kk;
      person->flags |= HUB_PERSON_AID;
    }
  if (g_strv_contains (family_programmes, hub_stmt_text (stmt, 0)))
    g_array_append_val (self->families, no_kk);
}

static void
mark_families (Loader *self)
{
  g_array_sort (self->families, compare_numbers);
  for (guint i = 0; i < self->people->n_residents && self->families->len > 0; i++)
    {
      HubPerson *person = get_person (self, i);

      if (bsearch (&person->no_kk, self->families->data, self->families->len, sizeof (guint64),
                   compare_numbers) != NULL)
        person->flags |= HUB_PERSON_AID;
    }
}

HubPeople *
hub_people_load (HubStore *store, GError **error)
{
  g_autoptr (HubPeople) people = g_new0 (HubPeople, 1);
  g_auto (Loader) loader = { 0 };

  G_STATIC_ASSERT (G_STRUCT_OFFSET (HubPerson, nik) == 0);
  people->ranks = g_array_new (FALSE, /* clear */ TRUE, sizeof (guint32));
  people->persons = g_array_new (FALSE, FALSE, sizeof (HubPerson));
  people->villages = g_ptr_array_new_with_free_func (g_free);
  loader_init (&loader, people);
  if (!walk (store,
             "SELECT seq, row_number() OVER (ORDER BY date, seq), date,"
             " register NOT IN ('wilayah', 'petugas') FROM batches ORDER BY date, seq",
             note_batch, &loader, error) ||
      !walk (store, "SELECT nik, no_kk, region, is_present FROM residents ORDER BY nik",
             note_resident, &loader, error))
    return NULL;
  people->n_residents = people->persons->len;
  return g_steal_pointer (&people);
}

gboolean
hub_people_load_registers (HubPeople *self,
                           HubStore *store,
                           const HubCatalogue *catalogue,
                           GError **error)
{
  g_auto (Loader) loader = { .catalogue = catalogue };

  loader_init (&loader, self);
  /* the orders of walking are the indexes' own: some 4 s less for a million people */
  if (!walk (store,
             "SELECT nik, register FROM register_rows INDEXED BY register_rows_nik"
             " WHERE nik IS NOT NULL ORDER BY nik",
             note_row, &loader, error) ||
      !find_villages (&loader, store, error) ||
      !walk (store, "SELECT NULL, register, region FROM register_rows WHERE nik IS NULL",
             note_row_without_nik, &loader, error) ||
      !walk (store,
             "SELECT p.programme, p.nik, p.no_kk, p.state FROM programme_newest n"
             " CROSS JOIN payments p ON p.programme = n.programme AND p.batch = n.batch",
             note_payment, &loader, error))
    return FALSE;
  mark_families (&loader);
  return TRUE;
}
