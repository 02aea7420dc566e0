/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which counts of a tiered table must not be printed, so that none of 1 to 4 can be worked out.
 *
 * A group of 1 to 4 is hidden. That alone helps little: a district less its other villages is the
 * village that was hidden. So for each hidden small count there has to be another world in which
 * everything printed is the same and that count is 5: some fewer in other villages, as many more
 * here. What differs between the two worlds is hidden too. From what is left nobody can tell which
 * of them is true, by whatever sums. The nearest villages are taken first: then the least is hidden
 * of districts and regencies. Where nobody can give, the whole chain up to the top is hidden.
 *
 * Where the villages' own pages tell the same groups (hub-place.h), a hidden group is known to be
 * of 1 to 4, and other villages cannot be hidden here: then the other world differs by one
 * household, in two villages that are hidden anyway.
 *
 * Known to everybody are the sums, and that no count is negative. What other tables say of one
 * (a programme's households are its strategy's too) is told by @least: the other worlds keep to it.
 */

#define HUB_SUPPRESS_FEWEST 5

/**
 * HubSuppressTable:
 * @parents: of each region, -1 at the top; a region's own stand behind it and before its next
 *   sister (as sorted codes do)
 * @counts: @n_groups of each region; a region's are the sums of its own
 * @least: (nullable): laid out as @counts, read of villages: less than that it cannot be, as other
 *   tables tell
 * @adds_up: what a region's groups add up to is printed (with one group, nothing is)
 * @is_told_below: two groups that add up; regions that have none below them are printed elsewhere,
 *   but for those of which a group is small
 */
typedef struct
{
  const int *parents;
  guint n_regions;
  const gint64 *counts;
  const gint64 *least;
  guint n_groups;
  gboolean adds_up;
  gboolean is_told_below;
} HubSuppressTable;

/* whether @n is of 1 to 4 */
gboolean hub_suppress_is_few (gint64 n);

/* (transfer full) (array): of each count, whether it is hidden; lays the same out as @counts */
gboolean *hub_suppress_find (const HubSuppressTable *table);

G_END_DECLS
