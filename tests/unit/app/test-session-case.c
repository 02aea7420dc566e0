/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "app/session/anj-case.h"

#define N_DRAWS 200000

static void
fill_counting (gpointer user_data, guint8 *out, gsize n_bytes)
{
  guint64 *state = user_data;

  for (gsize i = 0; i < n_bytes; i++)
    {
      *state = *state * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407u;
      out[i] = (guint8) (*state >> 56);
    }
}

/* each digit at each place: chi-square with 9 degrees of freedom stays below 40 (p < 1e-5) */
static void
test_pin_uniform (void)
{
  guint64 state = 1;
  const AnjRandom random = { fill_counting, &state };
  guint counts[6][10] = { { 0 } };

  for (guint i = 0; i < N_DRAWS; i++)
    {
      g_autoptr (AnjSecretString) pin = anj_case_draw_pin (&random);

      g_assert_cmpuint (strlen (pin), ==, 6);
      for (guint place = 0; place < 6; place++)
        counts[place][pin[place] - '0']++;
    }
  for (guint place = 0; place < 6; place++)
    {
      double chi_square = 0, expected = N_DRAWS / 10.0;

      for (guint digit = 0; digit < 10; digit++)
        chi_square += (counts[place][digit] - expected) * (counts[place][digit] - expected) /
                      expected;
      g_assert_cmpfloat (chi_square, <, 40);
    }
}

static void
fill_from_list (gpointer user_data, guint8 *out, gsize n_bytes)
{
  const guint32 **next = user_data;

  g_assert_cmpuint (n_bytes, ==, sizeof **next);
  memcpy (out, *next, n_bytes);
  *next += 1;
}

/* 4,294,000,000 and above would make the low numbers likelier by one in 4,295 */
static void
test_pin_rejects (void)
{
  const guint32 draws[] = { G_MAXUINT32, 4294000000u, 4293999999u, 1000007u };
  const guint32 *next = draws;
  const AnjRandom random = { fill_from_list, &next };
  g_autoptr (AnjSecretString) last = anj_case_draw_pin (&random);
  g_autoptr (AnjSecretString) small = anj_case_draw_pin (&random);

  g_assert_cmpstr (last, ==, "999999");
  g_assert_cmpstr (small, ==, "000007");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/case/pin/every-digit-is-equally-likely", test_pin_uniform);
  g_test_add_func ("/case/pin/draws-beyond-the-last-whole-million-are-thrown-away",
                   test_pin_rejects);
  return g_test_run ();
}
