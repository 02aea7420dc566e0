/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "hub/reconcile/hub-name.h"

static char *
read_words (const HubNameHabits *habits, const char *text)
{
  HubName name;
  const char *words[HUB_NAME_MAX_WORDS + 1] = { NULL };

  hub_name_read (habits, text, &name);
  for (guint i = 0; i < name.n_words; i++)
    words[i] = name.words[i];
  return g_strjoinv (" ", (char **) words);
}

static void
test_one_name_in_many_hands_gives_one_name (void)
{
  static const char *const spellings[][5] = {
    { "Muhammad Rifai", "MOH. RIFA'I", "Moch.Rifai", "H. Mochammad Rifai, S.Pd", "moehamad rifai" },
    { "Siti Aminah", "St. Aminah", "HJ. SITTI AMINA", "Sity Aminah (Almh)", "Ny. Siti  Aminah" },
    { "Abdul Kholiq", "ABD. KHOLIQ", "Abdoel Cholik", "Drs. H. Abd Holik, M.M.", "Abdul-Kholiq" },
    { "Nur Khotimah", "NOER CHOTIMAH", "Noor Hotimah", "Nur Khotimah S.Pd.I", "NUR KHOTIMA" },
    { "Suyitno Cahyo", "SOEJITNO TJAHJO", "Soejitno Tjahjo", "Bpk. Suyitno Cahyo",
      "Alm. Suyitno Cahyo" },
    { "Yusuf Syarifuddin", "JOESOEF SJARIFOEDDIN", "Yusup Sarifudin", "Yusuf Syarifudin",
      "YUSUF SARIPUDIN" },
    { "Nur'aini", "NURAINI", "Nur`aini", "Nuraini, A.Md.Keb", "Noer'aini" },
    { "Joko Wijaya", "DJOKO WIDJAJA", "Joko Wijaya, S.E.", "Prof. Dr. Joko Wijaya",
      "Tn. Joko Wijaya" },
    { "Alex Xaverius", "ALEKS XAVERIUS", "Aleks Ksaverius", "Alm. Alex Xaverius",
      "ALEX KSAVERIUS" },
    { "Ahmad Saleh", "Achmad bin Saleh", "AHMAD SALEH", "Akhmad Saleh", "H. Ahmad Salleh" },
  };
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    for (gsize j = 1; j < G_N_ELEMENTS (spellings[0]); j++)
      {
        g_autofree char *first = read_words (habits, spellings[i][0]);
        g_autofree char *other = read_words (habits, spellings[i][j]);

        g_assert_cmpstr (other, ==, first);
      }
}

static void
test_other_names_stay_other_names (void)
{
  static const char *const pairs[][2] = {
    { "Rina", "Rini" },
    { "Yuli", "Yulia" },
    { "Slamet Riyadi", "Slamet Hidayat" },
    { "Siti Aminah", "Aminah" },
    { "Jajang", "Yayang" },
    { "Muhammad", "Ahmad" },
    { "Endang", "Entang" },
    { "Wagiman", "Wagiyem" },
    { "Suparti", "Suparman" },
    { "Ahmad bin Saleh", "Ahmad bin Umar" },
  };
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *first = read_words (habits, pairs[i][0]);
      g_autofree char *other = read_words (habits, pairs[i][1]);

      g_assert_cmpstr (other, !=, first);
    }
}

static void
test_order_and_marks_are_kept_as_words_only (void)
{
  static const char *const cases[][2] = {
    { "Rifai Moh.", "RIPAI MUHAMAD" },
    { "M. Rifai", "M RIPAI" },
    { "Budi", "BUDI" },
    { "Bintang", "BINTANG" },
    { "José María", "JOSE MARIA" },
    { "", "" },
    { "12345 .,-", "" },
    { "  Eko   Prasetyo ", "EKO PRASETYO" },
    { "a b c d e f g h i j", "A B C D E F G" },
  };
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = read_words (habits, cases[i][0]);

      if (i + 1 == G_N_ELEMENTS (cases))
        g_assert_true (g_str_has_prefix (words, cases[i][1]));
      else
        g_assert_cmpstr (words, ==, cases[i][1]);
    }
}

static void
test_a_title_alone_is_the_name (void)
{
  static const char *const names[] = { "H.", "Ibu", "Haji", "St." };
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *words = read_words (habits, names[i]);

      g_assert_cmpstr (words, !=, "");
    }
}

static void
test_sorted_words_are_the_same_in_any_order (void)
{
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();
  HubName one, other;
  g_autofree char *first = NULL, *second = NULL;

  hub_name_read (habits, "Siti Nur Aisyah", &one);
  hub_name_read (habits, "AISYAH SITI NUR", &other);
  first = hub_name_sorted (&one);
  second = hub_name_sorted (&other);
  g_assert_cmpstr (first, ==, second);
}

static void
test_any_bytes_of_a_register_are_read (void)
{
  g_autoptr (HubNameHabits) habits = hub_name_habits_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < 2000; i++)
    {
      GString *text = g_string_new (NULL);
      guint n = (guint) g_rand_int_range (rand, 0, 200);
      HubName name;

      for (guint j = 0; j < n; j++)
        g_string_append_unichar (text, (gunichar) g_rand_int_range (rand, 1, j % 2 ? 128 : 0x2000));
      hub_name_read (habits, text->str, &name);
      g_assert_cmpuint (name.n_words, <=, HUB_NAME_MAX_WORDS);
      for (guint w = 0; w < name.n_words; w++)
        g_assert_cmpuint (strlen (name.words[w]), >, 0);
      g_string_free (text, TRUE);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/one-name-in-many-hands-gives-one-name",
                   test_one_name_in_many_hands_gives_one_name);
  g_test_add_func ("/names/other-names-stay-other-names", test_other_names_stay_other_names);
  g_test_add_func ("/names/order-and-marks-are-kept-as-words-only",
                   test_order_and_marks_are_kept_as_words_only);
  g_test_add_func ("/names/a-title-alone-is-the-name", test_a_title_alone_is_the_name);
  g_test_add_func ("/names/sorted-words-are-the-same-in-any-order",
                   test_sorted_words_are_the_same_in_any_order);
  g_test_add_func ("/names/any-bytes-of-a-register-are-read",
                   test_any_bytes_of_a_register_are_read);
  return g_test_run ();
}
