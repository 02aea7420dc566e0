/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-ticket-number.h"

#define ALPHABET "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#define N_RANDOM 2000

/* as the bytes 00 01 … 1f in docs/derivations.md */
static void
fill_key (guint8 key[32])
{
  for (guint8 i = 0; i < 32; i++)
    key[i] = i;
}

static void
test_known_numbers (void)
{
  static const struct
  {
    guint32 index;
    const char *number;
  } cases[] = {
    { 0, "AAA-2222-5" },
    { 1, "AAA-2223-F" },
    { 12345678, "FTB-2738-5" },
    { ANJ_TICKET_NUMBER_SPACE - 1, "ZZZ-9999-3" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = anj_ticket_number_format (cases[i].index);
      guint32 index;

      g_assert_cmpstr (number, ==, cases[i].number);
      g_assert_cmpuint (strlen (number), ==, ANJ_TICKET_NUMBER_LENGTH);
      g_assert_true (anj_ticket_number_parse (number, &index));
      g_assert_cmpuint (index, ==, cases[i].index);
    }
}

static void
test_ways_of_writing (void)
{
  static const char *const good[] = { "FTB-2738-5", "ftb27385", " FTB 2738 5 ", "ftb-27385",
                                      "f t b - 2 7 3 8 - 5" };
  static const char *const bad[] = {
    "",           "FTB-2738",   "FTB-2738-55", "FT-B2738-5", "FTB--2738-5",
    "FTB-2738-6", "FTI-2738-5", "FTB-2708-5",  "-FTB27385",  "FTB27385-",
    "2TB-2738-5", "FTB-A738-5", "FTB_2738_5",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *number = anj_ticket_number_normalize (good[i]);

      g_assert_cmpstr (number, ==, "FTB-2738-5");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_null (anj_ticket_number_normalize (bad[i]));
    }
  g_assert_false (anj_ticket_number_parse (NULL, NULL));
}

static guint32
random_index (GRand *rand)
{
  return (guint32) g_rand_int_range (rand, 0, ANJ_TICKET_NUMBER_SPACE);
}

static void
test_wrong_character (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < N_RANDOM; i++)
    {
      g_autofree char *number = anj_ticket_number_format (random_index (rand));

      for (gsize at = 0; number[at] != '\0'; at++)
        for (const char *other = ALPHABET; number[at] != '-' && *other != '\0'; other++)
          {
            char right = number[at];

            number[at] = *other;
            g_assert_true (anj_ticket_number_parse (number, NULL) == (*other == right));
            number[at] = right;
          }
    }
}

static void
test_swapped_neighbours (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int i = 0; i < N_RANDOM * 10; i++)
    {
      g_autofree char *number = anj_ticket_number_format (random_index (rand));
      char plain[9];

      g_snprintf (plain, sizeof plain, "%.3s%.4s%s", number, number + 4, number + 9);
      for (gsize at = 0; at < 7; at++)
        {
          char first = plain[at];

          plain[at] = plain[at + 1];
          plain[at + 1] = first;
          g_assert_true (anj_ticket_number_parse (plain, NULL) == (plain[at] == first));
          plain[at + 1] = plain[at];
          plain[at] = first;
        }
    }
}

/* The check is linear, so position and difference of values alone decide: here are all of them,
 * which makes the two tests above hold for every number there is. */
static void
test_weights (void)
{
  guint weight = 1;

  for (guint i = 0; i < 8; i++)
    {
      for (guint difference = 1; difference < 31; difference++)
        {
          guint swapped = weight * 3 * difference + (31 - difference) * weight;

          g_assert_cmpuint (weight * difference % 31, !=, 0);
          g_assert_cmpuint (swapped % 31, !=, 0);
        }
      weight = weight * 3 % 31;
    }
}

static void
test_draw_known (void)
{
  static const struct
  {
    guint32 first, size, sequence, index;
  } cases[] = {
    { 0, 131072, 0, 57251 },
    { 0, 131072, 1, 55345 },
    { 131072, 131072, 0, 136428 },
    { 262144, 131072, 131071, 282629 },
    { 0, 1, 0, 0 },
    { 5, 1000, 7, 554 },
    { 0, 49836032, 12345, 27873700 },
  };
  guint8 key[32];

  fill_key (key);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (
        anj_ticket_number_draw (key, cases[i].first, cases[i].size, cases[i].sequence), ==,
        cases[i].index);
}

static void
test_draw_is_a_permutation (void)
{
  static const guint32 sizes[] = { 1, 2, 3, 4, 5, 16, 17, 1000, 4097 };
  guint8 key[32];

  fill_key (key);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guint8 *seen = g_new0 (guint8, sizes[i]);

      for (guint32 sequence = 0; sequence < sizes[i]; sequence++)
        {
          guint32 index = anj_ticket_number_draw (key, 100, sizes[i], sequence);

          g_assert_cmpuint (index, >=, 100);
          g_assert_cmpuint (index, <, 100 + sizes[i]);
          g_assert_cmpuint (seen[index - 100]++, ==, 0);
        }
    }
}

/* another key, another order; and neighbours in time are no neighbours in number */
static void
test_draw_tells_no_order (void)
{
  guint8 key[32];
  guint8 other_key[32];
  guint n_ascending = 0;
  guint n_same = 0;

  fill_key (key);
  fill_key (other_key);
  other_key[31] ^= 1;
  for (guint32 sequence = 0; sequence < 1000; sequence++)
    {
      guint32 index = anj_ticket_number_draw (key, 0, 131072, sequence);

      n_ascending += index < anj_ticket_number_draw (key, 0, 131072, sequence + 1);
      n_same += index == anj_ticket_number_draw (other_key, 0, 131072, sequence);
    }
  g_assert_cmpuint (n_ascending, >, 400);
  g_assert_cmpuint (n_ascending, <, 600);
  g_assert_cmpuint (n_same, <, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticket-number/known-numbers", test_known_numbers);
  g_test_add_func ("/ticket-number/dashes-case-and-spaces-do-not-matter", test_ways_of_writing);
  g_test_add_func ("/ticket-number/every-wrong-character-is-caught", test_wrong_character);
  g_test_add_func ("/ticket-number/every-swap-of-neighbours-is-caught", test_swapped_neighbours);
  g_test_add_func ("/ticket-number/the-weights-catch-every-difference", test_weights);
  g_test_add_func ("/ticket-number/draw/known-answers", test_draw_known);
  g_test_add_func ("/ticket-number/draw/never-twice-and-never-outside", test_draw_is_a_permutation);
  g_test_add_func ("/ticket-number/draw/tells-no-order", test_draw_tells_no_order);
  return g_test_run ();
}
