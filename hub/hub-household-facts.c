/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/hub-household-facts.h"

#include <string.h>

#include "hub/hub-statements.h"
#include "hub/reconcile/hub-links.h"

/*
 * load:
 *   load_members   who lives under the No. KK
 *   load_second_niks   other NIKs of theirs
 *   load_registers per register: how many of them it has, status, desil, batch
 *   load_payments  rows of penerima by programme, newest first, equal ones added up
 *
 * "Newest" for as_of and batch is over all rows that took part.
 */

typedef enum {
  LOAD_MEMBERS,
  LOAD_SECOND_NIKS,
  LOAD_REGISTERS,
  LOAD_PAYMENTS,
  LOAD_COVERAGE,
  N_STATEMENTS,
} Statement;

#define REGISTER_COLUMNS                                                                           \
  "r.register, r.status, coalesce(r.desil, 0), b.id, b.date, b.seq,"                               \
  " coalesce(r.no_kk = m.no_kk, 1), m.nik, r.year, r.no_kk, r.name_key, r.birth_date, r.region,"   \
  " r.since, r.reason"
/* m is somebody of the same family, under a second NIK */
#define SECOND_NIK                                                                                 \
  "SELECT 1 FROM links a JOIN residents t ON t.nik = a.nik WHERE a.register = '" HUB_LINKS_NIK     \
  "' AND a.key = m.nik AND t.no_kk = m.no_kk AND t.is_present = 1"
/* the row is nobody's but its NIK's */
#define IS_UNLINKED                                                                                \
  " NOT EXISTS (SELECT 1 FROM links x WHERE x.register = r.register AND x.key = r.key)"

static const char *const statements[N_STATEMENTS] = {
  [LOAD_MEMBERS] = "SELECT m.nik, m.name, m.relation, m.occupation, m.member, m.region"
                   " FROM residents m WHERE m.no_kk = ? AND m.is_present = 1"
                   "   AND NOT EXISTS (" SECOND_NIK ")" HUB_MEMBERS_IN_ORDER,
  [LOAD_SECOND_NIKS] = "SELECT m.nik FROM residents m JOIN links l"
                       "   ON l.register = '" HUB_LINKS_NIK "' AND l.key = m.nik"
                       " JOIN residents t ON t.nik = l.nik AND t.no_kk = m.no_kk"
                       "   AND t.is_present = 1 WHERE m.no_kk = ? AND m.is_present = 1"
                       " ORDER BY m.nik",
  /* rows of the NIK, but for those set apart; rows linked to it (hub/reconcile/hub-links.h); and,
   * of rows that the reconciler has not seen, one without NIK where neither side has a second
   * candidate */
  [LOAD_REGISTERS] =
      "SELECT " REGISTER_COLUMNS
      " FROM residents m JOIN register_rows r ON r.nik = m.nik JOIN batches b ON b.seq = r.batch"
      " WHERE m.no_kk = ?1 AND m.is_present = 1 AND" IS_UNLINKED "   AND NOT EXISTS (" SECOND_NIK
      ") UNION ALL "
      "SELECT " REGISTER_COLUMNS " FROM residents m JOIN links l ON l.nik = m.nik"
      " JOIN register_rows r ON r.register = l.register AND r.key = l.key"
      " JOIN batches b ON b.seq = r.batch WHERE m.no_kk = ?1 AND m.is_present = 1"
      " UNION ALL "
      "SELECT " REGISTER_COLUMNS " FROM residents m JOIN links l ON l.nik = m.nik"
      "   AND l.register = '" HUB_LINKS_NIK "' JOIN register_rows r ON r.nik = l.key"
      " JOIN batches b ON b.seq = r.batch WHERE m.no_kk = ?1 AND m.is_present = 1"
      "   AND" IS_UNLINKED " UNION ALL "
      "SELECT " REGISTER_COLUMNS
      " FROM residents m JOIN register_rows r ON r.nik IS NULL AND r.region = m.region"
      "   AND r.birth_date = m.birth_date AND r.name_key = m.name_key"
      " JOIN batches b ON b.seq = r.batch"
      " WHERE m.no_kk = ?1 AND m.is_present = 1 AND" IS_UNLINKED
      "   AND NOT EXISTS (SELECT 1 FROM reviews v WHERE v.register = r.register"
      "     AND v.key = r.key)"
      "   AND NOT EXISTS (SELECT 1 FROM review_decisions d WHERE d.register = r.register"
      "     AND d.key = r.key AND d.nik = m.nik)"
      "   AND (SELECT count(*) FROM residents x WHERE x.region = m.region"
      "     AND x.birth_date = m.birth_date AND x.name_key = m.name_key) = 1"
      "   AND (SELECT count(*) FROM register_rows x WHERE x.nik IS NULL AND x.region = m.region"
      "     AND x.birth_date = m.birth_date AND x.name_key = m.name_key) = 1"
      " ORDER BY 8",
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

struct _HubHouseholdLoader
{
  sqlite3_stmt *st[N_STATEMENTS]; /* (owned) */
};

/* what a register calls somebody; compared with the other registers' */
typedef struct
{
  char *no_kk;
  char *name_key;
  char *birth_date;
} Saying;

static void
member_free (gpointer data)
{
  HubMember *self = data;

  g_free (self->nik);
  g_free (self->name);
  g_free (self->relation);
  g_free (self->occupation);
  g_free (self->id);
  g_free (self->region);
  g_free (self);
}

static void
payment_free (gpointer data)
{
  HubPayment *self = data;

  g_free (self->programme);
  g_free (self->period);
  g_free (self->stage);
  g_free (self->channel);
  g_free (self->state);
  g_free (self->date);
  g_free (self);
}

void
hub_household_facts_free (HubHouseholdFacts *self)
{
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->second_niks, g_ptr_array_unref);
  g_clear_pointer (&self->payments, g_ptr_array_unref);
  for (guint i = 0; i < HUB_N_PERSONS; i++)
    hub_register_facts_clear (&self->registers[i]);
  g_free (self->no_kk);
  g_free (self->batch);
  g_free (self->as_of);
  g_free (self);
}

HubHouseholdLoader *
hub_household_loader_new (HubStore *store, GError **error)
{
  g_autoptr (HubHouseholdLoader) self = g_new0 (HubHouseholdLoader, 1);

  if (!hub_statements_prepare (store, statements, N_STATEMENTS, self->st, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hub_household_loader_free (HubHouseholdLoader *self)
{
  hub_statements_finalize (self->st, N_STATEMENTS);
  g_free (self);
}

static gboolean
load_members (HubHouseholdLoader *self, const char *no_kk, HubHouseholdFacts *facts, GError **error)
{
  HubStmt *stmt = self->st[LOAD_MEMBERS];
  gboolean row = TRUE;

  facts->members = g_ptr_array_new_with_free_func (member_free);
  hub_stmt_rebind (stmt, "t", no_kk);
  while (hub_stmt_next (stmt, &row, error) && row)
    {
      HubMember *member = g_new0 (HubMember, 1);

      member->nik = g_strdup (hub_stmt_text (stmt, 0));
      member->name = g_strdup (hub_stmt_text (stmt, 1));
      member->relation = g_strdup (hub_stmt_text (stmt, 2));
      member->occupation = g_strdup (hub_stmt_text (stmt, 3));
      member->id = g_strdup (hub_stmt_text (stmt, 4));
      member->region = g_strdup (hub_stmt_text (stmt, 5));
      g_ptr_array_add (facts->members, member);
    }
  sqlite3_reset (stmt);
  return !row;
}

/* whoever has two finds the family by either */
static gboolean
load_second_niks (HubHouseholdLoader *self,
                  const char *no_kk,
                  HubHouseholdFacts *facts,
                  GError **error)
{
  HubStmt *stmt = self->st[LOAD_SECOND_NIKS];
  gboolean row = TRUE;

  facts->second_niks = g_ptr_array_new_with_free_func (g_free);
  hub_stmt_rebind (stmt, "t", no_kk);
  while (hub_stmt_next (stmt, &row, error) && row)
    g_ptr_array_add (facts->second_niks, g_strdup (hub_stmt_text (stmt, 0)));
  sqlite3_reset (stmt);
  return !row;
}

static guint
find_rank (const HubHouseholdFacts *facts, const char *nik)
{
  for (guint i = 0; i < facts->members->len; i++)
    if (strcmp (((HubMember *) g_ptr_array_index (facts->members, i))->nik, nik) == 0)
      return i;
  return G_MAXUINT;
}

/* which batch the document is named for */
static void
note_batch (HubHouseholdFacts *facts, const char *id, const char *date, gint64 seq)
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
note_register (HubHouseholdFacts *facts, HubPersons persons, HubStmt *stmt)
{
  HubRegisterFacts *one = &facts->registers[persons];
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
  one->region = g_strdup (hub_stmt_text (stmt, 12));
  one->desil = hub_stmt_int (stmt, 2);
  one->since = g_strdup (hub_stmt_text (stmt, 13));
  one->reason = g_strdup (hub_stmt_text (stmt, 14));
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
compare_registers (HubHouseholdFacts *facts, Saying sayings[HUB_N_PERSONS])
{
  for (guint a = 0; a < HUB_N_PERSONS; a++)
    for (guint b = 0; b < HUB_N_PERSONS; b++)
      facts->registers[a].differs[b] |= compare_sayings (&sayings[a], &sayings[b]);
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
load_rows (HubHouseholdFacts *facts, HubStmt *stmt, GError **error)
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
load_registers (HubHouseholdLoader *self,
                const char *no_kk,
                HubHouseholdFacts *facts,
                GError **error)
{
  HubStmt *stmt = self->st[LOAD_REGISTERS];
  HubStmt *coverage = self->st[LOAD_COVERAGE];
  const HubMember *head = g_ptr_array_index (facts->members, 0);
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
        facts->registers[persons].is_covered = TRUE;
    }
  sqlite3_reset (coverage);
  return !covered;
}

static gboolean
is_same_payment (const HubPayment *payment, HubStmt *stmt)
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
note_payment (HubHouseholdFacts *facts, HubStmt *stmt)
{
  HubPayment *payment = facts->payments->len > 0
                            ? g_ptr_array_index (facts->payments, facts->payments->len - 1)
                            : NULL;

  note_batch (facts, hub_stmt_text (stmt, 7), hub_stmt_text (stmt, 8), hub_stmt_int (stmt, 9));
  if (payment == NULL || !is_same_payment (payment, stmt))
    {
      payment = g_new0 (HubPayment, 1);
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
load_payments (HubHouseholdLoader *self,
               const char *no_kk,
               HubHouseholdFacts *facts,
               GError **error)
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

gboolean
hub_household_load (HubHouseholdLoader *self,
                    const char *no_kk,
                    HubHouseholdFacts **out_facts,
                    GError **error)
{
  g_autoptr (HubHouseholdFacts) facts = g_new0 (HubHouseholdFacts, 1);

  *out_facts = NULL;
  if (!load_members (self, no_kk, facts, error))
    return FALSE;
  if (facts->members->len == 0)
    return TRUE;
  if (!load_second_niks (self, no_kk, facts, error) ||
      !load_registers (self, no_kk, facts, error) || !load_payments (self, no_kk, facts, error))
    return FALSE;
  facts->no_kk = g_strdup (no_kk);
  *out_facts = g_steal_pointer (&facts);
  return TRUE;
}

const char *
hub_household_facts_region (const HubHouseholdFacts *self)
{
  return ((HubMember *) g_ptr_array_index (self->members, 0))->region;
}
