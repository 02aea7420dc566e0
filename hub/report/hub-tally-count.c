/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/hub-statements.h"
#include "hub/report/hub-listings.h"

/*
 *   hub_people_load…     who lives where, and in which registers (hub-people.h)
 *   note_homes           No. KKs; each lives where its first present member does
 *   note_poor            rows of dtsen and p3ke that have a desil, those of the past too
 *   note_batch           on which dates a programme's batch held: until the programme's next one
 *   note_payment         what lists say: of a person, of all of a No. KK, and on which dates of the
 *                        households that were ever poor
 *   note_fed             rows of PMT, with where those live whom they name
 *   add_lines            those who are alike, together
 */

#define NO_HOME G_MAXUINT32

/* aid for one is aid for the family; the contract names these two, whatever the catalogue says */
static const char *const family_programmes[] = { "PKH", "SEMBAKO", NULL };

/* a No. KK of residents */
typedef struct
{
  guint64 no_kk;
  gboolean is_present; /* a member is */
  guint32 village;
  guint32 desil;
  guint32 poor;    /* dates */
  guint32 listing; /* of all members */
  guint32 family;  /* …by family programmes */
  GArray *entries; /* (nullable) (element-type HubTallyEntry): of one that was ever poor */
} Home;

/* the programme whose rows come */
typedef struct
{
  char *code;          /* (owned) (nullable) */
  GHashTable *batches; /* (unowned) (nullable): batch -> dates */
  guint newest;
  gboolean is_for_families;
} Programme;

typedef struct
{
  HubTally *tally;             /* (owned): being filled */
  HubPeople *people;           /* (unowned): the caller's */
  HubListings *listings;       /* (owned) */
  GHashTable *village_indexes; /* code -> index */
  GArray *homes;               /* (element-type Home) */
  GHashTable *home_indexes;    /* No. KK -> index */
  guint32 *home_of;            /* of each resident */
  guint32 *listing_of;         /* of each resident: of the person alone */
  gint64 last_batches[HUB_TALLY_MAX_DATES];
  GHashTable *programmes; /* code -> (owned) batch -> dates */
  GHashTable *newest;     /* code -> batch */
  Programme programme;
  GHashTable *word_indexes; /* word -> index */
  guint32 n_fed;            /* people */
  guint64 last_nik;         /* of the row before */
  const HubPerson *person;  /* (nullable): whose it is */
  GHashTable *lines;        /* (element-type HubTallyLine): of the kind at hand */
  HubTallyPoorFunc on_poor; /* (nullable) */
  gpointer user_data;
} Counter;

static void
home_clear (gpointer data)
{
  g_clear_pointer (&((Home *) data)->entries, g_array_unref);
}

static guint
hash_line (gconstpointer key)
{
  const HubTallyLine *line = key;

  return (line->village * 31 + line->trait) * 0x9e3779b1u + line->listing * 0x85ebca6bu;
}

static gboolean
equal_lines (gconstpointer a, gconstpointer b)
{
  const HubTallyLine *first = a, *second = b;

  return first->village == second->village && first->trait == second->trait &&
         first->listing == second->listing;
}

static void
counter_init (Counter *self, HubPeople *people)
{
  self->tally = hub_tally_new ();
  self->people = people;
  self->listings = hub_listings_new (self->tally);
  self->village_indexes = g_hash_table_new (g_str_hash, g_str_equal);
  self->word_indexes = g_hash_table_new (g_str_hash, g_str_equal);
  self->homes = g_array_new (FALSE, FALSE, sizeof (Home));
  g_array_set_clear_func (self->homes, home_clear);
  self->home_indexes = g_hash_table_new (NULL, NULL);
  self->programmes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) g_hash_table_unref);
  self->newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->lines = g_hash_table_new_full (hash_line, equal_lines, g_free, NULL);
}

static void
counter_clear (Counter *self)
{
  g_clear_pointer (&self->listings, hub_listings_free);
  g_clear_pointer (&self->tally, hub_tally_free);
  g_hash_table_unref (self->village_indexes);
  g_hash_table_unref (self->word_indexes);
  g_array_unref (self->homes);
  g_hash_table_unref (self->home_indexes);
  g_free (self->home_of);
  g_free (self->listing_of);
  g_hash_table_unref (self->programmes);
  g_hash_table_unref (self->newest);
  g_free (self->programme.code);
  g_hash_table_unref (self->lines);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Counter, counter_clear)

static guint32
add_village (Counter *self, const char *code)
{
  char *kept = g_strdup (code);

  g_ptr_array_add (self->tally->villages, kept);
  g_hash_table_insert (self->village_indexes, kept,
                       GUINT_TO_POINTER (self->tally->villages->len - 1));
  return self->tally->villages->len - 1;
}

static Home *
get_home (Counter *self, guint32 index)
{
  return &g_array_index (self->homes, Home, index);
}

static guint32
find_home (const Counter *self, guint64 no_kk)
{
  gpointer index;

  return g_hash_table_lookup_extended (self->home_indexes, GSIZE_TO_POINTER (no_kk), NULL, &index)
             ? GPOINTER_TO_UINT (index)
             : NO_HOME;
}

static guint32
find_or_add_home (Counter *self, guint64 no_kk)
{
  guint32 found = find_home (self, no_kk);
  Home home = { .no_kk = no_kk };

  if (found != NO_HOME)
    return found;
  g_array_append_val (self->homes, home);
  g_hash_table_insert (self->home_indexes, GSIZE_TO_POINTER (no_kk),
                       GUINT_TO_POINTER (self->homes->len - 1));
  return self->homes->len - 1;
}

static const HubPerson *
get_resident (const Counter *self, guint index)
{
  return &g_array_index (self->people->persons, HubPerson, index);
}

/* residents come ascending by NIK */
static void
note_homes (Counter *self)
{
  self->home_of = g_new (guint32, self->people->n_residents + 1);
  self->listing_of = g_new0 (guint32, self->people->n_residents + 1);
  for (guint i = 0; i < self->people->n_residents; i++)
    {
      const HubPerson *person = get_resident (self, i);
      guint32 index = find_or_add_home (self, person->no_kk);
      Home *home = get_home (self, index);

      self->home_of[i] = index;
      if (!(person->flags & HUB_PERSON_PRESENT) || home->is_present)
        continue;
      home->is_present = TRUE;
      home->village = person->village;
    }
}

/* the dates on which something held from one batch on until another came (0: still does) */
static guint32
find_span (const Counter *self, gint64 batch, gint64 next)
{
  guint32 from = hub_people_rank (self->people, batch);
  guint32 to = next != 0 ? hub_people_rank (self->people, next) : G_MAXUINT32;
  guint32 span = 0;

  for (guint i = 0; i < self->tally->dates->len; i++)
    {
      guint32 last = hub_people_rank (self->people, self->last_batches[i]);

      if (from <= last && last < to)
        span |= (guint32) 1 << i;
    }
  return span;
}

static void
add_line (Counter *self, guint32 village, guint32 trait, guint32 listing)
{
  HubTallyLine line = { village, trait, listing, 0 };
  HubTallyLine *found = g_hash_table_lookup (self->lines, &line);

  if (found == NULL)
    {
      found = g_memdup2 (&line, sizeof line);
      g_hash_table_add (self->lines, found);
    }
  found->n++;
}

/* rows of one person mostly come together */
static const HubPerson *
read_person (Counter *self, HubStmt *stmt, int column)
{
  guint64 nik = hub_people_read_number (stmt, column);

  if (nik != self->last_nik)
    self->person = hub_people_find_resident (self->people, nik);
  self->last_nik = nik;
  return self->person;
}

static guint32
find_village (Counter *self, const char *code)
{
  gpointer index;

  return g_hash_table_lookup_extended (self->village_indexes, code, NULL, &index)
             ? GPOINTER_TO_UINT (index)
             : add_village (self, code);
}

static guint32
find_word (Counter *self, const char *word)
{
  gpointer index;
  char *kept;

  if (g_hash_table_lookup_extended (self->word_indexes, word, NULL, &index))
    return GPOINTER_TO_UINT (index);
  kept = g_strdup (word);
  g_ptr_array_add (self->tally->words, kept);
  g_hash_table_insert (self->word_indexes, kept, GUINT_TO_POINTER (self->tally->words->len - 1));
  return self->tally->words->len - 1;
}

/* region, NIK, period, date, note, state */
static void
note_fed (HubStmt *stmt, gpointer user_data)
{
  Counter *self = user_data;
  const char *region = hub_stmt_text (stmt, 0);
  guint64 nik = hub_people_read_number (stmt, 1);
  HubTallyFed fed = {
    .village = region != NULL ? find_village (self, region) : HUB_TALLY_NOWHERE,
    .period = find_word (self, hub_stmt_text (stmt, 2)),
    .date = find_word (self, hub_stmt_text (stmt, 3)),
    .note = find_word (self, hub_stmt_text (stmt, 4)),
    .state = find_word (self, hub_stmt_text (stmt, 5)),
  };

  self->n_fed += self->n_fed == 0 || nik != self->last_nik;
  self->last_nik = nik;
  fed.person = self->n_fed;
  g_array_append_val (self->tally->fed, fed);
}

/* NIK, desil, whether it is dtsen's, batch, the batch that overrules the row, region */
static void
note_poor (HubStmt *stmt, gpointer user_data)
{
  Counter *self = user_data;
  const HubPerson *person = read_person (self, stmt, 0);
  guint32 desil = (guint32) hub_stmt_int (stmt, 1);
  gint64 next = hub_stmt_int (stmt, 4);
  Home *home;

  if (person == NULL && desil == 1 && next == 0)
    add_line (self, find_village (self, hub_stmt_text (stmt, 5)), 0, 0);
  if (person == NULL || !(person->flags & HUB_PERSON_PRESENT))
    return;
  home = get_home (self, self->home_of[person - get_resident (self, 0)]);
  if (desil == 1)
    home->poor |= find_span (self, hub_stmt_int (stmt, 3), next);
  if (hub_stmt_int (stmt, 2) != 0 && next == 0 && (home->desil == 0 || desil < home->desil))
    home->desil = desil;
}

/* programme, batch, the programme's next batch */
static void
note_batch (HubStmt *stmt, gpointer user_data)
{
  Counter *self = user_data;
  const char *programme = hub_stmt_text (stmt, 0);
  gint64 batch = hub_stmt_int (stmt, 1), next = hub_stmt_int (stmt, 2);
  GHashTable *batches = g_hash_table_lookup (self->programmes, programme);

  if (batches == NULL)
    {
      batches = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->programmes, g_strdup (programme), batches);
    }
  g_hash_table_insert (batches, GSIZE_TO_POINTER ((gsize) batch),
                       GUINT_TO_POINTER (find_span (self, batch, next)));
  if (next == 0)
    g_hash_table_insert (self->newest, g_strdup (programme), GSIZE_TO_POINTER ((gsize) batch));
}

/* rows come by programme */
static void
take_programme (Counter *self, const char *code)
{
  Programme *programme = &self->programme;

  if (g_strcmp0 (programme->code, code) == 0)
    return;
  g_free (programme->code);
  programme->code = g_strdup (code);
  programme->batches = g_hash_table_lookup (self->programmes, code);
  programme->newest = GPOINTER_TO_UINT (g_hash_table_lookup (self->newest, code));
  programme->is_for_families = g_strv_contains (family_programmes, code);
}

static void
note_in_newest (Counter *self, const HubPerson *person, Home *home, guint32 state)
{
  if (person != NULL)
    {
      guint32 *listing = &self->listing_of[person - get_resident (self, 0)];

      *listing = hub_listings_add (self->listings, *listing, state);
    }
  home->listing = hub_listings_add (self->listings, home->listing, state);
  if (self->programme.is_for_families)
    home->family = hub_listings_add (self->listings, home->family, state);
}

/* programme, NIK, No. KK, state, batch; who is paid has a No. KK: if no register's, the row's */
static void
note_payment (HubStmt *stmt, gpointer user_data)
{
  Counter *self = user_data;
  const HubPerson *person = read_person (self, stmt, 1);
  guint32 index = person != NULL ? self->home_of[person - get_resident (self, 0)]
                                 : find_home (self, hub_people_read_number (stmt, 2));
  gint64 batch = hub_stmt_int (stmt, 4);
  guint32 state, dates;
  Home *home;

  if (index == NO_HOME)
    return;
  home = get_home (self, index);
  take_programme (self, hub_stmt_text (stmt, 0));
  if (self->programme.batches == NULL)
    return;
  dates = home->poor != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (
                                self->programme.batches, GSIZE_TO_POINTER ((gsize) batch)))
                          : 0;
  if (dates == 0 && batch != self->programme.newest)
    return;
  state = hub_listings_find_state (self->listings, self->programme.code, hub_stmt_text (stmt, 3));
  if (batch == self->programme.newest)
    note_in_newest (self, person, home, state);
  if (dates == 0)
    return;
  if (home->entries == NULL)
    home->entries = g_array_new (FALSE, FALSE, sizeof (HubTallyEntry));
  hub_listings_note (home->entries, state, dates);
}

static gboolean
load_rows (Counter *self, HubStore *store, GError **error)
{
  return hub_store_walk (store,
                         "SELECT " HUB_PEOPLE_NIK
                         ", r.desil, r.register = 'dtsen', r.batch, NULL, r.region"
                         " FROM " HUB_PEOPLE_ROWS ("register_rows") //
                         " WHERE r.register IN ('dtsen', 'p3ke') AND r.desil IS NOT NULL"
                         " AND (r.desil = 1 OR r.register = 'dtsen')"
                         " UNION ALL "
                         "SELECT " HUB_PEOPLE_NIK ", r.desil, r.register = 'dtsen', r.batch,"
                         "   (SELECT n.seq FROM (SELECT batch FROM overruled_rows x"
                         "       WHERE x.register = r.register AND x.key = r.key UNION ALL"
                         "     SELECT batch FROM register_rows x"
                         "       WHERE x.register = r.register AND x.key = r.key) later"
                         "     JOIN batches n ON n.seq = later.batch"
                         "     WHERE n.date > b.date OR (n.date = b.date AND n.seq > b.seq)"
                         "     ORDER BY n.date, n.seq LIMIT 1), r.region"
                         " FROM " HUB_PEOPLE_ROWS ("overruled_rows") //
                         " JOIN batches b ON b.seq = r.batch"
                         " WHERE r.register IN ('dtsen', 'p3ke') AND r.desil = 1",
                         note_poor, self, error) &&
         hub_store_walk (
             store,
             "SELECT programme, seq, lead(seq) OVER (PARTITION BY programme ORDER BY date, seq)"
             " FROM programme_batches JOIN batches ON seq = batch",
             note_batch, self, error) &&
         hub_store_walk (store,
                         "SELECT programme, nik, no_kk, state, batch FROM payments UNION ALL"
                         " SELECT programme, nik, no_kk, state, batch FROM overruled_payments",
                         note_payment, self, error) &&
         hub_store_walk (store,
                         "SELECT r.region, p.nik, p.period, p.date, p.note, p.state FROM payments p"
                         " LEFT JOIN residents r ON r.nik = p.nik WHERE p.programme = 'PMT'"
                         " ORDER BY r.region, p.nik, p.date, p.stage, p.component",
                         note_fed, self, error);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const HubTallyLine *first = a, *second = b;

  if (first->village != second->village)
    return first->village < second->village ? -1 : 1;
  if (first->trait != second->trait)
    return first->trait < second->trait ? -1 : 1;
  return first->listing < second->listing ? -1 : first->listing > second->listing;
}

/* what add_line() had */
static void
take_lines (Counter *self, HubTallyKind kind)
{
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, &line, NULL))
    g_array_append_vals (self->tally->lines[kind], line, 1);
  g_hash_table_remove_all (self->lines);
  g_array_sort (self->tally->lines[kind], compare_lines);
}

static void
add_people (Counter *self)
{
  const guint32 registers = HUB_PERSON_DTSEN | HUB_PERSON_DTKS | HUB_PERSON_P3KE | HUB_PERSON_PK;

  for (guint i = 0; i < self->people->persons->len; i++)
    {
      const HubPerson *person = get_resident (self, i);
      guint32 listing = i < self->people->n_residents
                            ? hub_listings_join (self->listings, self->listing_of[i],
                                                 get_home (self, self->home_of[i])->family)
                            : 0;

      add_line (self, person->village, person->flags & registers, listing);
    }
  take_lines (self, HUB_TALLY_PEOPLE);
}

static void
add_households (Counter *self)
{
  for (guint i = 0; i < self->homes->len; i++)
    {
      const Home *home = get_home (self, i);

      if (home->is_present)
        add_line (self, home->village, home->desil, home->listing);
    }
  take_lines (self, HUB_TALLY_HOUSEHOLDS);
}

static void
add_poor (Counter *self)
{
  for (guint i = 0; i < self->homes->len; i++)
    {
      const Home *home = get_home (self, i);
      HubTallyLine line = { home->village, home->poor, 0, 1 };

      if (home->poor == 0)
        continue;
      if (home->entries != NULL)
        line.listing = hub_listings_find (self->listings,
                                          (const HubTallyEntry *) (gpointer) home->entries->data,
                                          home->entries->len);
      add_line (self, line.village, line.trait, line.listing);
      if (self->on_poor != NULL)
        self->on_poor (home->no_kk, &line, self->user_data);
    }
  take_lines (self, HUB_TALLY_POOR);
}

HubTally *
hub_tally_count (HubStore *store,
                 HubPeople *people,
                 HubTallyPoorFunc poor,
                 gpointer user_data,
                 GError **error)
{
  g_auto (Counter) self = { .on_poor = poor, .user_data = user_data };

  counter_init (&self, people);
  if (!hub_people_load_registers (people, store, /* catalogue */ NULL, error) ||
      !hub_tally_load_dates (self.tally, store, self.last_batches, error))
    return NULL;
  for (guint i = 0; i < people->villages->len; i++)
    add_village (&self, g_ptr_array_index (people->villages, i));
  note_homes (&self);
  if (!load_rows (&self, store, error))
    return NULL;
  take_lines (&self, HUB_TALLY_LOOSE);
  add_people (&self);
  add_households (&self);
  add_poor (&self);
  g_clear_pointer (&self.listings, hub_listings_free);
  return g_steal_pointer (&self.tally);
}
