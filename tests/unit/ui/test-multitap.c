/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-multitap.h"

#define SOON_US (ANJ_MULTITAP_AGAIN_US / 3)
#define LATE_US (ANJ_MULTITAP_AGAIN_US + 1)

typedef struct
{
  AnjMultitap tap;
  gint64 now_us;
  GString *text;
} Writer;

static void
press_of (Writer *writer, char key, const char *last, const char *next, gint64 after_us)
{
  gboolean replaces = FALSE;
  gunichar character;

  writer->now_us += after_us;
  character = anj_multitap_press (&writer->tap, key, last, next, writer->now_us, &replaces);
  if (replaces)
    g_string_truncate (writer->text, writer->text->len - 1);
  if (character != 0)
    g_string_append_unichar (writer->text, character);
}

static void
press (Writer *writer, char key, gint64 after_us)
{
  press_of (writer, key, /* last */ NULL, /* next */ NULL, after_us);
}

static void
assert_written (Writer *writer, const char *expected)
{
  g_assert_cmpstr (writer->text->str, ==, expected);
  g_string_free (writer->text, TRUE);
}

static void
test_again (void)
{
  Writer writer = { .now_us = 1, .text = g_string_new (NULL) };

  press (&writer, '8', SOON_US);
  press (&writer, '2', SOON_US);
  press (&writer, '5', SOON_US);
  press (&writer, '5', SOON_US);
  assert_written (&writer, "tak");
}

static void
test_pause (void)
{
  Writer writer = { .now_us = 1, .text = g_string_new (NULL) };

  press (&writer, '2', SOON_US);
  press (&writer, '2', LATE_US);
  press (&writer, '2', SOON_US);
  assert_written (&writer, "ab");
}

static void
test_round (void)
{
  Writer writer = { .now_us = 1, .text = g_string_new (NULL) };

  for (guint i = 0; i < 5; i++)
    press (&writer, '2', SOON_US);
  press (&writer, '7', SOON_US);
  for (guint i = 0; i < 4; i++)
    press (&writer, '7', SOON_US);
  assert_written (&writer, "a7");
}

static void
test_space_and_marks (void)
{
  Writer writer = { .now_us = 1, .text = g_string_new (NULL) };

  press (&writer, '2', SOON_US);
  press (&writer, '0', SOON_US);
  press (&writer, '1', SOON_US);
  assert_written (&writer, "a .");
}

static void
test_end (void)
{
  Writer writer = { .now_us = 1, .text = g_string_new (NULL) };

  press (&writer, '3', SOON_US);
  anj_multitap_end (&writer.tap);
  press (&writer, '3', SOON_US);
  assert_written (&writer, "dd");
}

static void
test_only (void)
{
  static const char letters[] = "ACDEFGHJK", digits[] = "23456789";
  Writer writer = { .now_us = 1, .text = g_string_new (NULL) };

  /* a ticket number has no I; where a digit must come, a key is that digit each time */
  press_of (&writer, '4', letters, letters, SOON_US);
  press_of (&writer, '4', letters, digits, SOON_US);
  press_of (&writer, '4', letters, digits, LATE_US);
  press_of (&writer, '4', digits, digits, SOON_US);
  press_of (&writer, '0', digits, digits, SOON_US);
  press_of (&writer, '4', digits, letters, SOON_US);
  assert_written (&writer, "H44G");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multitap/a key pressed again changes its letter", test_again);
  g_test_add_func ("/multitap/after a pause a key writes the next letter", test_pause);
  g_test_add_func ("/multitap/after the last letter comes the first", test_round);
  g_test_add_func ("/multitap/zero is a space and one writes marks", test_space_and_marks);
  g_test_add_func ("/multitap/after it was ended a key begins anew", test_end);
  g_test_add_func ("/multitap/only what can come is written", test_only);
  return g_test_run ();
}
