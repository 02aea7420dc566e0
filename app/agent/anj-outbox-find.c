/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-outbox-find.h"

#include <string.h>

#include "app/agent/anj-anonymous-pool.h"
#include "app/agent/anj-page-scan.h"

typedef struct
{
  AnjOutboxFound *found;
  const char *terminal;
  const guint8 *row_key;
} Find;

static void
found_case_free (AnjFoundCase *self)
{
  g_clear_pointer (&self->entry, anj_outbox_entry_free);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self);
}

static void
found_pooled_free (AnjFoundPooled *self)
{
  g_clear_pointer (&self->slot, g_bytes_unref);
  g_clear_pointer (&self->sealed, g_bytes_unref);
  g_clear_pointer (&self->payload, g_bytes_unref);
  g_free (self->id);
  g_free (self);
}

/* pages are written again and again: of the same row one is enough */
static gboolean
is_known (const GPtrArray *cases, GBytes *sealed, GBytes *payload)
{
  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      const AnjFoundCase *found = cases->pdata[i];

      if (g_bytes_equal (found->sealed, sealed) && g_bytes_equal (found->payload, payload))
        return TRUE;
    }
  return FALSE;
}

static void
add_case (Find *self, guint64 seq, GBytes *sealed, GBytes *payload)
{
  GPtrArray *cases = g_hash_table_lookup (self->found->cases, &seq);
  AnjOutboxEntry *entry;
  AnjFoundCase *found;
  guint8 prev[ANJ_CHAIN_BYTES];

  if (is_known (cases, sealed, payload))
    return;
  entry = anj_outbox_entry_open (self->row_key, self->terminal, seq, sealed, payload, prev, NULL);
  if (entry == NULL)
    return;
  found = g_new0 (AnjFoundCase, 1);
  found->entry = entry;
  found->sealed = g_bytes_ref (sealed);
  found->payload = g_bytes_ref (payload);
  memcpy (found->prev, prev, sizeof found->prev);
  anj_link_hash (entry->link, found->hash);
  if (cases == NULL)
    {
      cases = g_ptr_array_new_with_free_func ((GDestroyNotify) found_case_free);
      g_hash_table_insert (self->found->cases, g_memdup2 (&seq, sizeof seq), cases);
    }
  g_ptr_array_add (cases, found);
}

static void
add_pooled (Find *self, const AnjPageRow *row)
{
  g_autofree char *id = NULL;
  AnjFoundPooled *found;

  if (g_hash_table_contains (self->found->pool, row->key))
    return;
  id = anj_anonymous_pool_open_id (self->row_key, row->first, row->second);
  if (id == NULL)
    return;
  found = g_new0 (AnjFoundPooled, 1);
  found->slot = g_bytes_ref (row->key);
  found->sealed = g_bytes_ref (row->first);
  found->payload = g_bytes_ref (row->second);
  found->id = g_steal_pointer (&id);
  g_hash_table_insert (self->found->pool, found->slot, found);
}

/* what came last counts: the hub may have said meanwhile what it has */
static void
add_gap (Find *self, const AnjOutboxGap *gap)
{
  for (guint i = 0; i < self->found->gaps->len; i++)
    {
      AnjOutboxGap *known = &g_array_index (self->found->gaps, AnjOutboxGap, i);

      if (known->first_seq != gap->first_seq)
        continue;
      *known = *gap;
      return;
    }
  g_array_append_val (self->found->gaps, *gap);
}

static void
on_row (const AnjPageRow *row, gpointer user_data)
{
  Find *self = user_data;
  AnjOutboxMarks marks;
  AnjOutboxGap gap;

  if (row->key != NULL)
    add_pooled (self, row);
  else if (row->second != NULL)
    add_case (self, (guint64) row->rowid, row->first, row->second);
  else if (anj_outbox_marks_open (&marks, self->row_key, row->first, NULL))
    {
      anj_outbox_marks_clear (&self->found->marks);
      self->found->marks = marks;
      self->found->has_marks = TRUE;
    }
  else if (anj_outbox_gap_open (&gap, self->row_key, (guint64) row->rowid, row->first, NULL))
    {
      if (row->number >= 0 && (guint64) row->number <= gap.last_seq - gap.first_seq + 1)
        gap.n_lost = row->number;
      add_gap (self, &gap);
    }
}

void
anj_outbox_find (AnjOutboxFound *out_found,
                 GBytes *file,
                 GBytes *log,
                 const char *terminal,
                 const guint8 *row_key)
{
  Find find = { .found = out_found, .terminal = terminal, .row_key = row_key };

  *out_found = (AnjOutboxFound){
    .cases = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                    (GDestroyNotify) g_ptr_array_unref),
    .pool = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, NULL,
                                   (GDestroyNotify) found_pooled_free),
    .gaps = g_array_new (FALSE, FALSE, sizeof (AnjOutboxGap)),
  };
  anj_page_scan (file, log, on_row, &find);
}

void
anj_outbox_found_clear (AnjOutboxFound *self)
{
  g_clear_pointer (&self->cases, g_hash_table_unref);
  g_clear_pointer (&self->pool, g_hash_table_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  anj_outbox_marks_clear (&self->marks);
}

/* The chain is followed from its newest link down, for each link says what the one before it was.
 */
typedef struct
{
  const AnjOutboxFound *found;
  const AnjOutboxLinks *witness; /* (nullable) */
  AnjOutboxPlan *plan;
  guint64 seq;          /* looked for now */
  const guint8 *wanted; /* (nullable): its hash, where it is known */
} Walk;

static const AnjFoundCase *
choose_case (const Walk *walk)
{
  const GPtrArray *cases = g_hash_table_lookup (walk->found->cases, &walk->seq);

  for (guint i = 0; cases != NULL && i < cases->len; i++)
    {
      const AnjFoundCase *found = cases->pdata[i];

      if (walk->wanted == NULL || memcmp (found->hash, walk->wanted, ANJ_CHAIN_BYTES) == 0)
        return found;
    }
  return NULL;
}

/* (nullable): one that was declared before and ends here */
static const AnjOutboxGap *
choose_gap (const Walk *walk)
{
  for (guint i = 0; i < walk->found->gaps->len; i++)
    {
      const AnjOutboxGap *gap = &g_array_index (walk->found->gaps, AnjOutboxGap, i);

      if (gap->last_seq == walk->seq && gap->first_seq > walk->plan->marks.front_seq &&
          (walk->wanted == NULL || memcmp (gap->head, walk->wanted, ANJ_CHAIN_BYTES) == 0))
        return gap;
    }
  return NULL;
}

/* the case looked for is not there: the gap above it grows, or a new one begins */
static void
miss_one (Walk *walk)
{
  GArray *gaps = walk->plan->gaps;
  AnjOutboxGap *above = gaps->len > 0 ? &g_array_index (gaps, AnjOutboxGap, gaps->len - 1) : NULL;
  AnjOutboxGap gap = { .first_seq = walk->seq,
                       .last_seq = walk->seq,
                       .n_lost = ANJ_OUTBOX_GAP_OPEN };

  if (walk->wanted == NULL && above != NULL)
    {
      above->first_seq = walk->seq;
      if (above->last_seq > walk->plan->marks.receipted_seq)
        above->n_lost = ANJ_OUTBOX_GAP_OPEN;
    }
  else
    {
      if (walk->wanted != NULL)
        memcpy (gap.head, walk->wanted, ANJ_CHAIN_BYTES);
      g_array_append_val (gaps, gap);
    }
  walk->wanted = NULL;
  walk->seq--;
}

static gboolean
is_at_witness (const Walk *walk)
{
  return walk->witness != NULL && walk->seq == walk->witness->last_seq;
}

typedef enum {
  WALK_WHOLE,
  WALK_NOT_WITNESSED, /* what lies above the witness does not lead to it: it never was a link */
  WALK_NOT_AT_FRONT,  /* the marks are not this chain's */
} WalkEnd;

static WalkEnd
walk_down (Walk *walk)
{
  AnjOutboxPlan *plan = walk->plan;

  while (walk->seq > plan->marks.front_seq)
    {
      const AnjFoundCase *found;
      const AnjOutboxGap *gap;

      if (is_at_witness (walk) && walk->wanted != NULL &&
          memcmp (walk->wanted, walk->witness->head, ANJ_CHAIN_BYTES) != 0)
        return WALK_NOT_WITNESSED;
      if (is_at_witness (walk))
        walk->wanted = walk->witness->head;
      found = choose_case (walk);
      gap = found == NULL ? choose_gap (walk) : NULL;
      if (found != NULL)
        {
          g_ptr_array_add (plan->cases, (gpointer) found);
          walk->wanted = found->prev;
          walk->seq--;
        }
      else if (gap != NULL)
        {
          g_array_append_val (plan->gaps, *gap);
          walk->wanted = NULL;
          walk->seq = gap->first_seq - 1;
        }
      else
        miss_one (walk);
    }
  return walk->wanted == NULL || memcmp (walk->wanted, plan->marks.front_hash, ANJ_CHAIN_BYTES) == 0
             ? WALK_WHOLE
             : WALK_NOT_AT_FRONT;
}

static guint64
find_newest (const AnjOutboxFound *found)
{
  GHashTableIter iter;
  gpointer seq;
  guint64 newest = 0;

  g_hash_table_iter_init (&iter, found->cases);
  while (g_hash_table_iter_next (&iter, &seq, NULL))
    newest = MAX (newest, *(const guint64 *) seq);
  for (guint i = 0; i < found->gaps->len; i++)
    newest = MAX (newest, g_array_index (found->gaps, AnjOutboxGap, i).last_seq);
  return newest;
}

/* what the hub receipted it holds */
static void
settle_gaps (AnjOutboxPlan *plan)
{
  for (guint i = 0; i < plan->gaps->len; i++)
    {
      AnjOutboxGap *gap = &g_array_index (plan->gaps, AnjOutboxGap, i);

      if (gap->last_seq <= plan->marks.receipted_seq)
        gap->n_lost = MAX (0, gap->n_lost);
      if (gap->n_lost == ANJ_OUTBOX_GAP_OPEN)
        plan->n_missing += (guint) (gap->last_seq -
                                    MAX (gap->first_seq - 1, plan->marks.receipted_seq));
    }
}

static int
compare_cases (gconstpointer a, gconstpointer b)
{
  const AnjFoundCase *left = *(AnjFoundCase *const *) a, *right = *(AnjFoundCase *const *) b;

  return left->entry->seq < right->entry->seq ? -1 : left->entry->seq > right->entry->seq;
}

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  const AnjOutboxGap *left = a, *right = b;

  return left->first_seq < right->first_seq ? -1 : left->first_seq > right->first_seq;
}

/* those that have left already, which are remembered for what was lost */
static void
keep_old_gaps (AnjOutboxPlan *plan, const AnjOutboxFound *found)
{
  for (guint i = 0; i < found->gaps->len; i++)
    {
      const AnjOutboxGap *gap = &g_array_index (found->gaps, AnjOutboxGap, i);

      if (gap->last_seq <= plan->marks.front_seq)
        g_array_append_val (plan->gaps, *gap);
    }
}

static WalkEnd
try_plan (AnjOutboxPlan *plan,
          const AnjOutboxFound *found,
          const AnjOutboxLinks *witness,
          gboolean has_marks,
          guint64 newest)
{
  Walk walk = { .found = found, .witness = witness, .plan = plan };

  g_ptr_array_set_size (plan->cases, 0);
  g_array_set_size (plan->gaps, 0);
  anj_outbox_marks_clear (&plan->marks);
  plan->marks = (AnjOutboxMarks){ 0 };
  if (has_marks)
    {
      plan->marks = found->marks;
      plan->marks.hub_generation = g_strdup (found->marks.hub_generation);
    }
  plan->last_seq = walk.seq = MAX (newest, plan->marks.front_seq);
  return walk_down (&walk);
}

void
anj_outbox_plan (AnjOutboxPlan *out_plan,
                 const AnjOutboxFound *found,
                 const AnjOutboxLinks *witness)
{
  guint64 witnessed = witness != NULL ? witness->last_seq : 0;
  guint64 newest = MAX (find_newest (found), witnessed);
  WalkEnd end;

  *out_plan = (AnjOutboxPlan){ .cases = g_ptr_array_new (),
                               .gaps = g_array_new (FALSE, FALSE, sizeof (AnjOutboxGap)) };
  end = try_plan (out_plan, found, witness, found->has_marks, newest);
  if (end == WALK_NOT_WITNESSED)
    {
      newest = witnessed;
      end = try_plan (out_plan, found, witness, found->has_marks, newest);
    }
  /* without marks that fit the chain begins at its first link: what left long ago is a gap then,
   * and the hub says that it has it */
  if (end == WALK_NOT_AT_FRONT)
    (void) try_plan (out_plan, found, witness, FALSE, newest);
  out_plan->marks.receipted_seq = MIN (out_plan->marks.receipted_seq, out_plan->last_seq);
  out_plan->marks.backed_up_seq = MIN (out_plan->marks.backed_up_seq, out_plan->last_seq);
  keep_old_gaps (out_plan, found);
  g_ptr_array_sort (out_plan->cases, compare_cases);
  g_array_sort (out_plan->gaps, compare_gaps);
  settle_gaps (out_plan);
}

void
anj_outbox_plan_clear (AnjOutboxPlan *self)
{
  g_clear_pointer (&self->cases, g_ptr_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  anj_outbox_marks_clear (&self->marks);
}
