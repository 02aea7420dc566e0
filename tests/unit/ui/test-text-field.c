/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-text-field.h"

static char *
type_all (const char *characters)
{
  char *text = g_strdup ("");

  for (const char *p = characters; *p != '\0'; p = g_utf8_next_char (p))
    {
      char *after = anj_text_field_type (text, 100, g_utf8_get_char (p));

      g_free (text);
      text = after;
    }
  return text;
}

static void
test_first_letter_becomes_capital (void)
{
  g_autofree char *text = type_all ("uang belum masuk. saya tanya ke bank! kapan? tidak tahu");

  g_assert_cmpstr (text, ==, "Uang belum masuk. Saya tanya ke bank! Kapan? Tidak tahu");
}

static void
test_point_inside_a_word_starts_no_sentence (void)
{
  g_autofree char *text = type_all ("lihat di www.bank.id");

  g_assert_cmpstr (text, ==, "Lihat di www.bank.id");
}

static void
test_new_line_starts_a_sentence (void)
{
  g_autofree char *text = type_all ("satu\ndua");

  g_assert_cmpstr (text, ==, "Satu\nDua");
}

static void
test_erase_takes_a_whole_character (void)
{
  g_autofree char *after = anj_text_field_type ("Desaé", 100, '\b');
  g_autofree char *none = anj_text_field_type ("", 100, '\b');

  g_assert_cmpstr (after, ==, "Desa");
  g_assert_cmpstr (none, ==, "");
}

static void
test_full_field_takes_no_more_but_erases (void)
{
  g_autofree char *last = anj_text_field_type ("abcd", 5, 'e');
  g_autofree char *erased = anj_text_field_type ("abcde", 5, '\b');

  g_assert_cmpstr (last, ==, "abcde");
  g_assert_null (anj_text_field_type ("abcde", 5, 'f'));
  g_assert_cmpstr (erased, ==, "abcd");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-field/first-letter-becomes-capital", test_first_letter_becomes_capital);
  g_test_add_func ("/text-field/point-inside-a-word-starts-no-sentence",
                   test_point_inside_a_word_starts_no_sentence);
  g_test_add_func ("/text-field/new-line-starts-a-sentence", test_new_line_starts_a_sentence);
  g_test_add_func ("/text-field/erase-takes-a-whole-character", test_erase_takes_a_whole_character);
  g_test_add_func ("/text-field/full-field-takes-no-more-but-erases",
                   test_full_field_takes_no_more_but_erases);
  return g_test_run ();
}
