/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers: result, programme, own data; of a usual household and of those that strain a page.
 */

#include <string.h>

#include "core/anj-json.h"
#include "sample-page.h"
#include "sample-visit.h"
#include "ui/anj-check-page.h"
#include "ui/anj-journey.h"
#include "ui/anj-member-page.h"
#include "ui/anj-own-data-page.h"
#include "ui/anj-parts.h"
#include "ui/anj-programme-page.h"
#include "ui/anj-result-page.h"

#define N_DIGITS 16

static void
make_hard (SamplePage *sample, const char *name)
{
  g_assert_true (sample_visit_make_hard (sample->visit, name));
}

/* --- what every answer says --- */

static void
test_old_data_say_so (SamplePage *sample, gconstpointer data)
{
  GType type = ((GType (*) (void)) data) ();

  sample_page_show (sample, type);
  g_assert_false (sample_page_says (sample, "Data sudah lama"));
  make_hard (sample, "data-lama");
  sample_page_show (sample, type);
  sample_page_assert_says (sample, "Data sudah lama");
  sample_page_assert_says (sample, "Data ini sudah 295 hari. Tanyakan kepada petugas.");
  sample_page_assert_says (sample, "Data per 31 Januari 2026");
}

static void
test_a_programme_says_why_what_next_and_whom_to_see (SamplePage *sample,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *code;
    const char *why;
    const char *next;
    const char *whom;
  } programmes[] = {
    { "PKH", "Uang sudah masuk KKS Anda.", "Langkah: Ambil uang di agen bank atau ATM.",
      "Bu Lestari, Pendamping PKH" },
    { "SEMBAKO", "Bank sedang memeriksa rekening Anda.", "Langkah: Tunggu.",
      "Bu Lestari, Pendamping PKH" },
    { "BLT-DD", "Sebab: Rekening Anda belum lolos", "Langkah: Datanglah ke bank.",
      "Bu Lestari, Pendamping PKH" },
    { "PBI-JK", "Sebab: Kepesertaan Anda berhenti.", "Langkah: Ajukan lagi",
      "Operator SIKS-NG desa" },
    { "RTLH", "Sebab: Rumah Anda belum tercatat", "Langkah: Usulkan ke petugas desa.",
      "Bu Siti Rahayu, Operator data desa" },
    { "MBG", "Sebab: Nama Anda belum tercatat", "Langkah: Tanyakan ke sekolah",
      "Sekolah atau kader posyandu" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (programmes); i++)
    {
      sample_visit_choose (sample->visit, programmes[i].code);
      sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
      sample_page_assert_says (sample, programmes[i].why);
      sample_page_assert_says (sample, programmes[i].next);
      sample_page_assert_says (sample, programmes[i].whom);
      sample_page_assert_says (sample, "Data per 15 November 2026. Sumber: ");
    }
}

static void
test_payments_say_when_and_what_is_expected (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_visit_choose (sample->visit, "PKH");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Sebelumnya Rp600.000");
  sample_page_assert_says (sample, "Tahap 3, 2026 · 14 Agustus 2026");
  sample_page_assert_says (sample, "12 November 2026");
  sample_page_assert_says (sample, "Perkiraan Februari 2027");
  json_object_remove_member (
      anj_json_array_get_object (
          anj_json_get_array (anj_visit_get_programme (sample->visit), "payments"), 1),
      "date");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Jadwal belum ada.");
  g_assert_false (sample_page_says (sample, "Perkiraan"));
  sample_visit_choose (sample->visit, "SEMBAKO");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  g_assert_false (sample_page_says (sample, "Tahap berikutnya"));
}

static void
test_what_has_stopped_is_no_amount (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_visit_choose (sample->visit, "BLT-DD");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Rp300.000");
  json_object_set_string_member (anj_visit_get_programme (sample->visit), "class", "excluded");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  g_assert_false (sample_page_says (sample, "Rp300.000"));
}

/* --- households that strain a page --- */

static void
test_a_family_without_aid_may_propose (SamplePage *sample, gconstpointer data)
{
  make_hard (sample, data);
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_assert_says (sample, "Keluarga Anda belum tercatat menerima bantuan.");
  sample_page_touch (sample, "Usulkan");
  g_assert_cmpstr (sample->way, ==, "propose");
  g_assert_cmpstr (anj_visit_get_kind (sample->visit), ==, "proposal");
}

static void
test_registers_that_differ_in_one_matter_are_one_box (SamplePage *sample,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  make_hard (sample, "semua-beda");
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  g_assert_cmpuint (sample_page_count (sample, "Jumlah anggota keluarga berbeda."), ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "Keluarga Anda belum ada di Pendataan Keluarga."),
                    ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "Beberapa catatan tidak sama"), ==, 3);
  g_assert_cmpuint (sample_page_count (sample, "Dua catatan tidak sama"), ==, 2);
  sample_page_assert_says (sample, "Desil 1");
  sample_page_assert_says (sample, "Desil 3");
}

static void
test_everybody_of_a_large_family_is_there (SamplePage *sample, gconstpointer data)
{
  GType type = ((GType (*) (void)) data) ();

  make_hard (sample, "banyak-anggota");
  sample_page_show (sample, type);
  g_assert_cmpuint (sample_page_count (sample, "Saudara lain"), ==, 12);
}

/* --- own data --- */

static void
test_own_data_say_what_is_recorded_and_who_looked (SamplePage *sample,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_touch (sample, "Data saya");
  g_assert_cmpstr (anj_journey_follow (anj_journey_find ("hasil"), sample->way, sample->visit)->id,
                   ==, "data-saya");
  sample_page_show (sample, ANJ_TYPE_OWN_DATA_PAGE);
  sample_page_assert_says (sample, "Anda berhak melihat dan memperbaiki data ini (UU 27/2022).");
  sample_page_assert_says (sample, "NIK 3509 •••• •••• 9002 · Buruh tani");
  sample_page_assert_says (sample, "DTSEN: Aktif");
  sample_page_assert_says (sample, "Desil 1 dari 10 · Data per 15 Oktober 2026");
  sample_page_assert_says (sample, "10 November 2026");
  sample_page_assert_says (sample, "Istri (Anda)");
  json_object_remove_member (anj_visit_get_household (sample->visit), "last_viewed");
  sample_page_show (sample, ANJ_TYPE_OWN_DATA_PAGE);
  sample_page_assert_says (sample, "Belum pernah di mesin ini");
}

static void
test_own_data_may_be_corrected (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_OWN_DATA_PAGE);
  anj_page_activate_primary (sample->page);
  g_assert_cmpstr (anj_visit_get_kind (sample->visit), ==, "update");
  g_assert_cmpstr (
      anj_journey_follow (anj_journey_find ("data-saya"), sample->way, sample->visit)->id, ==,
      "data-anggota");
}

/* --- on a public screen --- */

typedef void (*Look) (GtkWidget *label, gpointer found);

static void
for_each_label (GtkWidget *widget, Look look, gpointer found)
{
  if (GTK_IS_LABEL (widget))
    look (widget, found);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    for_each_label (child, look, found);
}

static void
refuse_number (GtkWidget *label, gpointer found G_GNUC_UNUSED)
{
  guint n = 0;

  for (const char *at = gtk_label_get_text (GTK_LABEL (label)); *at != '\0'; at++)
    {
      n = g_ascii_isdigit (*at) ? n + 1 : *at == ' ' ? n : 0;
      if (n == N_DIGITS)
        g_test_fail_printf ("a whole number: %s", gtk_label_get_text (GTK_LABEL (label)));
    }
}

static void
test_no_answer_shows_a_whole_number (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  const GType types[] = { ANJ_TYPE_RESULT_PAGE, ANJ_TYPE_OWN_DATA_PAGE, ANJ_TYPE_MEMBER_PAGE };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      sample_page_show (sample, types[i]);
      for_each_label (GTK_WIDGET (sample->page), refuse_number, NULL);
    }
  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      sample_visit_begin (sample->visit, sample_visit_kind (i));
      sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
      for_each_label (GTK_WIDGET (sample->page), refuse_number, NULL);
    }
}

static void
refuse_open_secret (GtkWidget *label, gpointer n_found)
{
  static const char *const secrets[] = { "Rp", "Siti A.", "Slamet R.", "Rizki P.", "•••• 9", NULL };
  const char *text = gtk_label_get_text (GTK_LABEL (label));

  for (guint i = 0; secrets[i] != NULL; i++)
    if (strstr (text, secrets[i]) != NULL)
      {
        GtkWidget *marked = NULL;

        ++*(guint *) n_found;
        if (anj_parts_get_secrecy (label, &marked) != ANJ_SECRECY_HEADSET)
          g_test_fail_printf ("said aloud: %s", text);
      }
}

static void
test_names_and_amounts_are_for_a_headset (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  const GType types[] = { ANJ_TYPE_RESULT_PAGE, ANJ_TYPE_PROGRAMME_PAGE, ANJ_TYPE_OWN_DATA_PAGE,
                          ANJ_TYPE_MEMBER_PAGE };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      guint n = 0;

      sample_visit_choose (sample->visit, "PKH");
      sample_page_show (sample, types[i]);
      for_each_label (GTK_WIDGET (sample->page), refuse_open_secret, &n);
      g_assert_cmpuint (n, >, 0);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (SamplePage *, gconstpointer);
    gconstpointer data;
  } tests[] = {
    { "/result/old-data-say-so", test_old_data_say_so, anj_result_page_get_type },
    { "/own-data/old-data-say-so", test_old_data_say_so, anj_own_data_page_get_type },
    { "/programme/says-why-what-next-and-whom-to-see",
      test_a_programme_says_why_what_next_and_whom_to_see, NULL },
    { "/programme/payments-say-when-and-what-is-expected",
      test_payments_say_when_and_what_is_expected, NULL },
    { "/programme/what-has-stopped-is-no-amount", test_what_has_stopped_is_no_amount, NULL },
    { "/result/without-programmes-a-family-may-propose", test_a_family_without_aid_may_propose,
      "tanpa-program" },
    { "/result/listed-nowhere-a-family-may-propose", test_a_family_without_aid_may_propose,
      "tidak-terdaftar" },
    { "/result/registers-that-differ-in-one-matter-are-one-box",
      test_registers_that_differ_in_one_matter_are_one_box, NULL },
    { "/own-data/everybody-of-a-large-family-is-there", test_everybody_of_a_large_family_is_there,
      anj_own_data_page_get_type },
    { "/members/everybody-of-a-large-family-is-there", test_everybody_of_a_large_family_is_there,
      anj_member_page_get_type },
    { "/own-data/say-what-is-recorded-and-who-looked",
      test_own_data_say_what_is_recorded_and_who_looked, NULL },
    { "/own-data/may-be-corrected", test_own_data_may_be_corrected, NULL },
    { "/answers/show-no-whole-number", test_no_answer_shows_a_whole_number, NULL },
    { "/answers/names-and-amounts-are-for-a-headset", test_names_and_amounts_are_for_a_headset,
      NULL },
  };

  if (!sample_page_init (&argc, &argv))
    return 77;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, SamplePage, tests[i].data, sample_page_set_up, tests[i].test,
                sample_page_tear_down);
  return g_test_run ();
}
