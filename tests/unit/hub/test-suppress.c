/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hub/report/hub-report-suppress.h"

/* tests/e2e/test_reports.py attacks whole reports, with bounds too; here stand the rule's cases,
 * and sums of many random tables are solved */

#define MAX_REGIONS 16
#define MAX_GROUPS 4
#define PRIME G_GUINT64_CONSTANT (2147483647)
#define N_TABLES 400

typedef struct
{
  int parents[MAX_REGIONS];
  gint64 counts[MAX_REGIONS * MAX_GROUPS];
  guint n_regions;
  guint n_groups;
  gboolean adds_up;
  gboolean is_told_below;
  const gint64 *least;
} Example;

/* fills in what lies around villages, and asks */
static gboolean *
find (Example *example)
{
  const HubSuppressTable table = {
    .parents = example->parents,
    .n_regions = example->n_regions,
    .counts = example->counts,
    .least = example->least,
    .n_groups = example->n_groups,
    .adds_up = example->adds_up,
    .is_told_below = example->is_told_below,
  };

  for (guint i = example->n_regions; i-- > 0;)
    for (guint g = 0; example->parents[i] >= 0 && g < example->n_groups; g++)
      example->counts[(guint) example->parents[i] * example->n_groups + g] +=
          example->counts[i * example->n_groups + g];
  return hub_suppress_find (&table);
}

static void
assert_hidden (Example *example, const char *expected)
{
  g_autofree gboolean *is_hidden = find (example);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < example->n_regions * example->n_groups; i++)
    g_string_append_c (found, is_hidden[i] ? 'x' : '.');
  g_assert_cmpstr (found->str, ==, expected);
}

static void
test_nothing_is_hidden_where_nothing_is_small (void)
{
  Example example = { { -1, 0, 0 }, { 0, 5, 0 }, 3, 1, FALSE, FALSE, NULL };

  assert_hidden (&example, "...");
}

static void
test_a_small_village_takes_a_sister_with_it (void)
{
  Example example = { { -1, 0, 0, 0 }, { 0, 3, 70, 8 }, 4, 1, FALSE, FALSE, NULL };

  assert_hidden (&example, ".x.x");
}

static void
test_a_sister_that_has_too_few_does_not_help (void)
{
  /* the regency; a district of 3 and 0; a district of 9 and 10 */
  Example example = {
    { -1, 0, 1, 1, 0, 4, 4 }, { 0, 0, 3, 0, 0, 9, 10 }, 7, 1, FALSE, FALSE, NULL
  };

  assert_hidden (&example, ".xx.xx.");
}

static void
test_one_alone_hides_all_around_it (void)
{
  Example example = { { -1, 0, 1 }, { 0, 0, 2 }, 3, 1, FALSE, FALSE, NULL };

  assert_hidden (&example, "xxx");
}

static void
test_all_but_few_is_hidden_too (void)
{
  /* with and without, two villages and what lies around them */
  Example example = { { -1, 0, 0 }, { 0, 0, 40, 2, 30, 9 }, 3, 2, TRUE, FALSE, NULL };

  assert_hidden (&example, "..xxxx");
}

static void
test_what_villages_tell_themselves_is_not_hidden (void)
{
  Example lone = { { -1, 0, 0 }, { 0, 0, 2, 40, 30, 9 }, 3, 2, TRUE, TRUE, NULL };
  Example pair = { { -1, 0, 0, 0 }, { 0, 0, 2, 40, 3, 9, 30, 9 }, 4, 2, TRUE, TRUE, NULL };

  assert_hidden (&lone, "xxxx..");
  assert_hidden (&pair, "..xxxx..");
}

/* both of four can only be four when eight are told of them */
static void
test_two_that_cannot_be_otherwise_hide_their_sum (void)
{
  Example example = { { -1, 0, 0, 0 }, { 0, 0, 4, 40, 4, 9, 30, 9 }, 4, 2, TRUE, TRUE, NULL };

  assert_hidden (&example, "xxxxxx..");
}

/* three of ten are reached; the sister nearest in size has only those whom a programme reaches */
static void
test_nobody_gives_what_other_tables_tell (void)
{
  static const gint64 least[] = { 0, 0, 0, 0, 6, 0, 0, 0 };
  Example example = { { -1, 0, 0, 0 }, { 0, 0, 3, 7, 6, 9, 30, 9 }, 4, 2, TRUE, FALSE, NULL };
  Example bound = { { -1, 0, 0, 0 }, { 0, 0, 3, 7, 6, 9, 30, 9 }, 4, 2, TRUE, FALSE, least };

  assert_hidden (&example, "..xxxx..");
  assert_hidden (&bound, "..xx..xx");
}

static guint64
power (guint64 base, guint64 exponent)
{
  guint64 result = 1;

  for (; exponent > 0; exponent >>= 1, base = base * base % PRIME)
    if (exponent & 1)
      result = result * base % PRIME;
  return result;
}

typedef struct
{
  guint64 rows[MAX_REGIONS * (MAX_GROUPS + 1)][MAX_REGIONS * MAX_GROUPS];
  guint n_rows;
  guint n_columns;
} Equations;

static void
write_term (Equations *out, const gboolean *is_hidden, guint cell, guint64 factor)
{
  if (is_hidden[cell])
    out->rows[out->n_rows][cell] = factor;
}

/* the printed sums as equations of what is hidden: of each group over what lies in a region, of
 * each region over its groups; the right sides do not matter to what can be solved */
static void
write_equations (const Example *example, const gboolean *is_hidden, Equations *out)
{
  guint n_groups = example->n_groups;

  out->n_columns = example->n_regions * n_groups;
  for (guint region = 0; region < example->n_regions; region++)
    {
      gboolean is_village = region + 1 == example->n_regions ||
                            example->parents[region + 1] != (int) region;

      for (guint g = 0; !is_village && g < n_groups; g++, out->n_rows++)
        {
          write_term (out, is_hidden, region * n_groups + g, PRIME - 1);
          for (guint i = 0; i < example->n_regions; i++)
            if (example->parents[i] == (int) region)
              write_term (out, is_hidden, i * n_groups + g, 1);
        }
      for (guint g = 0; example->adds_up && g < n_groups; g++)
        write_term (out, is_hidden, region * n_groups + g, 1);
      out->n_rows += example->adds_up;
    }
}

static void
subtract (Equations *self, guint from, guint row, guint64 factor)
{
  for (guint c = 0; c < self->n_columns; c++)
    self->rows[from][c] = (self->rows[from][c] + (PRIME - factor) * self->rows[row][c]) % PRIME;
}

/* elimination; then a row with one column left tells it */
static guint
count_solved (Equations *self)
{
  guint rank = 0, n_solved = 0;

  for (guint c = 0; c < self->n_columns && rank < self->n_rows; c++)
    {
      guint pivot = rank;

      while (pivot < self->n_rows && self->rows[pivot][c] == 0)
        pivot++;
      if (pivot == self->n_rows)
        continue;
      for (guint i = 0; i < self->n_columns; i++)
        {
          guint64 kept = self->rows[rank][i];

          self->rows[rank][i] = self->rows[pivot][i];
          self->rows[pivot][i] = kept;
        }
      for (guint r = 0; r < self->n_rows; r++)
        if (r != rank)
          subtract (self, r, rank,
                    self->rows[r][c] * power (self->rows[rank][c], PRIME - 2) % PRIME);
      rank++;
    }
  for (guint r = 0; r < rank; r++)
    {
      guint n_left = 0;

      for (guint c = 0; c < self->n_columns; c++)
        n_left += self->rows[r][c] != 0;
      n_solved += n_left == 1;
    }
  return n_solved;
}

/* a province of two regencies of districts of villages, a third of the groups small */
static void
draw (Example *example)
{
  static const int parents[MAX_REGIONS] = { -1, 0, 1, 2, 2, 2, 1, 6, 6, 0, 9, 10, 10, 9, 13, 13 };

  for (guint i = 0; i < MAX_REGIONS; i++)
    {
      gboolean is_village = i + 1 == MAX_REGIONS || parents[i + 1] != (int) i;

      example->parents[i] = parents[i];
      for (guint g = 0; is_village && g < example->n_groups; g++)
        {
          int kind = g_test_rand_int_range (0, 3);

          example->counts[i * example->n_groups + g] = kind == 0 ? 0
                                                                 : g_test_rand_int_range (
                                                                       1, kind == 1 ? 5 : 40);
        }
      /* as many as a village must be to be in a table */
      if (is_village && example->adds_up)
        example->counts[i * example->n_groups] += HUB_SUPPRESS_FEWEST;
    }
  example->n_regions = MAX_REGIONS;
}

static void
test_no_sums_tell_what_is_hidden (void)
{
  guint n_few = 0;

  for (guint n = 0; n < N_TABLES; n++)
    {
      g_autofree Equations *equations = g_new0 (Equations, 1);
      g_autofree gboolean *is_hidden = NULL;
      Example example = { .n_groups = 1 + n % MAX_GROUPS, .adds_up = n % MAX_GROUPS != 0 };

      draw (&example);
      is_hidden = find (&example);
      for (guint i = 0; i < MAX_REGIONS * example.n_groups; i++)
        {
          g_assert_true (is_hidden[i] || !hub_suppress_is_few (example.counts[i]));
          n_few += hub_suppress_is_few (example.counts[i]);
        }
      write_equations (&example, is_hidden, equations);
      g_assert_cmpuint (count_solved (equations), ==, 0);
    }
  g_assert_cmpuint (n_few, >, N_TABLES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/suppress/nothing-is-hidden-where-nothing-is-small",
                   test_nothing_is_hidden_where_nothing_is_small);
  g_test_add_func ("/suppress/a-small-village-takes-a-sister-with-it",
                   test_a_small_village_takes_a_sister_with_it);
  g_test_add_func ("/suppress/a-sister-that-has-too-few-does-not-help",
                   test_a_sister_that_has_too_few_does_not_help);
  g_test_add_func ("/suppress/one-alone-hides-all-around-it", test_one_alone_hides_all_around_it);
  g_test_add_func ("/suppress/all-but-few-is-hidden-too", test_all_but_few_is_hidden_too);
  g_test_add_func ("/suppress/what-villages-tell-themselves-is-not-hidden",
                   test_what_villages_tell_themselves_is_not_hidden);
  g_test_add_func ("/suppress/two-that-cannot-be-otherwise-hide-their-sum",
                   test_two_that_cannot_be_otherwise_hide_their_sum);
  g_test_add_func ("/suppress/nobody-gives-what-other-tables-tell",
                   test_nobody_gives_what_other_tables_tell);
  g_test_add_func ("/suppress/no-sums-tell-what-is-hidden", test_no_sums_tell_what_is_hidden);
  return g_test_run ();
}
