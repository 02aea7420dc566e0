/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gdk/gdk.h>

#include "ui/anj-keys.h"

static AnjKeysAct
press (AnjKeys *keys, guint keyval)
{
  gunichar character;

  return anj_keys_press (keys, keyval, /* place */ NULL, 1, &character);
}

static void
test_walk (void)
{
  AnjKeys keys = { 0 };

  anj_keys_begin (&keys, ANJ_KEYS_NO_FIELD);
  g_assert_cmpint (press (&keys, GDK_KEY_8), ==, ANJ_KEYS_NEXT);
  g_assert_cmpint (press (&keys, GDK_KEY_KP_2), ==, ANJ_KEYS_PREVIOUS);
  g_assert_cmpint (press (&keys, GDK_KEY_5), ==, ANJ_KEYS_DO);
  g_assert_cmpint (press (&keys, GDK_KEY_numbersign), ==, ANJ_KEYS_DO);
  g_assert_cmpint (press (&keys, GDK_KEY_asterisk), ==, ANJ_KEYS_BACK);
  g_assert_cmpint (press (&keys, GDK_KEY_0), ==, ANJ_KEYS_REPEAT);
  g_assert_cmpint (press (&keys, GDK_KEY_1), ==, ANJ_KEYS_ATTENDANT);
  g_assert_cmpint (press (&keys, GDK_KEY_9), ==, ANJ_KEYS_LOUDER);
  g_assert_cmpint (anj_keys_release (&keys, GDK_KEY_asterisk, 2), ==, ANJ_KEYS_PASS);
}

static void
test_digits (void)
{
  AnjKeys keys = { 0 };
  gunichar character = 0;

  anj_keys_begin (&keys, ANJ_KEYS_DIGITS);
  for (guint digit = 0; digit <= 9; digit++)
    {
      g_assert_cmpint (anj_keys_press (&keys, GDK_KEY_0 + digit, NULL, 1, &character), ==,
                       ANJ_KEYS_WRITE);
      g_assert_cmpuint (character, ==, '0' + digit);
    }
  g_assert_cmpint (press (&keys, GDK_KEY_numbersign), ==, ANJ_KEYS_GO_ON);
}

static void
test_star (void)
{
  AnjKeys keys = { 0 };

  anj_keys_begin (&keys, ANJ_KEYS_DIGITS);
  g_assert_cmpint (press (&keys, GDK_KEY_asterisk), ==, ANJ_KEYS_TAKEN);
  g_assert_cmpint (anj_keys_release (&keys, GDK_KEY_asterisk, 2), ==, ANJ_KEYS_ERASE);
  g_assert_cmpint (anj_keys_hold (&keys), ==, ANJ_KEYS_PASS);
  g_assert_cmpint (press (&keys, GDK_KEY_5), ==, ANJ_KEYS_WRITE);
}

static void
test_hold (void)
{
  AnjKeys keys = { 0 };

  anj_keys_begin (&keys, ANJ_KEYS_TEXT);
  g_assert_cmpint (press (&keys, GDK_KEY_KP_Multiply), ==, ANJ_KEYS_TAKEN);
  g_assert_cmpint (anj_keys_hold (&keys), ==, ANJ_KEYS_LEAVE_FIELD);
  g_assert_cmpint (anj_keys_release (&keys, GDK_KEY_KP_Multiply, 2), ==, ANJ_KEYS_PASS);
  g_assert_cmpint (press (&keys, GDK_KEY_8), ==, ANJ_KEYS_NEXT);
  anj_keys_begin (&keys, ANJ_KEYS_TEXT);
  g_assert_cmpint (press (&keys, GDK_KEY_8), ==, ANJ_KEYS_WRITE);
}

/* the screen was busy for so long that it hears of both at once */
static void
test_late_hold (void)
{
  AnjKeys keys = { 0 };

  anj_keys_begin (&keys, ANJ_KEYS_DIGITS);
  g_assert_cmpint (press (&keys, GDK_KEY_asterisk), ==, ANJ_KEYS_TAKEN);
  g_assert_cmpint (
      anj_keys_release (&keys, GDK_KEY_asterisk, 1 + ANJ_KEYS_HOLD_MS * G_TIME_SPAN_MILLISECOND),
      ==, ANJ_KEYS_LEAVE_FIELD);
  g_assert_cmpint (press (&keys, GDK_KEY_8), ==, ANJ_KEYS_NEXT);
}

static void
test_text (void)
{
  AnjKeys keys = { 0 };
  gunichar character = 0;

  anj_keys_begin (&keys, ANJ_KEYS_TEXT);
  g_assert_cmpint (anj_keys_press (&keys, GDK_KEY_2, NULL, 1, &character), ==, ANJ_KEYS_WRITE);
  g_assert_cmpuint (character, ==, 'a');
  g_assert_cmpint (anj_keys_press (&keys, GDK_KEY_2, NULL, 2, &character), ==, ANJ_KEYS_REWRITE);
  g_assert_cmpuint (character, ==, 'b');
  /* what takes a letter away ends it too */
  press (&keys, GDK_KEY_asterisk);
  g_assert_cmpint (anj_keys_press (&keys, GDK_KEY_2, NULL, 3, &character), ==, ANJ_KEYS_WRITE);
}

static void
test_code (void)
{
  AnjKeysPlace digits = { "ABC", "234" };
  AnjKeys keys = { 0 };
  gunichar character = 0;

  anj_keys_begin (&keys, ANJ_KEYS_CODE);
  g_assert_cmpint (anj_keys_press (&keys, GDK_KEY_9, &digits, 1, &character), ==, ANJ_KEYS_TAKEN);
  g_assert_cmpint (anj_keys_press (&keys, GDK_KEY_3, &digits, 2, &character), ==, ANJ_KEYS_WRITE);
  g_assert_cmpuint (character, ==, '3');
}

static void
test_more_keys (void)
{
  AnjKeys keys = { 0 };

  anj_keys_begin (&keys, ANJ_KEYS_DIGITS);
  g_assert_cmpint (press (&keys, GDK_KEY_Help), ==, ANJ_KEYS_ATTENDANT);
  g_assert_cmpint (press (&keys, GDK_KEY_Escape), ==, ANJ_KEYS_BACK);
  g_assert_cmpint (press (&keys, GDK_KEY_Return), ==, ANJ_KEYS_GO_ON);
  g_assert_cmpint (press (&keys, GDK_KEY_a), ==, ANJ_KEYS_PASS);
  g_assert_cmpint (press (&keys, GDK_KEY_4), ==, ANJ_KEYS_WRITE);
  g_assert_cmpint (press (&keys, GDK_KEY_Down), ==, ANJ_KEYS_NEXT);
  g_assert_cmpint (press (&keys, GDK_KEY_4), ==, ANJ_KEYS_PAUSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keys/without a field each key is a command", test_walk);
  g_test_add_func ("/keys/in a number digits are written and # goes on", test_digits);
  g_test_add_func ("/keys/* takes one away when it is let go", test_star);
  g_test_add_func ("/keys/* held leaves the field", test_hold);
  g_test_add_func ("/keys/held long enough counts however late the screen hears of it",
                   test_late_hold);
  g_test_add_func ("/keys/in a text digits write letters", test_text);
  g_test_add_func ("/keys/in a ticket number only what fits is written", test_code);
  g_test_add_func ("/keys/keys of a larger pad work everywhere", test_more_keys);
  return g_test_run ();
}
