/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is read out of each page: all that can be seen, in order, and no secret aloud. */

#include <string.h>

#include "sample-screen.h"
#include "ui/anj-pad.h"
#include "ui/anj-parts.h"
#include "ui/anj-reading.h"
#include "ui/anj-referral.h"
#include "ui/anj-screen-private.h"

#define LAYOUT_MS 60

static const AnjMetrics PANEL = { .px_per_mm = 4.034, .width_px = 1080, .height_px = 1920 };
static const AnjMetrics LYING = { .px_per_mm = 5.884, .width_px = 1280, .height_px = 800 };

typedef struct
{
  AnjMetrics panel;
  const char *language;
} Look;

static gboolean
stop (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
lay_out (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (LAYOUT_MS, stop, loop);
  g_main_loop_run (loop);
}

static AnjReading *
read_page (AnjScreen *screen, gboolean asked)
{
  AnjReadingHow how = { anj_visit_get_language (screen->visit), screen->current->personal, asked };
  AnjReading *reading = anj_reading_new ();

  anj_reading_add_page (reading, ANJ_PAGE (screen->page), &how);
  return reading;
}

static void
show (AnjScreen *screen, const char *page)
{
  sample_visit_begin_for (screen->visit, page);
  sample_visit_choose (screen->visit, "PKH");
  anj_screen_show_page (screen, page);
  lay_out ();
}

/* index of the first utterance that begins with @text; -1: none */
static int
find (const AnjReading *reading, const char *text)
{
  for (guint i = 0; i < reading->utterances->len; i++)
    if (g_str_has_prefix (((AnjUtterance *) reading->utterances->pdata[i])->text, text))
      return (int) i;
  return -1;
}

static gboolean
is_said (const AnjReading *reading, const char *text)
{
  for (guint i = 0; i < reading->utterances->len; i++)
    if (g_str_equal (((AnjUtterance *) reading->utterances->pdata[i])->text, text))
      return TRUE;
  return FALSE;
}

static gboolean
is_key_cap (GtkWidget *label)
{
  return gtk_widget_get_ancestor (label, ANJ_TYPE_PAD) != NULL &&
         g_utf8_strlen (gtk_label_get_text (GTK_LABEL (label)), -1) <= 1;
}

static gboolean
is_replaced (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (anj_parts_get_said (widget) != NULL)
      return TRUE;
  return FALSE;
}

static guint
count_unsaid (GtkWidget *widget, const AnjReading *reading, const char *page)
{
  guint n = 0;

  if (!anj_reading_is_seen (widget))
    return 0;
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0' &&
      !is_key_cap (widget) && !is_replaced (widget) &&
      !is_said (reading, gtk_label_get_text (GTK_LABEL (widget))))
    {
      g_test_message ("%s: unsaid: %s", page, gtk_label_get_text (GTK_LABEL (widget)));
      return 1;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_unsaid (child, reading, page);
  return n;
}

static void
test_everything (gconstpointer data)
{
  const Look *look = data;
  AnjScreen *screen = sample_screen_new (look->panel, look->language);
  guint n_pages, n_unsaid = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  lay_out ();
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (AnjReading) reading = NULL;

      show (screen, pages[i].id);
      reading = read_page (screen, /* asked */ FALSE);
      g_assert_cmpuint (reading->utterances->len, >, 0);
      g_assert_cmpuint (reading->utterances->len, ==, reading->widgets->len);
      n_unsaid += count_unsaid (screen->page, reading, pages[i].id);
    }
  sample_screen_end (screen);
  if (n_unsaid > 0)
    g_test_fail_printf ("%u texts are not said", n_unsaid);
}

static void
test_order (void)
{
  AnjScreen *screen = sample_screen_new (PANEL, "id");
  g_autoptr (AnjReading) home = NULL;
  g_autoptr (AnjReading) result = NULL;

  lay_out ();
  show (screen, "beranda");
  home = read_page (screen, FALSE);
  g_assert_cmpint (find (home, "Apa yang Anda perlukan?"), >=, 0);
  g_assert_cmpint (find (home, "1 dari 6"), >, find (home, "Apa yang Anda perlukan?"));
  g_assert_cmpint (find (home, "Cek bantuan"), ==, find (home, "1 dari 6") + 1);
  g_assert_cmpint (find (home, "6 dari 6"), >, find (home, "Cek bantuan"));

  show (screen, "hasil");
  result = read_page (screen, FALSE);
  g_assert_cmpint (find (result, "Data per"), ==, 0);
  g_assert_cmpint (find (result, "Selesai"), >, find (result, "PKH"));
  sample_screen_end (screen);
}

static void
test_error (void)
{
  AnjScreen *screen = sample_screen_new (PANEL, "id");
  g_autoptr (AnjReading) reading = NULL;

  lay_out ();
  show (screen, "nik");
  anj_visit_set_nik (screen->visit, "");
  anj_screen_show_page (screen, "nik");
  anj_page_activate_primary (ANJ_PAGE (screen->page));
  lay_out ();
  reading = read_page (screen, FALSE);
  g_assert_cmpint (find (reading, "NIK harus 16 angka."), >, find (reading, "Tulis NIK Anda"));
  g_assert_cmpint (find (reading, "NIK harus 16 angka."), <, find (reading, "Hapus semua"));
  g_assert_cmpint (find (reading, "NIK harus 16 angka."), <, find (reading, "Lanjut"));
  sample_screen_end (screen);
}

/* what a person may not hear of another */
static guint
count_secrets_aloud (const AnjReading *reading, const char *page, const char *const *secrets)
{
  guint n = 0;

  for (guint i = 0; i < reading->utterances->len; i++)
    {
      const AnjUtterance *utterance = reading->utterances->pdata[i];

      for (guint s = 0; secrets[s] != NULL; s++)
        if ((!utterance->secret && strstr (utterance->text, secrets[s]) != NULL) ||
            (utterance->instead != NULL && strstr (utterance->instead, secrets[s]) != NULL))
          {
            g_test_message ("%s says aloud: %s", page, utterance->text);
            n++;
          }
    }
  return n;
}

static GPtrArray *
secrets_of (AnjVisit *visit)
{
  GPtrArray *secrets = g_ptr_array_new_with_free_func (g_free);
  JsonObject *household = json_object_get_object_member (anj_visit_get_household (visit),
                                                         "household");
  JsonArray *members = json_object_get_array_member (household, "members");

  for (guint i = 0; i < json_array_get_length (members); i++)
    g_ptr_array_add (secrets, g_strdup (json_object_get_string_member (
                                  json_array_get_object_element (members, i), "name")));
  g_ptr_array_add (secrets, g_strdup ("Rp"));
  g_ptr_array_add (secrets, g_strndup (anj_visit_get_nik (visit), 4));
  if (anj_visit_get_ticket (visit) != NULL)
    {
      g_ptr_array_add (secrets, g_strdup (anj_visit_get_ticket (visit)->number));
      g_ptr_array_add (secrets, g_strdup (anj_visit_get_ticket (visit)->pin));
    }
  g_ptr_array_add (secrets, NULL);
  return secrets;
}

static void
test_secrets (void)
{
  AnjScreen *screen = sample_screen_new (PANEL, "id");
  guint n_pages, n_aloud = 0;
  const AnjJourneyPage *pages = anj_journey_pages (&n_pages);

  lay_out ();
  for (guint i = 0; i < n_pages; i++)
    {
      g_autoptr (AnjReading) reading = NULL;
      g_autoptr (GPtrArray) secrets = NULL;

      if (!pages[i].personal)
        continue;
      show (screen, pages[i].id);
      secrets = secrets_of (screen->visit);
      reading = read_page (screen, /* asked */ FALSE);
      n_aloud += count_secrets_aloud (reading, pages[i].id, (const char *const *) secrets->pdata);
    }
  sample_screen_end (screen);
  if (n_aloud > 0)
    g_test_fail_printf ("%u secrets are said aloud", n_aloud);
}

static void
assert_secret (const AnjReading *reading, const char *part)
{
  for (guint i = 0; i < reading->utterances->len; i++)
    {
      AnjUtterance *utterance = reading->utterances->pdata[i];

      if (strstr (utterance->text, part) != NULL)
        {
          g_assert_true (utterance->secret);
          return;
        }
    }
  g_error ("«%s» is not said", part);
}

static void
touch (AnjScreen *screen, const char *name)
{
  g_autoptr (GPtrArray) parts = anj_reading_page_touchables (ANJ_PAGE (screen->page));

  for (guint i = 0; i < parts->len; i++)
    if (g_strcmp0 (anj_parts_get_name (parts->pdata[i]), name) == 0)
      {
        g_signal_emit_by_name (parts->pdata[i], "clicked");
        return;
      }
  g_error ("«%s» cannot be touched", name);
}

/* what the agencies have written down of a family is read out to it, and to nobody beside it */
static void
test_own_data (void)
{
  static const char *const parts[] = { "Sejak 1 Maret 2025", "Sebab: Pindah alamat",
                                       "Data tahun 2023, per 31 Januari 2024" };
  AnjScreen *screen = sample_screen_new (PANEL, "id");
  g_autoptr (AnjReading) reading = NULL;

  lay_out ();
  sample_visit_begin_for (screen->visit, "data-saya");
  g_assert_true (sample_visit_make_hard (screen->visit, "semua-beda"));
  anj_screen_show_page (screen, "data-saya");
  lay_out ();
  touch (screen, "Berikut");
  lay_out ();
  reading = read_page (screen, /* asked */ FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    assert_secret (reading, parts[i]);
  sample_screen_end (screen);
}

static void
test_number_when_asked (void)
{
  AnjScreen *screen = sample_screen_new (PANEL, "id");
  g_autoptr (AnjReading) reading = NULL;
  const AnjUtterance *first = NULL;
  int index;

  lay_out ();
  show (screen, "terkirim");
  reading = read_page (screen, /* asked */ TRUE);
  index = find (reading, anj_visit_get_ticket (screen->visit)->number);
  g_assert_cmpint (index, >=, 0);
  first = reading->utterances->pdata[index];
  g_assert_false (first->secret);
  g_assert_cmpstr (((AnjUtterance *) reading->utterances->pdata[index + 1])->text, ==, first->text);
  sample_screen_end (screen);
}

static void
test_new (void)
{
  GtkWidget *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  g_autoptr (AnjReading) reading = anj_reading_new ();
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  static const char *const texts[] = { "satu", "dua", "satu", "tiga" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    anj_reading_add_text (reading, box, ANJ_UTTERANCE_OPEN, texts[i], "id");
  g_hash_table_insert (said, g_strdup ("satu"), NULL);
  anj_reading_keep_new (reading, said);
  g_assert_cmpuint (reading->utterances->len, ==, 2);
  g_assert_cmpuint (reading->widgets->len, ==, 2);
  anj_reading_remember (reading, said);
  anj_reading_keep_new (reading, said);
  g_assert_cmpuint (reading->utterances->len, ==, 0);
  g_object_unref (box);
}

static void
assert_news (AnjScreen *screen, GHashTable *said, const char *text)
{
  g_autoptr (AnjReading) reading = read_page (screen, /* asked */ FALSE);

  anj_reading_keep_new (reading, said);
  anj_reading_remember (reading, said);
  if (text == NULL)
    {
      g_assert_cmpuint (reading->utterances->len, ==, 0);
      return;
    }
  g_assert_cmpuint (reading->utterances->len, ==, 1);
  g_assert_cmpstr (((AnjUtterance *) reading->utterances->pdata[0])->text, ==, text);
}

/* each paper that is touched is said, again when it is taken back */
static void
test_choices (void)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (AnjReading) reading = NULL;
  AnjScreen *screen = sample_screen_new (PANEL, "id");

  lay_out ();
  show (screen, "rujuk-berkas");
  anj_referral_begin (screen->visit, "BAZNAS");
  anj_screen_show_page (screen, "rujuk-berkas");
  lay_out ();
  rows = anj_reading_touchables (anj_page_get_content (ANJ_PAGE (screen->page)));
  g_assert_cmpuint (rows->len, >=, 2);
  reading = read_page (screen, /* asked */ FALSE);
  anj_reading_remember (reading, said);
  assert_news (screen, said, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_signal_emit_by_name (rows->pdata[i], "clicked");
      assert_news (screen, said, "Sudah dipilih.");
      assert_news (screen, said, NULL);
    }
  g_signal_emit_by_name (rows->pdata[0], "clicked");
  assert_news (screen, said, "Tidak dipilih lagi.");
  g_signal_emit_by_name (rows->pdata[0], "clicked");
  assert_news (screen, said, "Sudah dipilih.");
  sample_screen_end (screen);
}

int
main (int argc, char **argv)
{
  const Look upright = { PANEL, "id" }, english = { PANEL, "en" }, lying = { LYING, "id" };

  if (!sample_screen_init ())
    return 77;
  g_test_init (&argc, &argv, NULL);
  /* GTK grumbles where words that wrap need more width in few lines than in many */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_test_add_data_func ("/reading/every visible text is said", &upright, test_everything);
  g_test_add_data_func ("/reading/every visible text is said in English", &english,
                        test_everything);
  g_test_add_data_func ("/reading/every visible text is said on a panel that lies", &lying,
                        test_everything);
  g_test_add_func ("/reading/question before choices, age of data before all", test_order);
  g_test_add_func ("/reading/an error is said after the question and before all else", test_error);
  g_test_add_func ("/reading/no digit, name or amount of one's own is said aloud", test_secrets);
  g_test_add_func ("/reading/who asks hears number and PIN twice", test_number_when_asked);
  g_test_add_func ("/reading/what was said is not new", test_new);
  g_test_add_func ("/reading/each paper is said when it is touched", test_choices);
  g_test_add_func ("/reading/since-when-and-why-is-for-the-headset", test_own_data);
  return g_test_run ();
}
