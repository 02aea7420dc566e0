/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-code-pad.h"

static void
test_only_what_can_come_next_is_taken (void)
{
  static const struct
  {
    const char *code;
    char character;
    const char *after;
  } cases[] = {
    { "", 'P', "P" },
    { "", '4', "" },
    { "", 'I', "" },
    { "", 'O', "" },
    { "PGD", 'K', "PGD" },
    { "PGD", '4', "PGD4" },
    { "PGD", '1', "PGD" },
    { "PGD", '0', "PGD" },
    { "PGD4827", 'K', "PGD4827K" },
    { "PGD4827", '9', "PGD48279" },
    { "PGD4827K", 'A', "PGD4827K" },
    { "PGD4827K", '\b', "PGD4827" },
    { "", '\b', "" },
    { "PGD4827K", '\f', "" },
    { "P", '\f', "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *after = anj_code_edit (cases[i].code, cases[i].character);

      g_assert_cmpstr (after, ==, cases[i].after);
    }
}

static void
test_dashes_come_by_themselves (void)
{
  static const char *const cases[][2] = { { "", "" },
                                          { "PGD", "PGD" },
                                          { "PGD4", "PGD-4" },
                                          { "PGD4827", "PGD-4827" },
                                          { "PGD4827K", "PGD-4827-K" } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *grouped = anj_code_group (cases[i][0]);

      g_assert_cmpstr (grouped, ==, cases[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/code-pad/only-what-can-come-next-is-taken",
                   test_only_what_can_come_next_is_taken);
  g_test_add_func ("/code-pad/dashes-come-by-themselves", test_dashes_come_by_themselves);
  return g_test_run ();
}
