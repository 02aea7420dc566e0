/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "sample-page.h"
#include "sample-visit.h"
#include "ui/anj-check-page.h"
#include "ui/anj-draft.h"
#include "ui/anj-journey.h"
#include "ui/anj-member-page.h"
#include "ui/anj-offers-page.h"
#include "ui/anj-papers-page.h"
#include "ui/anj-points-page.h"
#include "ui/anj-programme-page.h"
#include "ui/anj-propose-page.h"
#include "ui/anj-referral.h"
#include "ui/anj-slip-text.h"
#include "ui/anj-ticket-page.h"
#include "ui/anj-wish-page.h"

/* where the way that the page asked for leads now */
static const char *
target_of (SamplePage *sample, const char *page)
{
  const AnjJourneyPage *target = NULL;

  g_assert_nonnull (sample->way);
  target = anj_journey_follow (anj_journey_find (page), sample->way, sample->visit);
  return target != NULL ? target->id : NULL;
}

/* (transfer full): the body that would be sent; it keeps its schema */
static JsonObject *
make_body (SamplePage *sample)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/body-referral.json", &error);
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
assert_text (JsonObject *body, const char *member, const char *value)
{
  g_assert_cmpstr (anj_json_get_string (body, member, NULL), ==, value);
}

/* as codes with a space between; NULL: no such member */
static void
assert_papers (JsonObject *body, const char *codes)
{
  JsonArray *papers = anj_json_get_array (body, "documents");
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; papers != NULL && i < json_array_get_length (papers); i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? " " : "",
                            json_array_get_string_element (papers, i));
  g_assert_cmpstr (papers != NULL ? joined->str : NULL, ==, codes);
}

static void
show_programme (SamplePage *sample, const char *code)
{
  sample_visit_choose (sample->visit, code);
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
}

static JsonObject *
programme_of (SamplePage *sample, const char *code)
{
  JsonArray *programmes = anj_json_get_array (anj_visit_get_config (sample->visit), "programmes");

  for (guint i = 0; i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (strcmp (anj_json_get_string (programme, "code", ""), code) == 0)
        return programme;
    }
  g_assert_not_reached ();
}

static void
test_a_programme_that_takes_referrals_offers_one (SamplePage *sample,
                                                  gconstpointer data G_GNUC_UNUSED)
{
  show_programme (sample, "BAZNAS");
  sample_page_touch (sample, "Ajukan di sini");
  g_assert_cmpstr (anj_visit_get_kind (sample->visit), ==, "referral");
  /* it is for the whole family, and the family is known */
  g_assert_cmpstr (target_of (sample, "rincian"), ==, "rujuk-keadaan");
  show_programme (sample, "BPJS-TK");
  sample_page_touch (sample, "Ajukan di sini");
  g_assert_cmpstr (target_of (sample, "rincian"), ==, "rujuk-siapa");
  /* one whose place stopped is asked for anew, with its own letters */
  show_programme (sample, "PBI-JK");
  g_assert_true (sample_page_offers (sample, "Ajukan di sini"));
  sample_page_assert_says (sample, "Surat dari puskesmas atau rumah sakit");
  /* in another class the household may not */
  json_object_set_string_member (anj_visit_get_programme (sample->visit), "class", "paid");
  sample_page_show (sample, ANJ_TYPE_PROGRAMME_PAGE);
  g_assert_false (sample_page_offers (sample, "Ajukan di sini"));
  show_programme (sample, "RTLH");
  g_assert_false (sample_page_offers (sample, "Ajukan di sini"));
}

static void
test_papers_that_are_there_are_touched (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  anj_referral_begin (sample->visit, "BAZNAS");
  anj_visit_set_answer (sample->visit, "ppks", "fakir-miskin");
  sample_page_show (sample, ANJ_TYPE_PAPERS_PAGE);
  sample_page_assert_says (sample, "Foto rumah, jika ada");
  sample_page_touch (sample, "Kartu Keluarga");
  sample_page_touch (sample, "KTP");
  sample_page_touch (sample, "Kartu Keluarga"); /* not there after all */
  anj_page_activate_primary (sample->page);
  g_assert_cmpstr (target_of (sample, "rujuk-berkas"), ==, "periksa");
  g_assert_true (anj_draft_is_complete (sample->visit));
  body = make_body (sample);
  assert_text (body, "programme", "BAZNAS");
  assert_text (body, "member", NULL);
  assert_papers (body, "ktp");
  json_object_unref (body);
}

static void
test_without_any_paper_it_goes_on_too (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  anj_referral_begin (sample->visit, "BAZNAS");
  g_assert_false (anj_draft_is_complete (sample->visit));
  anj_visit_set_answer (sample->visit, "ppks", ANJ_REFERRAL_NONE);
  sample_page_show (sample, ANJ_TYPE_PAPERS_PAGE);
  anj_page_activate_primary (sample->page);
  g_assert_cmpstr (target_of (sample, "rujuk-berkas"), ==, "periksa");
  body = make_body (sample);
  assert_papers (body, NULL);
  json_object_unref (body);
}

static void
test_the_check_tells_what_lacks_and_who_reads (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  anj_referral_begin (sample->visit, "BAZNAS");
  anj_referral_set_paper (sample->visit, "ktp", TRUE);
  anj_referral_set_paper (sample->visit, "kk", TRUE);
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Ajukan bantuan ke Baznas");
  sample_page_assert_says (sample, "KTP, Kartu Keluarga");
  /* what is only welcome does not lack */
  sample_page_assert_says (sample, "Surat pengantar dari desa, Surat keterangan tidak mampu");
  g_assert_false (sample_page_says (sample, "Foto rumah"));
  sample_page_assert_says (sample, "Pengajuan tidak menjamin bantuan.");
  sample_page_assert_says (sample, "Tidak dibaca desa. Langsung ke Inspektorat.");
  json_object_set_string_member (anj_json_get_object (programme_of (sample, "BAZNAS"), "referral"),
                                 "recipient", "intake");
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Langsung ke Dinas Sosial.");
}

/* one tap, in plain words; it goes along as the code that the office knows */
static void
test_the_kind_of_need_is_one_tap (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  anj_referral_begin (sample->visit, "BAZNAS");
  sample_page_show (sample, ANJ_TYPE_NEED_PAGE);
  g_assert_true (sample_page_offers (sample, "Keluarga tidak mampu"));
  sample_page_touch (sample, "Lansia yang tidak terurus");
  g_assert_cmpstr (target_of (sample, "rujuk-keadaan"), ==, "rujuk-berkas");
  g_assert_false (anj_draft_is_complete (sample->visit));
  anj_referral_set_paper (sample->visit, "ktp", TRUE);
  g_assert_true (anj_draft_is_complete (sample->visit));
  body = make_body (sample);
  assert_text (body, "ppks", "lansia-telantar");
  json_object_unref (body);
  anj_draft_set_checked (sample->visit);
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Keadaan");
  sample_page_assert_says (sample, "Lansia yang tidak terurus");
  g_assert_cmpstr (anj_journey_follow (anj_journey_find ("periksa"), "need", sample->visit)->id, ==,
                   "rujuk-keadaan");
  sample_page_show (sample, ANJ_TYPE_NEED_PAGE);
  sample_page_touch (sample, "Lainnya atau tidak tahu");
  g_assert_cmpstr (target_of (sample, "rujuk-keadaan"), ==, "periksa");
  body = make_body (sample);
  assert_text (body, "ppks", NULL);
  json_object_unref (body);
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  sample_page_assert_says (sample, "Lainnya atau tidak tahu");
}

/* of a child, an illness or violence nobody reads on a public screen; one kind is no choice */
static void
test_a_sensitive_kind_is_neither_offered_nor_counted (SamplePage *sample,
                                                      gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *referral = anj_json_get_object (programme_of (sample, "BAZNAS"), "referral");
  JsonArray *kinds = anj_json_get_array (referral, "ppks");

  anj_referral_begin (sample->visit, "BAZNAS");
  json_array_add_string_element (kinds, "korban-kekerasan");
  sample_page_show (sample, ANJ_TYPE_NEED_PAGE);
  g_assert_true (sample_page_offers (sample, "Korban bencana alam"));
  g_assert_false (sample_page_offers (sample, "Korban tindak kekerasan"));
  while (json_array_get_length (kinds) > 2)
    json_array_remove_element (kinds, 1);
  g_assert_cmpstr (json_array_get_string_element (kinds, 1), ==, "korban-kekerasan");
  g_assert_false (anj_referral_asks_need (sample->visit));
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  g_assert_false (sample_page_says (sample, "Keadaan"));
  anj_referral_begin (sample->visit, "UPT-PSBR");
  g_assert_false (anj_referral_asks_need (sample->visit));
}

/* as a resident without numbers comes to it, up to the last look */
static void
test_all_that_a_programme_asks_is_asked (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *body = NULL;

  sample_page_show (sample, ANJ_TYPE_PROPOSE_PAGE);
  sample_page_touch (sample, "Ajukan program lain");
  g_assert_cmpstr (target_of (sample, "usul-sanggah"), ==, "rujuk-program");
  sample_page_show (sample, ANJ_TYPE_OFFERS_PAGE);
  sample_page_touch (sample, "Daftar pelatihan remaja");
  g_assert_cmpstr (target_of (sample, "rujuk-program"), ==, "rujuk-siapa");
  sample_page_show (sample, ANJ_TYPE_MEMBER_PAGE);
  /* the age is a hint: each of the family may be chosen */
  sample_page_assert_says (sample, "Untuk umur 15 sampai 21 tahun.");
  g_assert_false (sample_page_offers (sample, "Anggota belum tercatat"));
  sample_page_touch (sample, "Slamet R. W. K.");
  g_assert_cmpstr (target_of (sample, "rujuk-siapa"), ==, "rujuk-berkas");
  sample_page_show (sample, ANJ_TYPE_PAPERS_PAGE);
  anj_page_activate_primary (sample->page);
  g_assert_cmpstr (target_of (sample, "rujuk-berkas"), ==, "rujuk-kursus");
  sample_page_show (sample, ANJ_TYPE_COURSE_PAGE);
  sample_page_touch (sample, "Menjahit");
  g_assert_cmpstr (target_of (sample, "rujuk-kursus"), ==, "rujuk-angkatan");
  sample_page_show (sample, ANJ_TYPE_INTAKE_PAGE);
  sample_page_touch (sample, "Terserah petugas");
  g_assert_cmpstr (target_of (sample, "rujuk-angkatan"), ==, "periksa");
  body = make_body (sample);
  assert_text (body, "programme", "UPT-PSBR");
  assert_text (body, "member", "m1");
  assert_text (body, "course", "jahit");
  assert_text (body, "intake", NULL);
  json_object_unref (body);
}

static void
test_another_programme_asks_anew (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_visit_begin (sample->visit, "referral");
  g_assert_true (anj_draft_is_complete (sample->visit));
  anj_draft_set_checked (sample->visit);
  sample_page_show (sample, ANJ_TYPE_OFFERS_PAGE);
  sample_page_touch (sample, "Ajukan sebagai pekerja rentan");
  g_assert_cmpstr (target_of (sample, "rujuk-program"), ==, "rujuk-siapa");
  g_assert_cmpstr (anj_visit_get_answer (sample->visit, "course"), ==, "");
  g_assert_false (anj_draft_is_complete (sample->visit));
  anj_visit_set_answer (sample->visit, "ppks", "fakir-miskin");
  anj_referral_choose_programme (sample->visit, "PELATIHAN");
  g_assert_cmpstr (anj_visit_get_answer (sample->visit, "ppks"), ==, "");
}

static void
test_numbers_are_asked_where_they_are_not_known (SamplePage *sample,
                                                 gconstpointer data G_GNUC_UNUSED)
{
  anj_visit_set_nik (sample->visit, "");
  anj_referral_begin (sample->visit, NULL);
  sample_page_show (sample, ANJ_TYPE_OFFERS_PAGE);
  sample_page_touch (sample, "Ajukan bantuan ke Baznas");
  g_assert_cmpstr (target_of (sample, "rujuk-program"), ==, "nik");
  /* numbers alone do for a family; to name one of it the household must be seen */
  anj_visit_set_nik (sample->visit, "3509015403839001");
  g_assert_null (anj_visit_get_household (sample->visit));
  g_assert_cmpstr (target_of (sample, "rujuk-program"), ==, "rujuk-keadaan");
  sample_page_touch (sample, "Daftar pelatihan kerja");
  g_assert_cmpstr (target_of (sample, "rujuk-program"), ==, "nik");
}

static void
test_what_an_attendant_sends_is_offered_to_nobody (SamplePage *sample,
                                                   gconstpointer data G_GNUC_UNUSED)
{
  JsonArray *programmes = anj_json_get_array (anj_visit_get_config (sample->visit), "programmes");

  g_assert_null (anj_referral_find (anj_visit_get_config (sample->visit), "UPT-PPSAA"));
  anj_referral_begin (sample->visit, NULL);
  sample_page_show (sample, ANJ_TYPE_OFFERS_PAGE);
  g_assert_true (sample_page_offers (sample, "Daftar pelatihan remaja"));
  g_assert_false (sample_page_offers (sample, "Rujuk anak ke panti"));
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    json_object_remove_member (anj_json_array_get_object (programmes, i), "referral");
  sample_page_show (sample, ANJ_TYPE_PROPOSE_PAGE);
  g_assert_false (sample_page_offers (sample, "Ajukan program lain"));
  g_assert_true (sample_page_offers (sample, "Sanggah keluarga lain"));
}

static void
test_a_slip_names_who_acts_on_it (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  AnjSlipText *slip = NULL;

  sample_visit_begin (sample->visit, "referral");
  anj_referral_choose_programme (sample->visit, "PELATIHAN");
  sample_page_show (sample, ANJ_TYPE_CHECK_PAGE);
  slip = anj_slip_text_new_ticket (sample->page);
  g_assert_true (g_str_has_prefix (slip->slip.whom, "Layanan Dinas Sosial\n"));
  anj_slip_text_free (slip);
  /* nobody of the children's office is in the lists: who is nearest */
  anj_referral_choose_programme (sample->visit, "UPT-PSBR");
  slip = anj_slip_text_new_ticket (sample->page);
  g_assert_true (g_str_has_prefix (slip->slip.whom, "Bu "));
  anj_slip_text_free (slip);
}

static void
follow (SamplePage *sample, const char *programme)
{
  JsonObject *followed = anj_visit_get_followed (sample->visit);
  JsonObject *state = anj_json_get_object (followed, "state");

  json_object_set_string_member (state, "kind", "referral");
  json_object_set_string_member (state, "category", "");
  json_object_set_string_member (state, "programme", programme);
  sample_page_show (sample, ANJ_TYPE_TICKET_PAGE);
}

static void
test_a_followed_one_has_its_name_unless_that_tells (SamplePage *sample,
                                                    gconstpointer data G_GNUC_UNUSED)
{
  follow (sample, "BAZNAS");
  sample_page_assert_says (sample, "Pengajuan PGD-4827-W: Zakat");
  follow (sample, "UPT-PSBR");
  sample_page_assert_says (sample, "Pengajuan PGD-4827-W");
  g_assert_false (sample_page_says (sample, "Pelatihan remaja"));
}

static void
test_a_programme_tells_what_to_bring_and_what_comes (SamplePage *sample,
                                                     gconstpointer data G_GNUC_UNUSED)
{
  JsonObject *amount = anj_json_get_object (programme_of (sample, "BPJS-TK"), "amount");

  show_programme (sample, "RTLH");
  sample_page_assert_says (sample, "KTP, Kartu Keluarga, Foto rumah");
  sample_page_assert_says (sample, "Bantuan berupa bahan bangunan.");
  show_programme (sample, "BPJS-TK");
  sample_page_assert_says (sample, "Perkiraan Rp16.800 setiap bulan, per 22 November 2026.");
  sample_page_assert_says (sample, "Anda tidak menerima uang.");
  /* what is not certain is a note for the admin */
  json_object_set_boolean_member (amount, "certain", FALSE);
  show_programme (sample, "BPJS-TK");
  g_assert_false (sample_page_says (sample, "Rp16.800"));
  g_assert_false (sample_page_says (sample, "Perkiraan"));
}

static void
test_points_have_day_place_and_person (SamplePage *sample, gconstpointer data G_GNUC_UNUSED)
{
  sample_page_show (sample, ANJ_TYPE_POINTS_PAGE);
  sample_page_assert_says (sample, "Makan Bergizi Gratis");
  sample_page_assert_says (sample, "SD Negeri Sumber Kencana 1");
  sample_page_assert_says (sample,
                           "Senin dan Kamis, 08.00 sampai 10.00\nRT 02 RW 01\nBu Kader Yuni");
  json_object_remove_member (anj_json_get_object (anj_visit_get_config (sample->visit), "place"),
                             "points");
  sample_page_show (sample, ANJ_TYPE_POINTS_PAGE);
  sample_page_assert_says (sample, "Tempat belum ditulis. Tanyakan di kantor desa.");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (SamplePage *, gconstpointer);
  } tests[] = {
    { "/referral-pages/a-programme-that-takes-referrals-offers-one",
      test_a_programme_that_takes_referrals_offers_one },
    { "/referral-pages/papers-that-are-there-are-touched", test_papers_that_are_there_are_touched },
    { "/referral-pages/without-any-paper-it-goes-on-too", test_without_any_paper_it_goes_on_too },
    { "/referral-pages/the-check-tells-what-lacks-and-who-reads",
      test_the_check_tells_what_lacks_and_who_reads },
    { "/referral-pages/the-kind-of-need-is-one-tap", test_the_kind_of_need_is_one_tap },
    { "/referral-pages/a-sensitive-kind-is-neither-offered-nor-counted",
      test_a_sensitive_kind_is_neither_offered_nor_counted },
    { "/referral-pages/all-that-a-programme-asks-is-asked",
      test_all_that_a_programme_asks_is_asked },
    { "/referral-pages/another-programme-asks-anew", test_another_programme_asks_anew },
    { "/referral-pages/numbers-are-asked-where-they-are-not-known",
      test_numbers_are_asked_where_they_are_not_known },
    { "/referral-pages/what-an-attendant-sends-is-offered-to-nobody",
      test_what_an_attendant_sends_is_offered_to_nobody },
    { "/referral-pages/a-slip-names-who-acts-on-it", test_a_slip_names_who_acts_on_it },
    { "/referral-pages/a-followed-one-has-its-name-unless-that-tells",
      test_a_followed_one_has_its_name_unless_that_tells },
    { "/programme-page/what-to-bring-and-what-comes",
      test_a_programme_tells_what_to_bring_and_what_comes },
    { "/points-page/day-place-and-person", test_points_have_day_place_and_person },
  };

  if (!sample_page_init (&argc, &argv))
    return 77;
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, SamplePage, NULL, sample_page_set_up, tests[i].test,
                sample_page_tear_down);
  return g_test_run ();
}
