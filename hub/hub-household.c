/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-household.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "hub/hub-disagreements.h"
#include "hub/hub-place.h"

/*
 * build:
 *   load_members   who lives under the No. KK
 *   load_registers per register: how many of them it has, status, desil, batch
 *   load_payments  rows of penerima by programme, newest first, equal ones added up
 *   make_*         the parts of the document
 *
 * "Newest" for as_of and batch is over all rows that took part.
 */

/* as data/schema/household.json bounds the lists */
#define MAX_MEMBERS 40
#define MAX_PAYMENTS 200
#define MAX_CONTACTS 20
#define MAX_SHORT_NAME_CHARACTERS 100

typedef enum {
  LOAD_MEMBERS,
  LOAD_REGISTERS,
  LOAD_PAYMENTS,
  LOAD_COVERAGE,
  N_STATEMENTS,
} Statement;

static const char *const statements[N_STATEMENTS] = {
  [LOAD_MEMBERS] = "SELECT nik, name, relation, occupation, member, region, birth_date"
                   " FROM residents WHERE no_kk = ? AND is_present = 1",
  /* a row without NIK belongs to somebody only where neither side has a second candidate */
  [LOAD_REGISTERS] =
      "SELECT r.register, r.status, coalesce(r.desil, 0), b.id, b.date, b.seq,"
      "   coalesce(r.no_kk = m.no_kk, 1), m.nik, r.year, r.no_kk, r.name_key, r.birth_date"
      " FROM residents m JOIN register_rows r ON r.nik = m.nik JOIN batches b ON b.seq = r.batch"
      " WHERE m.no_kk = ?1 AND m.is_present = 1"
      " UNION ALL "
      "SELECT r.register, r.status, coalesce(r.desil, 0), b.id, b.date, b.seq, 1, m.nik, r.year,"
      "   r.no_kk, r.name_key, r.birth_date"
      " FROM residents m JOIN register_rows r ON r.nik IS NULL AND r.region = m.region"
      "   AND r.birth_date = m.birth_date AND r.name_key = m.name_key"
      " JOIN batches b ON b.seq = r.batch"
      " WHERE m.no_kk = ?1 AND m.is_present = 1"
      "   AND (SELECT count(*) FROM residents x WHERE x.region = m.region"
      "     AND x.birth_date = m.birth_date AND x.name_key = m.name_key) = 1"
      "   AND (SELECT count(*) FROM register_rows x WHERE x.nik IS NULL AND x.region = m.region"
      "     AND x.birth_date = m.birth_date AND x.name_key = m.name_key) = 1",
  [LOAD_PAYMENTS] =
      "SELECT p.programme, p.period, p.stage, p.amount, p.channel, p.state, p.date, b.id, b.date,"
      "   b.seq, p.period_key"
      " FROM payments p JOIN batches b ON b.seq = p.batch"
      " WHERE p.nik IN (SELECT nik FROM residents WHERE no_kk = ?1)"
      " UNION ALL "
      "SELECT p.programme, p.period, p.stage, p.amount, p.channel, p.state, p.date, b.id, b.date,"
      "   b.seq, p.period_key"
      " FROM payments p JOIN batches b ON b.seq = p.batch"
      " WHERE p.no_kk = ?1 AND NOT EXISTS (SELECT 1 FROM residents r WHERE r.nik = p.nik)"
      " ORDER BY 1, 11 DESC, 2 DESC, 3 DESC, 7 DESC, 6, 5",
  [LOAD_COVERAGE] = "SELECT DISTINCT register FROM coverage WHERE region = ?",
};

typedef struct
{
  char *nik;
  char *name;
  char *relation;
  char *occupation;
  char *id;
  char *region;
  char *birth_date;
  guint rank;
} Member;

typedef struct
{
  char *programme;
  char *period;
  char *stage;
  gint64 amount;
  char *channel;
  char *state;
  char *date;
} Payment;

/* what a register calls somebody; compared with the other registers' */
typedef struct
{
  char *no_kk;
  char *name_key;
  char *birth_date;
} Saying;

typedef struct
{
  GPtrArray *members;  /* (element-type Member) */
  GPtrArray *payments; /* (element-type Payment) */
  HubRegisterFacts facts[HUB_N_PERSONS];
  char *batch;
  char *as_of;
  gint64 batch_seq;
} Facts;

struct _HubHouseholdBuilder
{
  const HubCatalogue *catalogue;  /* (unowned): the caller's, lives longer */
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
  HubStore *store;                /* (unowned): the caller's, lives longer */
  GHashTable *officials;          /* village -> (owned) JsonArray */
};

static void
member_free (gpointer data)
{
  Member *self = data;

  g_free (self->nik);
  g_free (self->name);
  g_free (self->relation);
  g_free (self->occupation);
  g_free (self->id);
  g_free (self->region);
  g_free (self->birth_date);
  g_free (self);
}

static void
payment_free (gpointer data)
{
  Payment *self = data;

  g_free (self->programme);
  g_free (self->period);
  g_free (self->stage);
  g_free (self->channel);
  g_free (self->state);
  g_free (self->date);
  g_free (self);
}

static void
facts_clear (Facts *self)
{
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->payments, g_ptr_array_unref);
  for (guint i = 0; i < HUB_N_PERSONS; i++)
    hub_register_facts_clear (&self->facts[i]);
  g_free (self->batch);
  g_free (self->as_of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, facts_clear)

void
hub_household_free (HubHousehold *self)
{
  g_free (self->region);
  g_free (self->batch);
  g_free (self->as_of);
  g_clear_pointer (&self->people, json_array_unref);
  g_clear_pointer (&self->document, json_object_unref);
  g_free (self);
}

HubHouseholdBuilder *
hub_household_builder_new (HubStore *store, const HubCatalogue *catalogue, GError **error)
{
  g_autoptr (HubHouseholdBuilder) self = g_new0 (HubHouseholdBuilder, 1);

  self->catalogue = catalogue;
  self->store = store;
  self->officials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) json_array_unref);
  for (gsize i = 0; i < N_STATEMENTS; i++)
    if (sqlite3_prepare_v2 (hub_store_db (store), statements[i], -1, &self->st[i], NULL) !=
        SQLITE_OK)
      {
        g_set_error (error, HUB_ERROR, HUB_ERROR_IO, "hub.db: %s",
                     sqlite3_errmsg (hub_store_db (store)));
        return NULL;
      }
  return g_steal_pointer (&self);
}

void
hub_household_builder_free (HubHouseholdBuilder *self)
{
  for (gsize i = 0; i < N_STATEMENTS; i++)
    sqlite3_finalize (self->st[i]);
  g_hash_table_unref (self->officials);
  g_free (self);
}

/* as on a family card: head, spouse, children, the others */
static guint
rank_relation (const char *relation)
{
  static const char *const order[] = { "Kepala keluarga", "Suami", "Istri", "Anak" };

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (strcmp (relation, order[i]) == 0)
      return i;
  return G_N_ELEMENTS (order);
}

static int
compare_members (gconstpointer a, gconstpointer b)
{
  const Member *first = *(const Member *const *) a;
  const Member *second = *(const Member *const *) b;
  guint first_rank = rank_relation (first->relation);
  guint second_rank = rank_relation (second->relation);
  int order;

  if (first_rank != second_rank)
    return first_rank < second_rank ? -1 : 1;
  order = strcmp (first->birth_date, second->birth_date);
  return order != 0 ? order : strcmp (first->nik, second->nik);
}

static gboolean
load_members (HubHouseholdBuilder *self, const char *no_kk, Facts *facts, GError **error)
{
  HubStmt *stmt = self->st[LOAD_MEMBERS];
  gboolean row = TRUE;

  facts->members = g_ptr_array_new_with_free_func (member_free);
  hub_stmt_rebind (stmt, "t", no_kk);
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      Member *member = g_new0 (Member, 1);

      member->nik = g_strdup (hub_stmt_text (stmt, 0));
      member->name = g_strdup (hub_stmt_text (stmt, 1));
      member->relation = g_strdup (hub_stmt_text (stmt, 2));
      member->occupation = g_strdup (hub_stmt_text (stmt, 3));
      member->id = g_strdup (hub_stmt_text (stmt, 4));
      member->region = g_strdup (hub_stmt_text (stmt, 5));
      member->birth_date = g_strdup (hub_stmt_text (stmt, 6));
      g_ptr_array_add (facts->members, member);
    }
  sqlite3_reset (stmt);
  g_ptr_array_sort (facts->members, compare_members);
  for (guint i = 0; i < facts->members->len; i++)
    ((Member *) g_ptr_array_index (facts->members, i))->rank = i;
  return !row;
}

static guint
find_rank (const Facts *facts, const char *nik)
{
  for (guint i = 0; i < facts->members->len; i++)
    if (strcmp (((Member *) g_ptr_array_index (facts->members, i))->nik, nik) == 0)
      return i;
  return G_MAXUINT;
}

/* which batch the document is named for */
static void
note_batch (Facts *facts, const char *id, const char *date, gint64 seq)
{
  int order = facts->as_of != NULL ? strcmp (date, facts->as_of) : 1;

  if (order < 0 || (order == 0 && seq <= facts->batch_seq))
    return;
  g_free (facts->batch);
  g_free (facts->as_of);
  facts->batch = g_strdup (id);
  facts->as_of = g_strdup (date);
  facts->batch_seq = seq;
}

/* an active row speaks for the household before one that is not, the head's before the others' */
static void
note_register (Facts *facts, HubPersons persons, HubStmt *stmt)
{
  HubRegisterFacts *one = &facts->facts[persons];
  const char *status = hub_stmt_text (stmt, 1);
  gboolean is_active = strcmp (status, "aktif") == 0 || strcmp (status, "terdaftar") == 0;
  guint rank = find_rank (facts, hub_stmt_text (stmt, 7));

  one->n_members += (guint) hub_stmt_int (stmt, 6);
  if (one->status != NULL && (one->is_active != is_active ? one->is_active : one->rank <= rank))
    return;
  hub_register_facts_clear (one);
  one->is_active = is_active;
  one->rank = rank;
  one->status = g_strdup (status);
  one->batch = g_strdup (hub_stmt_text (stmt, 3));
  one->date = g_strdup (hub_stmt_text (stmt, 4));
  one->year = g_strdup (hub_stmt_text (stmt, 8));
  one->desil = hub_stmt_int (stmt, 2);
}

static void
saying_clear (Saying *self)
{
  g_clear_pointer (&self->no_kk, g_free);
  g_clear_pointer (&self->name_key, g_free);
  g_clear_pointer (&self->birth_date, g_free);
}

static guint
compare_sayings (const Saying *a, const Saying *b)
{
  guint differs = 0;

  if (a->name_key == NULL || b->name_key == NULL)
    return 0;
  if (a->no_kk != NULL && b->no_kk != NULL && strcmp (a->no_kk, b->no_kk) != 0)
    differs |= HUB_DIFFERS_NO_KK;
  if (strcmp (a->name_key, b->name_key) != 0)
    differs |= HUB_DIFFERS_NAME;
  if (strcmp (a->birth_date, b->birth_date) != 0)
    differs |= HUB_DIFFERS_BIRTH;
  return differs;
}

/* @sayings: of one member, by register; emptied */
static void
compare_registers (Facts *facts, Saying sayings[HUB_N_PERSONS])
{
  for (guint a = 0; a < HUB_N_PERSONS; a++)
    for (guint b = 0; b < HUB_N_PERSONS; b++)
      facts->facts[a].differs[b] |= compare_sayings (&sayings[a], &sayings[b]);
  for (guint a = 0; a < HUB_N_PERSONS; a++)
    saying_clear (&sayings[a]);
}

static void
note_saying (Saying *saying, HubStmt *stmt)
{
  saying_clear (saying);
  saying->no_kk = g_strdup (hub_stmt_text (stmt, 9));
  saying->name_key = g_strdup (hub_stmt_text (stmt, 10));
  saying->birth_date = g_strdup (hub_stmt_text (stmt, 11));
}

/* rows of one member follow each other */
static gboolean
load_rows (Facts *facts, HubStmt *stmt, GError **error)
{
  Saying sayings[HUB_N_PERSONS] = { 0 };
  guint last_rank = G_MAXUINT;
  gboolean row = TRUE;

  while (hub_stmt_next (stmt, &row, error) && row)
    {
      guint rank = find_rank (facts, hub_stmt_text (stmt, 7));
      HubPersons persons;

      note_batch (facts, hub_stmt_text (stmt, 3), hub_stmt_text (stmt, 4), hub_stmt_int (stmt, 5));
      if (!hub_persons_from_name (hub_stmt_text (stmt, 0), &persons))
        continue;
      if (rank != last_rank)
        compare_registers (facts, sayings);
      last_rank = rank;
      note_register (facts, persons, stmt);
      note_saying (&sayings[persons], stmt);
    }
  compare_registers (facts, sayings);
  return !row;
}

static gboolean
load_registers (HubHouseholdBuilder *self, const char *no_kk, Facts *facts, GError **error)
{
  HubStmt *stmt = self->st[LOAD_REGISTERS];
  HubStmt *coverage = self->st[LOAD_COVERAGE];
  const Member *head = g_ptr_array_index (facts->members, 0);
  gboolean covered = TRUE;
  gboolean ok;

  hub_stmt_rebind (stmt, "t", no_kk);
  ok = load_rows (facts, stmt, error);
  sqlite3_reset (stmt);
  if (!ok)
    return FALSE;
  hub_stmt_rebind (coverage, "t", head->region);
  while (hub_stmt_next (coverage, &covered, error) && covered)
    {
      HubPersons persons;

      if (hub_persons_from_name (hub_stmt_text (coverage, 0), &persons))
        facts->facts[persons].is_covered = TRUE;
    }
  sqlite3_reset (coverage);
  return !covered;
}

static gboolean
is_same_payment (const Payment *payment, HubStmt *stmt)
{
  return strcmp (payment->programme, hub_stmt_text (stmt, 0)) == 0 &&
         strcmp (payment->period, hub_stmt_text (stmt, 1)) == 0 &&
         strcmp (payment->stage, hub_stmt_text (stmt, 2)) == 0 &&
         strcmp (payment->channel, hub_stmt_text (stmt, 4)) == 0 &&
         strcmp (payment->state, hub_stmt_text (stmt, 5)) == 0 &&
         strcmp (payment->date, hub_stmt_text (stmt, 6)) == 0;
}

/* components of one family's payment are one payment to the family: the order of the query puts
 * what belongs together next to each other */
static void
note_payment (Facts *facts, HubStmt *stmt)
{
  Payment *payment = facts->payments->len > 0
                         ? g_ptr_array_index (facts->payments, facts->payments->len - 1)
                         : NULL;

  note_batch (facts, hub_stmt_text (stmt, 7), hub_stmt_text (stmt, 8), hub_stmt_int (stmt, 9));
  if (payment == NULL || !is_same_payment (payment, stmt))
    {
      payment = g_new0 (Payment, 1);
      payment->programme = g_strdup (hub_stmt_text (stmt, 0));
      payment->period = g_strdup (hub_stmt_text (stmt, 1));
      payment->stage = g_strdup (hub_stmt_text (stmt, 2));
      payment->channel = g_strdup (hub_stmt_text (stmt, 4));
      payment->state = g_strdup (hub_stmt_text (stmt, 5));
      payment->date = g_strdup (hub_stmt_text (stmt, 6));
      g_ptr_array_add (facts->payments, payment);
    }
  payment->amount += hub_stmt_int (stmt, 3);
}

static gboolean
load_payments (HubHouseholdBuilder *self, const char *no_kk, Facts *facts, GError **error)
{
  HubStmt *stmt = self->st[LOAD_PAYMENTS];
  gboolean row = TRUE;

  facts->payments = g_ptr_array_new_with_free_func (payment_free);
  hub_stmt_rebind (stmt, "t", no_kk);
  while (hub_stmt_next (stmt, &row, error) && row)
    note_payment (facts, stmt);
  sqlite3_reset (stmt);
  return !row;
}

static void
set_text_unless_empty (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, member, text);
}

static char *
make_short_name (const char *name)
{
  g_autofree char *short_name = anj_household_shorten_name (name);

  return g_utf8_substring (short_name, 0,
                           MIN (g_utf8_strlen (short_name, -1), MAX_SHORT_NAME_CHARACTERS));
}

static JsonArray *
make_members (const Facts *facts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < MIN (facts->members->len, MAX_MEMBERS); i++)
    {
      const Member *member = g_ptr_array_index (facts->members, i);
      JsonObject *object = json_object_new ();
      g_autofree char *name = make_short_name (member->name);
      g_autofree char *nik = anj_number_mask (member->nik);

      json_object_set_string_member (object, "id", member->id);
      json_object_set_string_member (object, "name", name);
      json_object_set_string_member (object, "nik", nik);
      set_text_unless_empty (object, "relation", member->relation);
      set_text_unless_empty (object, "occupation", member->occupation);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
make_people (const Facts *facts, const char *no_kk)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < facts->members->len; i++)
    {
      const Member *member = g_ptr_array_index (facts->members, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "nik", member->nik);
      json_object_set_string_member (object, "no_kk", no_kk);
      if (i < MAX_MEMBERS)
        json_object_set_string_member (object, "member", member->id);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
make_registers (const Facts *facts)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < HUB_N_PERSONS; i++)
    {
      const HubRegisterFacts *one = &facts->facts[i];
      JsonObject *object;

      if (one->status == NULL)
        continue;
      object = json_object_new ();
      json_object_set_string_member (object, "register", hub_persons_name (i));
      json_object_set_string_member (object, "batch", one->batch);
      json_object_set_string_member (object, "date", one->date);
      json_object_set_string_member (object, "status", one->status);
      if (one->desil > 0)
        json_object_set_int_member (object, "desil", one->desil);
      set_text_unless_empty (object, "year", one->year);
      json_array_add_object_element (array, object);
    }
  return array;
}

static gboolean
load_officials (HubHouseholdBuilder *self, const char *village, GError **error)
{
  JsonArray *officials;

  if (g_hash_table_contains (self->officials, village))
    return TRUE;
  officials = hub_place_officials (self->store, self->catalogue, village, error);
  if (officials == NULL)
    return FALSE;
  g_hash_table_insert (self->officials, g_strdup (village), officials);
  return TRUE;
}

/* the village's officials, then the configuration's contacts */
static JsonArray *
make_contacts (HubHouseholdBuilder *self, const char *village)
{
  JsonArray *officials = g_hash_table_lookup (self->officials, village);
  g_autoptr (JsonArray) configured = hub_catalogue_contacts (self->catalogue, village);
  JsonArray *lists[] = { officials, configured };
  JsonArray *array = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < json_array_get_length (lists[i]); j++)
      if (json_array_get_length (array) < MAX_CONTACTS)
        json_array_add_object_element (array,
                                       json_object_ref (anj_json_array_get_object (lists[i], j)));
  return array;
}

static JsonObject *
make_payment (const Payment *payment)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "period", payment->period);
  set_text_unless_empty (object, "stage", payment->stage);
  json_object_set_int_member (object, "amount", payment->amount);
  set_text_unless_empty (object, "channel", payment->channel);
  json_object_set_string_member (object, "state", payment->state);
  set_text_unless_empty (object, "date", payment->date);
  return object;
}

/* when payments of one period differ, the one that somebody must act on tells the state */
static guint
urgency (AnjProgrammeClass klass)
{
  static const guint urgencies[] = {
    [ANJ_CLASS_NONE] = 0,    [ANJ_CLASS_PAID] = 1,   [ANJ_CLASS_EXCLUDED] = 2,
    [ANJ_CLASS_PENDING] = 3, [ANJ_CLASS_FAILED] = 4,
  };

  return urgencies[klass];
}

static const char *
find_state (HubHouseholdBuilder *self, const Facts *facts, const char *programme)
{
  const Payment *best = NULL;

  for (guint i = 0; i < facts->payments->len; i++)
    {
      const Payment *payment = g_ptr_array_index (facts->payments, i);

      if (strcmp (payment->programme, programme) != 0)
        continue;
      if (best == NULL)
        best = payment;
      else if (strcmp (best->period, payment->period) == 0 &&
               strcmp (best->stage, payment->stage) == 0 &&
               urgency (hub_catalogue_class (self->catalogue, payment->state)) >
                   urgency (hub_catalogue_class (self->catalogue, best->state)))
        best = payment;
    }
  return best != NULL ? best->state : NULL;
}

static JsonObject *
make_programme (HubHouseholdBuilder *self, const Facts *facts, guint index)
{
  const char *code = hub_catalogue_programme (self->catalogue, index);
  const char *state = find_state (self, facts, code);
  JsonObject *object = json_object_new ();
  JsonArray *payments = json_array_new ();

  for (guint i = 0; i < facts->payments->len; i++)
    {
      const Payment *payment = g_ptr_array_index (facts->payments, i);

      if (strcmp (payment->programme, code) == 0 && json_array_get_length (payments) < MAX_PAYMENTS)
        json_array_add_object_element (payments, make_payment (payment));
    }
  json_object_set_string_member (object, "code", code);
  json_object_set_boolean_member (object, "listed", state != NULL);
  if (state != NULL)
    json_object_set_string_member (object, "state", state);
  hub_catalogue_explain (self->catalogue, index, state, object);
  json_object_set_array_member (object, "payments", payments);
  return object;
}

static JsonObject *
make_document (HubHouseholdBuilder *self, const Facts *facts, const char *no_kk)
{
  const Member *head = g_ptr_array_index (facts->members, 0);
  g_autofree char *masked = anj_number_mask (no_kk);
  JsonObject *document = json_object_new ();
  JsonObject *household = json_object_new ();
  JsonArray *programmes = json_array_new ();

  for (guint i = 0; i < hub_catalogue_n_programmes (self->catalogue); i++)
    json_array_add_object_element (programmes, make_programme (self, facts, i));
  json_object_set_string_member (household, "no_kk", masked);
  json_object_set_string_member (household, "region", head->region);
  json_object_set_array_member (household, "members", make_members (facts));
  json_object_set_array_member (household, "registers", make_registers (facts));
  json_object_set_array_member (household, "programmes", programmes);
  json_object_set_array_member (household, "disagreements", hub_disagreements_make (facts->facts));
  json_object_set_array_member (household, "contacts", make_contacts (self, head->region));
  json_object_set_boolean_member (document, "found", TRUE);
  json_object_set_string_member (document, "as_of", facts->as_of);
  json_object_set_object_member (document, "household", household);
  return document;
}

gboolean
hub_household_builder_build (HubHouseholdBuilder *self,
                             const char *no_kk,
                             HubHousehold **out_household,
                             GError **error)
{
  g_auto (Facts) facts = { 0 };
  HubHousehold *household;
  const char *village;

  if (!load_members (self, no_kk, &facts, error))
    return FALSE;
  if (facts.members->len == 0)
    {
      *out_household = NULL;
      return TRUE;
    }
  village = ((Member *) g_ptr_array_index (facts.members, 0))->region;
  if (!load_registers (self, no_kk, &facts, error) || !load_payments (self, no_kk, &facts, error) ||
      !load_officials (self, village, error))
    return FALSE;
  household = g_new0 (HubHousehold, 1);
  household->region = g_strdup (village);
  household->people = make_people (&facts, no_kk);
  household->document = make_document (self, &facts, no_kk);
  household->batch = g_steal_pointer (&facts.batch);
  household->as_of = g_steal_pointer (&facts.as_of);
  *out_household = household;
  return TRUE;
}
