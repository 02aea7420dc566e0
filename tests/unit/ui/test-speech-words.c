/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-speech-words.h"

static void
assert_said (const char *language, const char *text, const char *expected)
{
  g_autofree char *said = anj_speech_words (text, language);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_amounts (void)
{
  assert_said ("id", "Rp600.000", "enam ratus ribu rupiah");
  assert_said ("id", "Rp1.250.000 tiap bulan",
               "satu juta dua ratus lima puluh ribu rupiah tiap bulan");
  assert_said ("id", "Rp1.000", "seribu rupiah");
  assert_said ("en", "Rp600.000 a month", "six hundred thousand rupiah a month");
  assert_said ("id", "1.432 keluarga", "seribu empat ratus tiga puluh dua keluarga");
}

static void
test_plain_numbers (void)
{
  assert_said ("id", "Langkah 2 dari 4", "Langkah dua dari empat");
  assert_said ("id", "Tambahkan 11 angka lagi.", "Tambahkan sebelas angka lagi.");
  assert_said ("id", "10, 17, 20, 101, 110",
               "sepuluh, tujuh belas, dua puluh, seratus satu, seratus sepuluh");
  assert_said ("en", "Step 12 of 40", "Step twelve of forty");
  assert_said ("id", "0", "nol");
  assert_said ("id", "angka ke-7 sampai ke-12", "angka ketujuh sampai kedua belas");
  assert_said ("id", "2,5 km", "dua koma lima km");
  assert_said ("id", "40%", "empat puluh persen");
}

static void
test_dates_and_times (void)
{
  assert_said ("id", "Data per 15 November 2026",
               "Data per lima belas November dua ribu dua puluh enam");
  assert_said ("en", "15 November 2026", "fifteen November two thousand twenty six");
  assert_said ("id", "08.00 sampai 15.30", "delapan sampai lima belas lewat tiga puluh");
  assert_said ("en", "08.00 to 15.30", "eight to fifteen thirty");
  assert_said ("id", "08.00–14.30", "delapan sampai empat belas lewat tiga puluh");
}

static void
test_long_numbers (void)
{
  assert_said ("id", "3509 0154", "tiga lima nol sembilan, nol satu lima empat");
  assert_said ("id", "3509 •••• •••• 9003",
               "tiga lima nol sembilan, bintang, bintang, sembilan nol nol tiga");
  assert_said ("id", "482 913", "empat delapan dua, sembilan satu tiga");
  assert_said ("id", "08123456789",
               "nol delapan satu dua tiga empat lima enam tujuh delapan sembilan");
  assert_said ("id", "RT 03", "RT nol tiga");
}

static void
test_ticket_numbers (void)
{
  assert_said ("id", "PGD-4827-K", "P, G, D,, empat delapan dua tujuh, K,");
  assert_said ("en", "Code PGD-4827-K", "Code P, G, D,, four eight two seven, K,");
}

static void
test_signs (void)
{
  assert_said ("id", "Desa Sumber · Kabupaten Jember", "Desa Sumber. Kabupaten Jember");
  assert_said ("id", "satu\ndua", "satu. dua");
}

static void
test_keys (void)
{
  g_autofree char *three = anj_speech_character ('3', "id");
  g_autofree char *space = anj_speech_character (' ', "id");
  g_autofree char *dot = anj_speech_character ('.', "en");
  g_autofree char *letter = anj_speech_character ('k', "id");

  g_assert_cmpstr (three, ==, "tiga");
  g_assert_cmpstr (space, ==, "spasi");
  g_assert_cmpstr (dot, ==, "full stop");
  g_assert_cmpstr (letter, ==, "k");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/speech-words/amounts are read as money", test_amounts);
  g_test_add_func ("/speech-words/numbers in a sentence are read as numbers", test_plain_numbers);
  g_test_add_func ("/speech-words/dates and times are read as one says them", test_dates_and_times);
  g_test_add_func ("/speech-words/long numbers are read digit by digit", test_long_numbers);
  g_test_add_func ("/speech-words/ticket numbers are read letter by letter", test_ticket_numbers);
  g_test_add_func ("/speech-words/signs become rests", test_signs);
  g_test_add_func ("/speech-words/each key has a word", test_keys);
  return g_test_run ();
}
