/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-people.h"

#include <stdlib.h>
#include <string.h>

#include "hub/hub-statements.h"
#include "hub/reconcile/hub-links.h"

/*
 * Each step is one walk through a table:
 *   note_batch      which batch is newer than which
 *   note_second     NIKs of people who have two
 *   note_resident   everybody with a No. KK, ascending by NIK
 *   note_row        which registers have them; people without No. KK come behind the residents,
 *                   ascending by NIK
 *   note_loose_row  rows without NIK, or with somebody else's, as the reconciler linked them; who
 *                   is linked to nobody comes last
 *   note_payment    the newest batch of each programme
 *   mark_families   whom aid for another member reaches
 *
 * A million look-ups in SQLite take longer than these walks; arrays do the joining.
 */

/* aid for one is aid for the family; the contract names these two, whatever the catalogue says */
static const char *const family_programmes[] = { "PKH", "SEMBAKO", NULL };

/* a second NIK, and the first; not where the first is gone, or has no No. KK and the second has */
static const char select_second_niks[] =
    "SELECT l.key, l.nik FROM links l WHERE l.register = '" HUB_LINKS_NIK "'"
    " AND (EXISTS (SELECT 1 FROM residents m WHERE m.nik = l.nik)"
    "   OR (NOT EXISTS (SELECT 1 FROM residents m WHERE m.nik = l.key)"
    "     AND EXISTS (SELECT 1 FROM register_rows r WHERE r.nik = l.nik)))";

typedef struct
{
  HubPeople *people;             /* (unowned): being filled */
  const HubCatalogue *catalogue; /* (unowned): the caller's */
  GHashTable *village_indexes;   /* code (of people->villages) -> index */
  GArray *families;              /* (element-type guint64): No. KKs with aid for the family */
  GHashTable *apart;             /* (element-type utf8): "REGISTER KEY": its NIK is another's */
  GHashTable *shared_niks;       /* (element-type guint64): of such rows */
  guint n_with_nik;              /* people; behind the residents, ascending by NIK */
  guint64 last_nik;              /* of the row before */
  guint last;                    /* whose it is: index, or G_MAXUINT */
} Loader;

static void
loader_init (Loader *self, HubPeople *people)
{
  self->people = people;
  self->village_indexes = g_hash_table_new (g_str_hash, g_str_equal);
  self->families = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->apart = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->shared_niks = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < people->villages->len; i++)
    g_hash_table_insert (self->village_indexes, g_ptr_array_index (people->villages, i),
                         GUINT_TO_POINTER (i));
}

static void
loader_clear (Loader *self)
{
  g_hash_table_unref (self->village_indexes);
  g_array_unref (self->families);
  g_hash_table_unref (self->apart);
  g_hash_table_unref (self->shared_niks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loader, loader_clear)

void
hub_people_free (HubPeople *self)
{
  g_array_unref (self->ranks);
  g_array_unref (self->persons);
  g_hash_table_unref (self->second_niks);
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
  guint64 number = 0;

  for (; text != NULL && g_ascii_isdigit (*text); text++)
    number = number * 10 + (guint64) (*text - '0');
  return number;
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
hub_people_is_aid (const HubCatalogue *catalogue, const char *programme, const char *state)
{
  AnjProgrammeClass klass = hub_catalogue_class (catalogue, state);

  return hub_catalogue_has_programme (catalogue, programme) && klass != ANJ_CLASS_EXCLUDED &&
         klass != ANJ_CLASS_FAILED;
}

static void
note_batch (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  HubPeople *people = self->people;
  guint seq = (guint) hub_stmt_int (stmt, 0);

  if (seq >= people->ranks->len)
    g_array_set_size (people->ranks, seq + 1);
  g_array_index (people->ranks, guint32, seq) = (guint32) hub_stmt_int (stmt, 1);
}

static void
note_second (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  g_hash_table_insert (self->people->second_niks,
                       GSIZE_TO_POINTER (hub_people_read_number (stmt, 0)),
                       GSIZE_TO_POINTER (hub_people_read_number (stmt, 1)));
}

/* the NIK under which the person counts */
static guint64
find_first_nik (const HubPeople *self, guint64 nik)
{
  gpointer first = g_hash_table_lookup (self->second_niks, GSIZE_TO_POINTER (nik));

  return first != NULL ? GPOINTER_TO_SIZE (first) : nik;
}

static void
note_resident (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  HubPerson person = {
    .nik = hub_people_read_number (stmt, 0),
    .no_kk = hub_people_read_number (stmt, 1),
    .village = read_village (self, stmt, 2),
    .flags = hub_stmt_int (stmt, 3) ? HUB_PERSON_PRESENT : 0,
  };

  if (find_first_nik (self->people, person.nik) == person.nik)
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
  guint64 first = find_first_nik (self, nik);

  /* the NIK is HubPerson's first member */
  return self->n_residents == 0 ? NULL
                                : bsearch (&first, self->persons->data, self->n_residents,
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

/* (nullable) (transfer none): also somebody without No. KK */
static HubPerson *
find_person (Loader *self, guint64 nik)
{
  guint n_residents = self->people->n_residents;
  guint64 first = find_first_nik (self->people, nik);
  HubPerson *person = find_resident (self, nik);

  if (person != NULL || self->n_with_nik == n_residents)
    return person;
  return bsearch (&first, get_person (self, n_residents), self->n_with_nik - n_residents,
                  sizeof (HubPerson), compare_numbers);
}

static gboolean
is_apart (const Loader *self, guint64 nik, HubStmt *stmt)
{
  g_autofree char *id = NULL;

  if (!g_hash_table_contains (self->shared_niks, GSIZE_TO_POINTER (nik)))
    return FALSE;
  id = g_strdup_printf ("%s %s", hub_stmt_text (stmt, 1), hub_stmt_text (stmt, 2));
  return g_hash_table_contains (self->apart, id);
}

static void
note_apart (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  g_hash_table_add (self->apart, g_strdup (hub_stmt_text (stmt, 0)));
  g_hash_table_add (self->shared_niks, GSIZE_TO_POINTER (hub_people_read_number (stmt, 1)));
}

/* index; G_MAXUINT: a second NIK of somebody without No. KK, who may come later */
static guint
find_or_add (Loader *self, guint64 nik)
{
  const HubPerson *resident = find_resident (self, nik);

  if (resident != NULL)
    return (guint) (resident - get_person (self, 0));
  if (find_first_nik (self->people, nik) != nik)
    return G_MAXUINT;
  add_person (self, nik, 0);
  self->n_with_nik = self->people->persons->len;
  return self->n_with_nik - 1;
}

/* rows come ascending by NIK; those without No. KK get their village later (find_villages) */
static void
note_row (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  guint64 nik = hub_people_read_number (stmt, 0);

  if (is_apart (self, nik, stmt))
    return;
  if (nik != self->last_nik)
    self->last = find_or_add (self, nik);
  self->last_nik = nik;
  if (self->last != G_MAXUINT)
    get_person (self, self->last)->flags |= read_flag (stmt);
}

/* of a second NIK whose first has no No. KK either: the first may have come later */
static void
note_second_row (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  HubPerson *person = find_person (self, hub_people_read_number (stmt, 0));

  if (person != NULL)
    person->flags |= read_flag (stmt);
}

static void
note_loose_row (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  guint64 nik = hub_people_read_number (stmt, 0);
  HubPerson *person = nik != 0 ? find_person (self, nik) : NULL;

  if (person == NULL)
    person = add_person (self, 0, read_village (self, stmt, 2));
  person->flags |= read_flag (stmt);
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
  for (guint i = self->people->n_residents; i < self->n_with_nik; i++)
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
note_payment (HubStmt *stmt, gpointer user_data)
{
  Loader *self = user_data;
  guint64 nik = hub_people_read_number (stmt, 1);
  guint64 no_kk = hub_people_read_number (stmt, 2);
  HubPerson *person;

  if (!hub_people_is_aid (self->catalogue, hub_stmt_text (stmt, 0), hub_stmt_text (stmt, 3)))
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
  people->second_niks = g_hash_table_new (NULL, NULL);
  people->villages = g_ptr_array_new_with_free_func (g_free);
  loader_init (&loader, people);
  if (!hub_store_walk (store, "SELECT seq, row_number() OVER (ORDER BY date, seq) FROM batches",
                       note_batch, &loader, error) ||
      !hub_store_walk (store, select_second_niks, note_second, &loader, error) ||
      !hub_store_walk (store, "SELECT nik, no_kk, region, is_present FROM residents ORDER BY nik",
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
  loader.n_with_nik = self->n_residents;
  /* the orders of walking are the indexes' own: some 4 s less for a million people */
  if (!hub_store_walk (
          store,
          "SELECT l.register || ' ' || l.key, r.nik FROM links l CROSS JOIN register_rows r"
          " ON r.register = l.register AND r.key = l.key WHERE r.nik IS NOT NULL",
          note_apart, &loader, error) ||
      !hub_store_walk (store,
                       "SELECT nik, register, key FROM register_rows INDEXED BY register_rows_nik"
                       " WHERE nik IS NOT NULL ORDER BY nik",
                       note_row, &loader, error) ||
      !find_villages (&loader, store, error) ||
      !hub_store_walk (
          store,
          "SELECT r.nik, r.register FROM links l CROSS JOIN register_rows r ON r.nik = l.key"
          " WHERE l.register = '" HUB_LINKS_NIK "' AND NOT EXISTS (SELECT 1 FROM links x"
          "   WHERE x.register = r.register AND x.key = r.key)",
          note_second_row, &loader, error) ||
      !hub_store_walk (store,
                       "SELECT l.nik, r.register, r.region FROM register_rows r LEFT JOIN links l"
                       "   ON l.register = r.register AND l.key = r.key WHERE r.nik IS NULL"
                       " UNION ALL "
                       "SELECT l.nik, r.register, r.region FROM links l CROSS JOIN register_rows r"
                       "   ON r.register = l.register AND r.key = l.key WHERE r.nik IS NOT NULL",
                       note_loose_row, &loader, error) ||
      (catalogue != NULL &&
       !hub_store_walk (store,
                        "SELECT p.programme, p.nik, p.no_kk, p.state FROM programme_newest n"
                        " CROSS JOIN payments p ON p.programme = n.programme AND p.batch = n.batch",
                        note_payment, &loader, error)))
    return FALSE;
  mark_families (&loader);
  return TRUE;
}
