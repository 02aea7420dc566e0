/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report-suppress.h"

/*
 *   hide_few     small counts; of two groups, the other one too
 *   protect      each of them: grows in a village (find_grower) by one and one, for which another
 *                group there has one less (find_source) and a village near by has one of the other
 *                group instead (find_giver); then nothing changes in what lies around both
 *   shift        a village's counts change those of all around it, up to there
 */

typedef struct
{
  const HubSuppressTable *table; /* (unowned) */
  guint *ends;                   /* (owned): first region behind a region's own */
  gboolean *is_hidden;
  GArray *changes;    /* (element-type Change): of the world being made */
  gint8 *differences; /* (owned): of that world, laid out as the counts */
} Suppression;

/* one household more in the group that grows */
typedef struct
{
  guint source; /* the group that has one less where it grows, one more at the giver */
  guint giver;
} Change;

gboolean
hub_suppress_is_few (gint64 n)
{
  return n > 0 && n < HUB_SUPPRESS_FEWEST;
}

static gsize
cell (const Suppression *self, guint region, guint group)
{
  return (gsize) region * self->table->n_groups + group;
}

static gint64
get (const Suppression *self, guint region, guint group)
{
  return self->table->counts[cell (self, region, group)];
}

static gboolean
is_hidden (const Suppression *self, guint region, guint group)
{
  return self->is_hidden[cell (self, region, group)];
}

static void
hide (Suppression *self, guint region, guint group)
{
  self->is_hidden[cell (self, region, group)] = TRUE;
}

/* what may be taken from it in another world */
static gint64
get_slack (const Suppression *self, guint region, guint group)
{
  const gint64 *least = self->table->least;

  return get (self, region, group) - (least != NULL ? least[cell (self, region, group)] : 0);
}

static gboolean
is_village (const Suppression *self, guint region)
{
  return self->ends[region] == region + 1;
}

static gboolean
has_other_groups (const Suppression *self)
{
  return self->table->adds_up && self->table->n_groups > 1;
}

static void
find_ends (Suppression *self)
{
  const HubSuppressTable *table = self->table;

  for (guint i = 0; i < table->n_regions; i++)
    self->ends[i] = i + 1;
  for (guint i = table->n_regions; i-- > 0;)
    if (table->parents[i] >= 0)
      self->ends[table->parents[i]] = MAX (self->ends[table->parents[i]], self->ends[i]);
}

static void
hide_few (Suppression *self)
{
  guint n_groups = self->table->n_groups;

  for (guint region = 0; region < self->table->n_regions; region++)
    for (guint group = 0; group < n_groups; group++)
      if (hub_suppress_is_few (get (self, region, group)))
        {
          hide (self, region, group);
          if (has_other_groups (self) && n_groups == 2)
            hide (self, region, 1 - group);
        }
}

/* @top: the region in which nothing changes any more, -1 for none */
static void
hide_chain (Suppression *self, guint village, int top, guint group)
{
  for (int region = (int) village; region != top && region >= 0;
       region = self->table->parents[region])
    hide (self, (guint) region, group);
}

/* the village of @region in which @group may grow by what its other groups lose */
static guint
find_grower (const Suppression *self, guint region, guint group)
{
  guint best = self->ends[region] - 1;
  gint64 most = -1;

  for (guint i = region; i < self->ends[region]; i++)
    if (is_village (self, i) && get (self, i, group) > 0)
      {
        gint64 others = 0;

        for (guint g = 0; g < self->table->n_groups; g++)
          if (g != group)
            others += get_slack (self, i, g);
        if (others > most)
          {
            most = others;
            best = i;
          }
      }
  return best;
}

/* what a cell that loses has left; @is_taken: something was taken from it already */
typedef struct
{
  gint64 left;
  gboolean is_taken;
  gboolean is_hidden;
} Purse;

/* what is hidden anyway costs nothing; then one that alone has @amount, the smaller the better */
static gboolean
is_better (const Purse *a, const Purse *b, gint64 amount)
{
  gboolean a_is_free = a->is_taken || a->is_hidden, b_is_free = b->is_taken || b->is_hidden;

  if (a_is_free != b_is_free)
    return a_is_free;
  if ((a->left >= amount) != (b->left >= amount))
    return a->left >= amount;
  return a->left >= amount ? a->left < b->left : a->left > b->left;
}

static Purse
look_at_source (const Suppression *self, guint grower, guint group)
{
  Purse purse = { get_slack (self, grower, group), FALSE, is_hidden (self, grower, group) };

  for (guint i = 0; i < self->changes->len; i++)
    if (g_array_index (self->changes, Change, i).source == group)
      {
        purse.left--;
        purse.is_taken = TRUE;
      }
  return purse;
}

static Purse
look_at_giver (const Suppression *self, guint village, guint group)
{
  Purse purse = { get_slack (self, village, group), FALSE, is_hidden (self, village, group) };

  for (guint i = 0; i < self->changes->len; i++)
    if (g_array_index (self->changes, Change, i).giver == village)
      {
        purse.left--;
        purse.is_taken = TRUE;
      }
  return purse;
}

static gboolean
find_source (const Suppression *self, guint grower, guint group, gint64 amount, guint *out_source)
{
  Purse best = { 0 };

  *out_source = 0;
  if (!has_other_groups (self))
    return TRUE;
  for (guint g = 0; g < self->table->n_groups; g++)
    {
      Purse purse = look_at_source (self, grower, g);

      if (g == group || purse.left <= 0 || (best.left > 0 && !is_better (&purse, &best, amount)))
        continue;
      best = purse;
      *out_source = g;
    }
  return best.left > 0;
}

/* @region: gives nothing, because it shall not stay as it is */
static gboolean
find_giver (const Suppression *self,
            guint around,
            guint region,
            guint group,
            gint64 amount,
            guint *out_giver)
{
  Purse best = { 0 };

  for (guint i = around; i < self->ends[around]; i++)
    {
      Purse purse;

      if (i >= region && i < self->ends[region])
        continue;
      purse = look_at_giver (self, i, group);
      if (!is_village (self, i) || purse.left <= 0 ||
          (best.left > 0 && !is_better (&purse, &best, amount)))
        continue;
      best = purse;
      *out_giver = i;
    }
  return best.left > 0;
}

/* @around: nothing changes there; -1: there is no such region, and nobody gives */
static gboolean
find_changes (Suppression *self, int around, guint region, guint grower, guint group, gint64 amount)
{
  g_array_set_size (self->changes, 0);
  for (; amount > 0; amount--)
    {
      Change change = { .giver = G_MAXUINT };

      if (!find_source (self, grower, group, amount, &change.source) ||
          (around >= 0 && !find_giver (self, (guint) around, region, group, amount, &change.giver)))
        return FALSE;
      g_array_append_val (self->changes, change);
    }
  return TRUE;
}

/* adds @by to the difference of the village's group and of all around it, up to @top; @by 0: hides
 * what differs */
static void
shift_chain (Suppression *self, guint village, int top, guint group, int by)
{
  for (int region = (int) village; region != top && region >= 0;
       region = self->table->parents[region])
    {
      gsize index = cell (self, (guint) region, group);

      self->differences[index] = (gint8) (self->differences[index] + by);
      if (by == 0 && self->differences[index] != 0)
        self->is_hidden[index] = TRUE;
    }
}

static void
shift (Suppression *self, int around, guint grower, guint group, int by)
{
  for (guint i = 0; i < self->changes->len; i++)
    {
      const Change *change = &g_array_index (self->changes, Change, i);

      shift_chain (self, grower, around, group, by);
      if (has_other_groups (self))
        shift_chain (self, grower, around, change->source, -by);
      if (around < 0)
        continue;
      shift_chain (self, change->giver, around, group, -by);
      if (has_other_groups (self))
        shift_chain (self, change->giver, around, change->source, by);
    }
}

/* makes the other world in which @grower's group has @amount more, and hides in what it differs */
static gboolean
grow (Suppression *self, guint region, guint grower, guint group, gint64 amount)
{
  int around = self->table->parents[region];

  while (around >= 0 && !find_changes (self, around, region, grower, group, amount))
    around = self->table->parents[around];
  if (around < 0 && !find_changes (self, -1, region, grower, group, amount))
    return FALSE;
  shift (self, around, grower, group, 1);
  shift (self, around, grower, group, 0);
  shift (self, around, grower, group, -1);
  return TRUE;
}

/* where what is least elsewhere leaves no room up to 5, the count may at least be another one */
static void
protect (Suppression *self, guint region, guint group)
{
  guint grower = find_grower (self, region, group);

  for (gint64 amount = HUB_SUPPRESS_FEWEST - get (self, region, group); amount > 0; amount--)
    if (grow (self, region, grower, group, amount))
      return;
  if (self->table->n_groups == 2 && grow (self, region, grower, 1 - group, 1))
    return;
  for (guint g = 0; g < self->table->n_groups; g++)
    hide_chain (self, grower, -1, g);
}

/* of a village's two groups the small one is known to be of 1 to 4, because the village's own page
 * does not tell it; whether @group may be one more (@step 1) or one less (-1) for all that */
static gboolean
may_be_other (const Suppression *self, guint village, guint group, int step)
{
  gint64 own = get (self, village, group), other = get (self, village, 1 - group);

  if (!is_village (self, village) || !is_hidden (self, village, group))
    return FALSE;
  return hub_suppress_is_few (other) ? hub_suppress_is_few (other - step)
                                     : hub_suppress_is_few (own + step);
}

/* a village of [@first, @end) but for those of [@but, @but_end); G_MAXUINT for none */
static guint
find_other (const Suppression *self,
            guint first,
            guint end,
            guint but,
            guint but_end,
            guint group,
            int step)
{
  for (guint i = first; i < end; i++)
    if ((i < but || i >= but_end) && may_be_other (self, i, group, step))
      return i;
  return G_MAXUINT;
}

static void
hide_both (Suppression *self, guint village, int top)
{
  hide_chain (self, village, top, 0);
  hide_chain (self, village, top, 1);
}

/* the same where villages are told elsewhere: other worlds differ in villages that are hidden there
 * anyway, and by one household, so that these remain small */
static void
protect_told (Suppression *self, guint region, guint group)
{
  guint end = self->ends[region];

  for (int around = self->table->parents[region]; around >= 0;
       around = self->table->parents[around])
    for (int step = 1; step >= -1; step -= 2)
      {
        guint here = find_other (self, region, end, end, end, group, step);
        guint there = find_other (self, (guint) around, self->ends[around], region, end, group,
                                  -step);

        if (here == G_MAXUINT || there == G_MAXUINT)
          continue;
        hide_both (self, here, around);
        hide_both (self, there, around);
        return;
      }
  for (guint i = region; i < end; i++)
    if (is_village (self, i) && is_hidden (self, i, group))
      hide_both (self, i, -1);
}

gboolean *
hub_suppress_find (const HubSuppressTable *table)
{
  Suppression self = {
    .table = table,
    .ends = g_new0 (guint, table->n_regions + 1),
    .is_hidden = g_new0 (gboolean, (gsize) table->n_regions * table->n_groups + 1),
    .changes = g_array_new (FALSE, FALSE, sizeof (Change)),
    .differences = g_new0 (gint8, (gsize) table->n_regions * table->n_groups + 1),
  };

  find_ends (&self);
  hide_few (&self);
  /* villages first: what they need may be enough for what lies around them */
  for (guint region = table->n_regions; region-- > 0;)
    for (guint group = 0; group < table->n_groups; group++)
      if (hub_suppress_is_few (get (&self, region, group)))
        {
          if (table->is_told_below)
            protect_told (&self, region, group);
          else
            protect (&self, region, group);
        }
  g_array_unref (self.changes);
  g_free (self.ends);
  g_free (self.differences);
  return self.is_hidden;
}
