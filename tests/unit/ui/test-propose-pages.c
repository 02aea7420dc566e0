/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "sample-page.h"
#include "sample-visit.h"
#include "ui/anj-about-page.h"
#include "ui/anj-category-page.h"
#include "ui/anj-check-page.h"
#include "ui/anj-disagreement-box.h"
#include "ui/anj-draft.h"
#include "ui/anj-feedback-page.h"
#include "ui/anj-journey.h"
#include "ui/anj-photo-page.h"
#include "ui/anj-programme-page.h"
#include "ui/anj-propose-page.h"
#include "ui/anj-reason-page.h"
#include "ui/anj-result-page.h"
#include "ui/anj-sent-page.h"
#include "ui/anj-thanks-page.h"
#include "ui/anj-update.h"
#include "ui/anj-words-page.h"

/* where the way that the page asked for leads now */
static const char *
target_of (SamplePage *sample, const char *page)
{
  const AnjJourneyPage *target = NULL;

  g_assert_nonnull (sample->way);
  target = anj_journey_follow (anj_journey_find (page), sample->way, sample->visit);
  return target != NULL ? target->id : NULL;
}

/* the body that would be sent; it keeps its schema */
static JsonObject *
make_body (SamplePage *sample)
{
  g_autofree char *name = g_strdup_printf ("schema/body-%s.json",
                                           anj_visit_get_kind (sample->visit));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup (name, &error);
  g_autoptr (AnjSchema) schema = NULL;
  g_autoptr (JsonNode) node = json_node_alloc ();
  JsonObject *body = anj_visit_make_body (sample->visit);

  g_assert_no_error (error);
  schema = anj_schema_new (bytes, &error);
  g_assert_no_error (error);
  json_node_init_object (node, body);
  if (!anj_schema_check (schema, node, &error))
    g_assert_no_error (error);
  return body;
}

static void
assert_reason (SamplePage *sample, const char *reason)
{
  JsonObject *body = make_body (sample);

  g_assert_cmpstr (anj_json_get_string (body, "reason", NULL), ==, reason);
  json_object_unref (body);
}

static JsonObject *
document_of (SamplePage *sample)
{
  return anj_visit_get_household (sample->visit);
}

static void
set_may (SamplePage *sample, const char *may)
{
  JsonObject *household = anj_json_get_object (document_of (sample), "household");
  JsonObject *disagreement = anj_json_array_get_object (
      anj_json_get_array (household, "disagreements"), 0);
  JsonArray *ways = json_array_new ();

  json_array_add_string_element (ways, may);
  json_object_set_array_member (disagreement, "may", ways);
}

static void
test_two_touches_lead_from_a_disagreement_to_the_check (SamplePage *sample,
                                                        gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_touch (sample, "Usulkan");
  g_assert_cmpstr (target_of (sample, "hasil"), ==, "usul-alasan");
  sample_page_show (sample, ANJ_TYPE_REASON_PAGE);
  sample_page_touch (sample, "Ada yang sakit berat");
  g_assert_cmpstr (target_of (sample, "usul-alasan"), ==, "periksa");
  g_assert_true (anj_draft_is_complete (sample->visit));
  assert_reason (sample, "Ada yang sakit berat");
}

static void
test_a_disagreement_says_what_may_be_done (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  g_assert_true (sample_page_offers (sample, "Usulkan"));
  sample_page_assert_says (sample, "Tanya: Bu Siti Rahayu, Operator data desa, 0812-0000-9001.");
  set_may (sample, "update");
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  g_assert_false (sample_page_offers (sample, "Usulkan"));
  sample_page_touch (sample, "Perbarui data");
  g_assert_cmpstr (sample->way, ==, "update");
  g_assert_cmpstr (anj_visit_get_kind (sample->visit), ==, "update");
  g_assert_nonnull (target_of (sample, "hasil"));
  set_may (sample, "moon");
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  g_assert_false (sample_page_offers (sample, "Perbarui data"));
}

static void
test_the_result_names_who_looked (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_assert_says (sample, "Bantuan keluarga Siti A.");
  json_object_set_string_member (document_of (sample), "viewer", "m3");
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_assert_says (sample, "Bantuan keluarga Rizki P.");
  /* one that is not of the family: the masked number tells */
  json_object_set_string_member (document_of (sample), "viewer", "m9");
  sample_page_show (sample, ANJ_TYPE_RESULT_PAGE);
  sample_page_assert_says (sample, "Bantuan keluarga Siti A.");
}

static void
test_a_programme_not_received_is_proposed (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  sample_visit_choose (sample->visit, "RTLH");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_assert_says (sample, "Bu Siti Rahayu, Operator data desa");
  sample_page_assert_says (sample, "0812-0000-9001");
  sample_page_touch (sample, "Usulkan");
  g_assert_cmpstr (target_of (sample, "rincian"), ==, "usul-alasan");
  sample_page_show (sample, ANJ_TYPE_REASON_PAGE);
  sample_page_assert_says (sample, "Usulan untuk Rumah layak.");
  sample_page_touch (sample, "Rumah rusak atau tidak layak");
  body = make_body (sample);
  g_assert_cmpstr (anj_json_get_string (body, "programme", NULL), ==, "RTLH");
  json_object_unref (body);
}

static void
test_a_programme_that_stopped_is_objected_to (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  sample_visit_choose (sample->visit, "RTLH");
  json_object_set_string_member (anj_visit_get_programme (sample->visit), "class", "excluded");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  sample_page_touch (sample, "Sanggah hasil ini");
  g_assert_cmpstr (target_of (sample, "rincian"), ==, "sanggah-alasan");
  sample_page_show (sample, ANJ_TYPE_REASON_PAGE);
  sample_page_assert_says (sample, "Sanggahan tentang Rumah layak.");
  sample_page_touch (sample, "Ada yang sakit berat");
  body = make_body (sample);
  g_assert_cmpstr (anj_json_get_string (body, "programme", NULL), ==, "RTLH");
  g_assert_cmpstr (anj_json_get_string (body, "reason", NULL), ==, "Ada yang sakit berat");
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (body, "about"), "name", NULL), ==,
                   "Keluarga sendiri");
  json_object_unref (body);
}

static void
choose_field (SamplePage *sample, const char *field)
{
  anj_visit_set_kind (sample->visit, "update");
  anj_visit_set_answer (sample->visit, "member", "m1");
  anj_visit_set_answer (sample->visit, "field", field);
}

static void
test_a_photo_is_asked_with_the_paper_that_shows_it (SamplePage *sample,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  choose_field (sample, "alamat");
  sample_page_show (sample, ANJ_TYPE_PHOTO_PAGE);
  sample_page_assert_says (sample, "Tunjukkan jika ada: KK baru atau surat pindah.");
  choose_field (sample, "nomor-hp");
  g_assert_false (anj_update_wants_evidence (sample->visit));
  choose_field (sample, "");
  g_assert_true (anj_update_wants_evidence (sample->visit));
}

static void
test_without_a_camera_the_paper_is_brought (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  choose_field (sample, "alamat");
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Bawa ke petugas");
  sample_page_assert_says (sample, "KK baru atau surat pindah.");
  choose_field (sample, "nomor-hp");
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  g_assert_false (sample_page_says (sample, "Bawa ke petugas"));
}

static void
test_each_tile_begins_its_draft (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *word;
    const char *kind;
    const char *target;
  } tiles[] = {
    { "Usulkan keluarga saya", "proposal", "usul-alasan" },
    { "Sanggah hasil saya", "objection", "sanggah-alasan" },
    { "Sanggah keluarga lain", "objection", "sanggah-siapa" },
  };

  sample_page_show (sample, ANJ_TYPE_PROPOSE_PAGE);
  for (gsize i = 0; i < G_N_ELEMENTS (tiles); i++)
    {
      sample_page_touch (sample, tiles[i].word);
      g_assert_cmpstr (anj_visit_get_kind (sample->visit), ==, tiles[i].kind);
      g_assert_cmpstr (target_of (sample, "usul-sanggah"), ==, tiles[i].target);
    }
  /* who has not said who they are is asked first, and comes to the same page then */
  anj_visit_set_nik (sample->visit, "");
  for (gsize i = 0; i < G_N_ELEMENTS (tiles); i++)
    {
      sample_page_touch (sample, tiles[i].word);
      g_assert_cmpstr (target_of (sample, "usul-sanggah"), ==, "nik");
      g_assert_cmpstr (target_of (sample, "kk"), ==, tiles[i].target);
    }
}

static void
type (SamplePage *sample, const char *keys)
{
  for (const char *key = keys; *key != '\0'; key++)
    anj_page_press_key (sample->page, (gunichar) *key, 0);
}

static void
test_an_objection_asks_name_and_place (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_kind (sample->visit, "objection");
  sample_page_show (sample, ANJ_TYPE_ABOUT_PAGE);
  sample_page_assert_says (sample, "Hanya Dinas Sosial yang melihat NIK Anda.");
  type (sample, "pak hartono");
  anj_page_activate_primary (sample->page);
  g_assert_null (sample->way);
  sample_page_assert_says (sample, "Tulis dulu nama dan tempat.");
  sample_page_touch (sample, "Tempat tinggal");
  type (sample, "rt 2");
  anj_page_activate_primary (sample->page);
  g_assert_cmpstr (target_of (sample, "sanggah-siapa"), ==, "sanggah-alasan");
  g_assert_cmpstr (anj_visit_get_answer (sample->visit, "about-name"), ==, "Pak hartono");
  g_assert_cmpstr (anj_visit_get_answer (sample->visit, "about-place"), ==, "Rt 2");
}

static void
test_enter_leads_to_the_other_field (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_kind (sample->visit, "objection");
  sample_page_show (sample, ANJ_TYPE_ABOUT_PAGE);
  type (sample, "pak");
  anj_page_press_key (sample->page, 0, GDK_KEY_Return);
  type (sample, "rt");
  g_assert_cmpstr (anj_visit_get_answer (sample->visit, "about-name"), ==, "Pak");
  g_assert_cmpstr (anj_visit_get_answer (sample->visit, "about-place"), ==, "Rt");
}

static void
test_an_accusation_needs_a_second_touch (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  sample_visit_begin (sample->visit, "objection");
  anj_visit_set_answer (sample->visit, "reason", NULL);
  sample_page_show (sample, ANJ_TYPE_REASON_PAGE);
  anj_page_activate_primary (sample->page);
  sample_page_assert_says (sample, "Pilih dulu satu alasan.");
  sample_page_touch (sample, "Sudah pindah dari desa");
  g_assert_null (sample->way);
  anj_page_activate_primary (sample->page);
  g_assert_nonnull (target_of (sample, "sanggah-alasan"));
  anj_visit_set_answer (sample->visit, "words", "Rumahnya kosong.");
  body = make_body (sample);
  g_assert_cmpstr (anj_json_get_string (body, "reason", NULL), ==,
                   "Sudah pindah dari desa: Rumahnya kosong.");
  g_assert_cmpstr (anj_json_get_string (anj_json_get_object (body, "about"), "name", NULL), ==,
                   "Keluarga Pak Hartono");
  json_object_unref (body);
}

static void
test_officers_read_indonesian_whatever_the_visits_language (SamplePage *sample,
                                                            gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_language (sample->visit, "en");
  anj_visit_set_kind (sample->visit, "proposal");
  sample_page_show (sample, ANJ_TYPE_REASON_PAGE);
  sample_page_touch (sample, "Lost work or income");
  assert_reason (sample, "Kehilangan pekerjaan atau penghasilan");
}

static void
test_a_face_is_a_rating (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *word;
    gint64 rating;
  } faces[] = { { "Puas", 3 }, { "Cukup", 2 }, { "Kecewa", 1 } };

  anj_visit_set_kind (sample->visit, "feedback");
  sample_page_show (sample, ANJ_TYPE_FEEDBACK_PAGE);
  for (gsize i = 0; i < G_N_ELEMENTS (faces); i++)
    {
      JsonObject *body = NULL;

      sample_page_touch (sample, faces[i].word);
      g_assert_cmpstr (target_of (sample, "kepuasan"), ==, "terima-kasih");
      body = make_body (sample);
      g_assert_cmpint (anj_json_get_int (body, "rating", 0), ==, faces[i].rating);
      /* it names nobody, also where a NIK was typed before */
      g_assert_false (json_object_has_member (body, "nik"));
      json_object_unref (body);
    }
}

static void
begin_rating (SamplePage *sample)
{
  anj_visit_set_kind (sample->visit, "feedback");
  anj_visit_set_answer (sample->visit, "rating", "1");
  anj_visit_take_ticket (sample->visit, NULL);
}

static void
test_why_may_be_said (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  begin_rating (sample);
  sample_page_show (sample, ANJ_TYPE_THANKS_PAGE);
  sample_page_touch (sample, "Tulis sebabnya");
  g_assert_cmpstr (target_of (sample, "terima-kasih"), ==, "cerita");
  sample_page_show (sample, ANJ_TYPE_WORDS_PAGE);
  sample_page_touch (sample, "Kirim");
  g_assert_cmpstr (target_of (sample, "cerita"), ==, "terima-kasih");
}

static void
test_a_rating_shows_no_number (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *number = g_strdup (anj_visit_get_ticket (sample->visit)->number);

  anj_visit_set_kind (sample->visit, "feedback");
  anj_visit_set_answer (sample->visit, "rating", "3");
  sample_page_show (sample, ANJ_TYPE_THANKS_PAGE);
  sample_page_assert_says (sample, "Terima kasih, Bapak atau Ibu.");
  g_assert_false (sample_page_says (sample, number));
  /* what was sent takes no words any more */
  g_assert_false (sample_page_offers (sample, "Tulis sebabnya"));
  sample_page_touch (sample, "Selesai");
  g_assert_cmpstr (sample->way, ==, "end");
}

static void
test_a_rating_that_was_not_stored_is_not_thrown_away (SamplePage *sample,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  begin_rating (sample);
  sample_page_show (sample, ANJ_TYPE_THANKS_PAGE);
  sample_page_touch (sample, "Selesai");
  sample_page_assert_says (sample, "Penilaian belum tersimpan.");
  g_assert_cmpstr (sample->way, !=, "end");
}

/* --- what the village does not read --- */

static void
test_what_officials_did_goes_past_the_village (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_CATEGORY_PAGE);
  g_assert_cmpuint (sample_page_count (sample, "Tidak dibaca desa"), ==, 1);
  sample_page_touch (sample, "Sikap kades atau petugas");
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Tidak dibaca desa. Langsung ke Inspektorat.");
  anj_visit_set_answer (sample->visit, "category", "kartu");
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Hanya Dinas Sosial yang bisa membacanya.");
}

static void
test_who_gives_no_name_reads_why_it_waits (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_visit_begin (sample->visit, "complaint");
  sample_page_show (sample, ANJ_TYPE_SENT_PAGE);
  g_assert_false (sample_page_says (sample, "agar tidak ada yang menebak Anda."));
  anj_visit_set_name_choice (sample->visit, ANJ_NAME_ANONYMOUS);
  sample_page_show (sample, ANJ_TYPE_SENT_PAGE);
  sample_page_assert_says (sample, "agar tidak ada yang menebak Anda.");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (SamplePage *, gconstpointer);
  } tests[] = {
    { "/result/two-touches-lead-from-a-disagreement-to-the-check",
      test_two_touches_lead_from_a_disagreement_to_the_check },
    { "/result/a-disagreement-says-what-may-be-done", test_a_disagreement_says_what_may_be_done },
    { "/result/names-who-looked", test_the_result_names_who_looked },
    { "/programme/not-received-is-proposed", test_a_programme_not_received_is_proposed },
    { "/programme/stopped-is-objected-to", test_a_programme_that_stopped_is_objected_to },
    { "/update/a-photo-is-asked-with-the-paper-that-shows-it",
      test_a_photo_is_asked_with_the_paper_that_shows_it },
    { "/update/without-a-camera-the-paper-is-brought", test_without_a_camera_the_paper_is_brought },
    { "/propose/each-tile-begins-its-draft", test_each_tile_begins_its_draft },
    { "/objection/asks-name-and-place", test_an_objection_asks_name_and_place },
    { "/objection/enter-leads-to-the-other-field", test_enter_leads_to_the_other_field },
    { "/objection/needs-a-second-touch", test_an_accusation_needs_a_second_touch },
    { "/propose/officers-read-indonesian",
      test_officers_read_indonesian_whatever_the_visits_language },
    { "/feedback/a-face-is-a-rating", test_a_face_is_a_rating },
    { "/feedback/why-may-be-said", test_why_may_be_said },
    { "/feedback/a-rating-shows-no-number", test_a_rating_shows_no_number },
    { "/feedback/a-rating-that-was-not-stored-is-not-thrown-away",
      test_a_rating_that_was_not_stored_is_not_thrown_away },
    { "/complaint/what-officials-did-goes-past-the-village",
      test_what_officials_did_goes_past_the_village },
    { "/complaint/who-gives-no-name-reads-why-it-waits",
      test_who_gives_no_name_reads_why_it_waits },
  };

  if (!sample_page_init (&argc, &argv))
    return 77;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, SamplePage, NULL, sample_page_set_up, tests[i].test,
                sample_page_tear_down);
  return g_test_run ();
}
