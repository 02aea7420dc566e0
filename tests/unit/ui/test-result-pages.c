/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The answers: result, programme, own data; of a usual household and of those that strain a page.
 */

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "sample-page.h"
#include "sample-visit.h"
#include "ui/anj-badge.h"
#include "ui/anj-check-page.h"
#include "ui/anj-journey.h"
#include "ui/anj-member-page.h"
#include "ui/anj-own-data-page.h"
#include "ui/anj-parts.h"
#include "ui/anj-programme-page.h"
#include "ui/anj-result-page.h"
#include "ui/anj-slip-text.h"

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
  g_assert_cmpuint (sample_page_count (sample, "Jumlah anggota keluarga tidak sama"), ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "Keluarga Anda belum ada di Pendataan Keluarga."),
                    ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "Status keluarga tidak sama"), ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "Kelompok kesejahteraan tidak sama"), ==, 1);
  g_assert_cmpuint (sample_page_count (sample, "Penulisan nama tidak sama"), ==, 1);
  sample_page_assert_says (sample, "Kelompok 1 (desil)");
  sample_page_assert_says (sample, "Kelompok 3 (desil)");
}

static void
test_what_a_register_is_called_is_said_once (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  make_hard (sample, "semua-beda");
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  g_assert_cmpuint (
      sample_page_count (sample, "Data Tunggal Sosial dan Ekonomi Nasional · 15 Oktober 2026"), ==,
      1);
  /* the date stands in each box */
  g_assert_cmpuint (sample_page_count (sample, "15 Oktober 2026"), ==, 5);
}

static void
test_everybody_of_a_large_family_is_there (SamplePage *sample, gconstpointer data)
{
  GType type = ((GType (*) (void)) data) ();

  make_hard (sample, "banyak-anggota");
  sample_page_show (sample, type);
  g_assert_cmpuint (sample_page_count (sample, "Saudara lain"), ==, 12);
}

/* what the hub writes of a payment with the status @code: the configuration's words */
static void
set_status (SamplePage *sample, const char *code)
{
  JsonArray *codes = anj_json_get_array (anj_visit_get_config (sample->visit), "status_codes");
  JsonObject *programme = anj_visit_get_programme (sample->visit);

  for (guint i = 0; i < json_array_get_length (codes); i++)
    {
      JsonObject *status = anj_json_array_get_object (codes, i);
      static const char *const members[] = { "class", "explanation", "next_step", "whom" };

      if (strcmp (anj_json_get_string (status, "code", ""), code) != 0)
        continue;
      for (gsize m = 0; m < G_N_ELEMENTS (members); m++)
        json_object_set_member (programme, members[m], json_object_dup_member (status, members[m]));
      json_object_set_string_member (programme, "state", code);
      return;
    }
  g_assert_not_reached ();
}

static void
test_a_training_says_what_became_of_it (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *code;
    const char *says;
    const char *next;
    gboolean offers_again;
  } outcomes[] = {
    { "LULUS", "Peserta dari keluarga Anda lulus pelatihan.",
      "Langkah: Ambil sertifikat. Tanyakan lowongan kerja atau bantuan usaha.", FALSE },
    { "USAHA SENDIRI", "Peserta pelatihan dari keluarga Anda membuka usaha sendiri.",
      "Langkah: Butuh modal atau alat? Tanyakan kepada petugas.", FALSE },
    { "BERHENTI PELATIHAN", "Sebab: Peserta dari keluarga Anda berhenti sebelum lulus.",
      "Langkah: Ingin ikut lagi? Ajukan di sini.", TRUE },
  };

  sample_visit_choose (sample->visit, "PELATIHAN");
  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      set_status (sample, outcomes[i].code);
      sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
      sample_page_assert_says (sample, outcomes[i].says);
      sample_page_assert_says (sample, outcomes[i].next);
      g_assert_false (sample_page_says (sample, "Rp"));
      g_assert_cmpint (sample_page_offers (sample, "Ajukan di sini"), ==, outcomes[i].offers_again);
    }
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
test_own_data_tell_since_when_and_why_not (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *document = anj_visit_get_household (sample->visit);
  JsonObject *household = anj_json_get_object (document, "household");
  JsonArray *registers = anj_json_get_array (household, "registers");
  JsonObject *entry = anj_json_array_get_object (registers, 0);

  json_object_set_string_member (entry, "register", "dtks");
  json_object_set_string_member (entry, "status", "nonaktif");
  json_object_set_string_member (entry, "since", "2025-03-01");
  json_object_set_string_member (entry, "reason", "Pindah alamat");
  json_object_set_string_member (entry, "year", "2025");
  sample_page_show (sample, ANJ_TYPE_OWN_DATA_PAGE);
  sample_page_assert_says (sample, "DTKS: Tidak aktif");
  sample_page_assert_says (sample, "Sejak 1 Maret 2025 · Sebab: Pindah alamat\n"
                                   "Desil 1 dari 10 · Data tahun 2025, per 15 Oktober 2026");
  /* of Pendataan Keluarga no more than that, and when: the rest stays on the hub */
  json_object_set_string_member (entry, "register", "pk");
  json_object_set_string_member (entry, "status", "terdaftar");
  json_object_remove_member (entry, "since");
  json_object_remove_member (entry, "reason");
  json_object_remove_member (entry, "desil");
  sample_page_show (sample, ANJ_TYPE_OWN_DATA_PAGE);
  sample_page_assert_says (sample, "Pendataan Keluarga: Sudah tercatat");
  sample_page_assert_says (sample, "Data tahun 2025, per 15 Oktober 2026");
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

/* --- the same facts at every size of letters --- */

static const struct
{
  double px_per_mm;
  int width_px;
  int height_px;
} PANELS[] = { { 4.034, 1080, 1920 },
               { 5.560, 1080, 1920 },
               { 4.034, 1920, 1080 },
               { 5.884, 1280, 800 } };

static void
show_at (SamplePage *sample, GType type, gsize panel, AnjTextSize text_size)
{
  sample->metrics = (AnjMetrics){ .px_per_mm = PANELS[panel].px_per_mm,
                                  .width_px = PANELS[panel].width_px,
                                  .height_px = PANELS[panel].height_px,
                                  .text_size = text_size };
  sample_page_show (sample, type);
}

static void
add_payment_facts (JsonObject *programme, GPtrArray *facts)
{
  JsonArray *payments = anj_json_get_array (programme, "payments");

  for (guint i = 0; i < json_array_get_length (payments); i++)
    {
      JsonObject *payment = anj_json_array_get_object (payments, i);
      gint64 amount = anj_json_get_int (payment, "amount", 0);

      if (amount > 0)
        g_ptr_array_add (facts, anj_money_format (amount, "id"));
      if (json_object_has_member (payment, "date"))
        g_ptr_array_add (facts,
                         anj_date_in_words (anj_json_get_string (payment, "date", ""), "id"));
    }
}

/* (transfer full): what is to be known of @programme, and of the household */
static GPtrArray *
make_facts (JsonObject *programme)
{
  static const char *const texts[] = { "explanation", "next_step", "whom" };
  static const char *const all[] = { "Sebab: ",
                                     "Langkah: ",
                                     "3509 •••• •••• 9003",
                                     "Cetak",
                                     "Data saya",
                                     "Bu Lestari",
                                     "Pendamping PKH",
                                     "15 Nov",
                                     "Perkiraan ",
                                     "Sebelumnya ",
                                     "Keluarga Anda belum ada di",
                                     "Tanya: " };
  GPtrArray *facts = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    g_ptr_array_add (facts, g_strdup (all[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (facts, g_strdup (anj_json_get_text (programme, texts[i], "id")));
  g_ptr_array_add (facts, g_strdup (anj_badge_word (anj_badge_of (programme))));
  add_payment_facts (programme, facts);
  return facts;
}

/* returns how many facts the page tells in the smallest letters */
static guint
check_every_size (SamplePage *sample, GType type, gsize panel, GPtrArray *facts)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new ();

  show_at (sample, type, panel, ANJ_TEXT_100);
  for (guint i = 0; i < facts->len; i++)
    if (sample_page_says (sample, facts->pdata[i]))
      g_ptr_array_add (told, facts->pdata[i]);
  for (AnjTextSize size = ANJ_TEXT_125; size <= ANJ_TEXT_200; size++)
    {
      show_at (sample, type, panel, size);
      for (guint i = 0; i < told->len; i++)
        if (!sample_page_says (sample, told->pdata[i]))
          g_test_fail_printf ("%s on panel %u at size %u does not say «%s»",
                              G_OBJECT_TYPE_NAME (sample->page), (guint) panel, size,
                              (char *) told->pdata[i]);
    }
  return told->len;
}

static void
test_every_size_says_the_same_facts (SamplePage *sample, gconstpointer hard_case)
{
  JsonObject *household = anj_json_get_object (anj_visit_get_household (sample->visit),
                                               "household");
  JsonArray *programmes = anj_json_get_array (household, "programmes");

  if (hard_case != NULL)
    make_hard (sample, hard_case);
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);
      g_autoptr (GPtrArray) facts = make_facts (programme);

      for (gsize panel = 0; panel < G_N_ELEMENTS (PANELS); panel++)
        {
          g_assert_cmpuint (check_every_size (sample, ANJ_TYPE_RESULT_PAGE, panel, facts), >, 4);
          anj_visit_set_programme (sample->visit, programme);
          g_assert_cmpuint (check_every_size (sample, ANJ_TYPE_PROGRAMME_PAGE, panel, facts), >, 4);
        }
    }
}

static void
test_what_can_be_printed_is_offered_on_the_first_page (SamplePage *sample,
                                                       gconstpointer data G_GNUC_UNUSED)
{
  for (AnjTextSize size = ANJ_TEXT_100; size <= ANJ_TEXT_200; size++)
    {
      GtkWidget *window = NULL, *button = NULL;

      show_at (sample, ANJ_TYPE_RESULT_PAGE, 0, size);
      window = sample_page_present (sample);
      button = sample_page_find (sample, "Cetak");
      g_assert_nonnull (button);
      g_assert_true (gtk_widget_get_mapped (button));
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

/* --- money that is on its way --- */

static void
test_money_under_way_is_told_from_money_that_came (SamplePage *sample,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (AnjSlipText) slip = NULL;

  sample_visit_choose (sample->visit, "PKH");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Menerima");
  make_hard (sample, "sedang-dikirim");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Sedang dikirim");
  sample_page_assert_says (sample, "Uang belum tentu sudah masuk.");
  g_assert_false (sample_page_says (sample, "Menerima"));
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_assert_says (sample, "Sedang dikirim");
  sample_page_assert_says (sample, "Uang belum tentu sudah masuk.");
  sample_page_assert_says (sample, "Rp600.000, dikirim 12 November 2026.");
  g_assert_false (sample_page_says (sample, "Menerima"));
  slip = anj_slip_text_new_result (sample->page);
  g_assert_cmpstr (slip->slip.steps[0].heading, ==, "PKH: Sedang dikirim");
  g_assert_nonnull (strstr (slip->slip.steps[0].text, "Rp600.000, dikirim 12 November 2026"));
  g_assert_nonnull (strstr (slip->slip.steps[0].text, "Uang belum tentu sudah masuk."));
}

static void
note_label (GtkWidget *label, gpointer said)
{
  g_string_append (said, gtk_label_get_text (GTK_LABEL (label)));
  g_string_append_c (said, '\n');
}

/* (transfer full): all that the page says, in its order */
static GString *
read_page (SamplePage *sample)
{
  GString *said = g_string_new (NULL);

  for_each_label (GTK_WIDGET (sample->page), note_label, said);
  return said;
}

static void
test_earlier_payments_come_after_the_present_one (SamplePage *sample,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *earlier = NULL;
  GString *said = NULL;

  sample_visit_choose (sample->visit, "PKH");
  earlier = anj_json_array_get_object (
      anj_json_get_array (anj_visit_get_programme (sample->visit), "payments"), 1);
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  said = read_page (sample);
  g_assert_nonnull (strstr (said->str, "Uang masuk lewat KKS"));
  g_assert_nonnull (strstr (strstr (said->str, "Uang masuk lewat KKS"), "Pembayaran sebelumnya\n"
                                                                        "Sebelumnya Rp600.000"));
  g_string_free (said, TRUE);
  json_object_set_string_member (earlier, "stage", "4");
  json_object_set_int_member (earlier, "amount", 225000);
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Tahap ini juga Rp225.000");
  g_assert_false (sample_page_says (sample, "Sebelumnya Rp"));
}

static void
test_largest_letters_begin_with_where_the_money_is (SamplePage *sample,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  for (gsize panel = 0; panel < G_N_ELEMENTS (PANELS); panel++)
    {
      GtkWidget *window = NULL, *label = NULL;

      sample_visit_choose (sample->visit, "PKH");
      show_at (sample, ANJ_TYPE_PROGRAMME_PAGE, panel, ANJ_TEXT_200);
      window = sample_page_present (sample);
      label = sample_page_find (sample, "Uang masuk lewat KKS");
      g_assert_nonnull (label);
      if (!gtk_widget_get_mapped (label))
        g_test_fail_printf ("panel %u does not begin with where the money is", (guint) panel);
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
test_what_is_offered_fits_the_state (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *klass;
    const char *may;
    const char *offered;
    const char *page;
  } states[] = {
    { "paid", NULL, "Uang belum diterima", "nama" },
    { "pending", NULL, "Sampaikan masalah", "jenis" },
    { "failed", NULL, "Sampaikan masalah", "jenis" },
    { "failed", "update", "Perbaiki data", "data-anggota" },
    { "excluded", NULL, "Sanggah hasil ini", "sanggah-alasan" },
    { "excluded", "update", "Perbaiki data", "data-anggota" },
    { "none", NULL, "Usulkan", "usul-alasan" },
  };
  JsonObject *programme = NULL;

  sample_visit_choose (sample->visit, "PKH");
  programme = anj_visit_get_programme (sample->visit);
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      JsonArray *may = json_array_new ();

      if (states[i].may != NULL)
        json_array_add_string_element (may, states[i].may);
      json_object_set_array_member (programme, "may", may);
      json_object_set_string_member (programme, "class", states[i].klass);
      sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
      sample_page_touch (sample, states[i].offered);
      g_assert_cmpstr (
          anj_journey_follow (anj_journey_find ("rincian"), sample->way, sample->visit)->id, ==,
          states[i].page);
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
    { "/programme/a-training-says-what-became-of-it", test_a_training_says_what_became_of_it,
      NULL },
    { "/programme/payments-say-when-and-what-is-expected",
      test_payments_say_when_and_what_is_expected, NULL },
    { "/programme/what-has-stopped-is-no-amount", test_what_has_stopped_is_no_amount, NULL },
    { "/result/without-programmes-a-family-may-propose", test_a_family_without_aid_may_propose,
      "tanpa-program" },
    { "/result/listed-nowhere-a-family-may-propose", test_a_family_without_aid_may_propose,
      "tidak-terdaftar" },
    { "/result/registers-that-differ-in-one-matter-are-one-box",
      test_registers_that_differ_in_one_matter_are_one_box, NULL },
    { "/result/what-a-register-is-called-is-said-once", test_what_a_register_is_called_is_said_once,
      NULL },
    { "/own-data/everybody-of-a-large-family-is-there", test_everybody_of_a_large_family_is_there,
      anj_own_data_page_get_type },
    { "/members/everybody-of-a-large-family-is-there", test_everybody_of_a_large_family_is_there,
      anj_member_page_get_type },
    { "/own-data/say-what-is-recorded-and-who-looked",
      test_own_data_say_what_is_recorded_and_who_looked, NULL },
    { "/own-data/tell-since-when-and-why-not", test_own_data_tell_since_when_and_why_not, NULL },
    { "/own-data/may-be-corrected", test_own_data_may_be_corrected, NULL },
    { "/answers/show-no-whole-number", test_no_answer_shows_a_whole_number, NULL },
    { "/answers/names-and-amounts-are-for-a-headset", test_names_and_amounts_are_for_a_headset,
      NULL },
    { "/result/every-size-says-the-same-facts", test_every_size_says_the_same_facts, NULL },
    { "/result/every-size-says-that-money-is-under-way", test_every_size_says_the_same_facts,
      "sedang-dikirim" },
    { "/result/what-can-be-printed-is-offered-on-the-first-page",
      test_what_can_be_printed_is_offered_on_the_first_page, NULL },
    { "/result/money-under-way-is-told-from-money-that-came",
      test_money_under_way_is_told_from_money_that_came, NULL },
    { "/programme/earlier-payments-come-after-the-present-one",
      test_earlier_payments_come_after_the_present_one, NULL },
    { "/programme/largest-letters-begin-with-where-the-money-is",
      test_largest_letters_begin_with_where_the_money_is, NULL },
    { "/programme/what-is-offered-fits-the-state", test_what_is_offered_fits_the_state, NULL },
  };

  if (!sample_page_init (&argc, &argv))
    return 77;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, SamplePage, tests[i].data, sample_page_set_up, tests[i].test,
                sample_page_tear_down);
  return g_test_run ();
}
