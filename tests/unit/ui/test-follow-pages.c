/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of a case that was lost or refused: what it says, and the way to send it again. */

#include <string.h>

#include "core/anj-json.h"
#include "sample-page.h"
#include "sample-visit.h"
#include "ui/anj-journey.h"
#include "ui/anj-ticket-page.h"

static void
show (SamplePage *sample, const char *hard_case)
{
  g_assert_true (sample_visit_make_hard (sample->visit, hard_case));
  sample_page_show (sample, ANJ_TYPE_TICKET_PAGE);
}

/* touches "Kirim lagi"; the page that comes */
static const char *
send_again (SamplePage *sample)
{
  sample_page_touch (sample, "Kirim lagi");
  return anj_journey_follow (anj_journey_find ("ikuti"), sample->way, sample->visit)->id;
}

static void
test_a_lost_case (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  show (sample, "kiriman-hilang");
  sample_page_assert_says (sample, "Mesin ini rusak sebelum mengirim.");
  g_assert_false (sample_page_offers (sample, "Tambah kabar"));
  g_assert_cmpstr (send_again (sample), ==, "jenis");
  g_assert_true (anj_visit_is_kind (sample->visit, "complaint"));
}

static void
test_a_refused_case (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  show (sample, "kiriman-ditolak");
  sample_page_assert_says (sample, "Maaf, kantor tidak menerimanya");
  sample_page_assert_says (sample, "Petugas belum membacanya.");
  g_assert_false (sample_page_says (sample, "rusak"));
  g_assert_false (sample_page_says (sample, "Jawaban untuk Anda"));
  g_assert_cmpstr (send_again (sample), ==, "jenis");
}

static void
test_a_lost_photo (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_TICKET_PAGE);
  g_assert_false (sample_page_says (sample, "Foto atau suara hilang"));
  show (sample, "foto-hilang");
  sample_page_assert_says (sample, "Foto atau suara hilang");
  sample_page_assert_says (sample, "Mesin ini rusak. Ceritanya tetap ada.");
  g_assert_true (sample_page_offers (sample, "Tambah kabar"));
}

static void
test_a_lost_proposal (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  show (sample, "usul-hilang");
  g_assert_cmpstr (send_again (sample), ==, "usul-sanggah");
  g_assert_true (anj_visit_is_kind (sample->visit, ""));
}

/* news belong to a case: its number is asked for */
static void
test_lost_news (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  show (sample, "kabar-hilang");
  g_assert_cmpstr (send_again (sample), ==, "ikuti-nomor");
}

static void
test_nothing_is_taken (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\"storage\": \"full\"}", 19);
  g_autoptr (JsonObject) status = anj_json_parse_object (bytes, NULL);

  anj_visit_set_status (sample->visit, status);
  show (sample, "kiriman-hilang");
  g_assert_cmpstr (send_again (sample), ==, "belum-terima");
}

#define ADD(path, func)                                                                            \
  g_test_add (path, SamplePage, NULL, sample_page_set_up, func, sample_page_tear_down)

int
main (int argc, char **argv)
{
  if (!sample_page_init (&argc, &argv))
    return 77;

  ADD ("/follow-pages/a-lost-case-is-sent-again-from-its-first-question", test_a_lost_case);
  ADD ("/follow-pages/a-refused-case-is-called-refused", test_a_refused_case);
  ADD ("/follow-pages/who-sent-a-photo-that-was-lost-is-told", test_a_lost_photo);
  ADD ("/follow-pages/a-lost-proposal-is-sent-again-from-its-first-question", test_a_lost_proposal);
  ADD ("/follow-pages/lost-news-begin-with-their-case", test_lost_news);
  ADD ("/follow-pages/nothing-is-sent-again-where-nothing-is-taken", test_nothing_is_taken);

  return g_test_run ();
}
