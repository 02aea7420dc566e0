/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-journey.h"

#include "ui/anj-about-page.h"
#include "ui/anj-announcements-page.h"
#include "ui/anj-category-page.h"
#include "ui/anj-check-page.h"
#include "ui/anj-door.h"
#include "ui/anj-draft.h"
#include "ui/anj-evidence.h"
#include "ui/anj-feedback-page.h"
#include "ui/anj-field-page.h"
#include "ui/anj-follow-number-page.h"
#include "ui/anj-follow-pin-page.h"
#include "ui/anj-home-page.h"
#include "ui/anj-hours-page.h"
#include "ui/anj-info-page.h"
#include "ui/anj-kk-page.h"
#include "ui/anj-language-page.h"
#include "ui/anj-letters-page.h"
#include "ui/anj-member-page.h"
#include "ui/anj-name-page.h"
#include "ui/anj-new-value-page.h"
#include "ui/anj-nik-page.h"
#include "ui/anj-offers-page.h"
#include "ui/anj-officials-page.h"
#include "ui/anj-own-data-page.h"
#include "ui/anj-papers-page.h"
#include "ui/anj-photo-page.h"
#include "ui/anj-points-page.h"
#include "ui/anj-programme-page.h"
#include "ui/anj-propose-page.h"
#include "ui/anj-reason-page.h"
#include "ui/anj-referral.h"
#include "ui/anj-result-page.h"
#include "ui/anj-sent-page.h"
#include "ui/anj-service-page.h"
#include "ui/anj-standards-page.h"
#include "ui/anj-thanks-page.h"
#include "ui/anj-ticket-page.h"
#include "ui/anj-totals-page.h"
#include "ui/anj-update.h"
#include "ui/anj-voice-page.h"
#include "ui/anj-welcome-page.h"
#include "ui/anj-wish-page.h"
#include "ui/anj-words-page.h"

static gboolean
lacks_what_comes_anew (AnjVisit *visit)
{
  return anj_door_looks_up_nobody (visit) && anj_draft_lacks_household (visit);
}

/* Where every page of a draft leads once the check page has been seen: what is changed from there
 * comes back to it. */
#define BACK_TO_CHECK                                                                              \
  {                                                                                                \
    "next", "periksa", .when = anj_draft_is_checked                                                \
  }

/* Nobody writes for minutes what cannot be kept: it is said before the first question of a draft.
 */
#define UNLESS_TAKEN(name)                                                                         \
  {                                                                                                \
    name, "belum-terima", .when = anj_door_takes_no_case                                           \
  }

/* nor types twice 16 digits that nothing can be found by yet */
#define UNLESS_FOUND(name)                                                                         \
  {                                                                                                \
    name, "belum-cek", .when = anj_door_looks_up_nobody                                            \
  }

static const AnjJourneyPage PAGES[] = {
  { .id = "sapaan",
    .get_type = anj_welcome_page_get_type,
    .bare = TRUE,
    .ways = { { "next", "bahasa" } } },
  { .id = "bahasa", .get_type = anj_language_page_get_type, .ways = { { "next", "beranda" } } },
  /* its ways are the codes of config `services`, and the line of what is new */
  { .id = "beranda",
    .get_type = anj_home_page_get_type,
    .network = TRUE,
    .ways = { UNLESS_FOUND ("cek-bantuan"),
              { "cek-bantuan", "nik" },
              UNLESS_TAKEN ("pengaduan"),
              { "pengaduan", "jenis" },
              { "ikuti", "ikuti-nomor" },
              UNLESS_TAKEN ("perbarui-data"),
              { "perbarui-data", "usul-sanggah" },
              { "informasi", "informasi" },
              UNLESS_TAKEN ("kepuasan"),
              { "kepuasan", "kepuasan" },
              { "pengumuman", "info-pengumuman" } } },
  { .id = "huruf", .get_type = anj_letters_page_get_type },
  { .id = "tutup",
    .get_type = anj_service_page_get_type,
    .final = TRUE,
    .ways = { { "informasi", "informasi" }, { "ikuti", "ikuti-nomor" } } },
  { .id = "belum-terima",
    .get_type = anj_untaken_page_get_type,
    .personal = TRUE,
    .gathers = TRUE,
    .unnumbered = TRUE,
    .door = anj_door_for_cases,
    .ways = { UNLESS_FOUND ("cek-bantuan"),
              { "cek-bantuan", "nik" },
              { "informasi", "informasi" },
              { "ikuti", "ikuti-nomor" } } },
  { .id = "belum-cek",
    .get_type = anj_unfound_page_get_type,
    .personal = TRUE,
    .gathers = TRUE,
    .unnumbered = TRUE,
    .door = anj_door_for_look_ups,
    .ways = { UNLESS_TAKEN ("pengaduan"),
              { "pengaduan", "jenis" },
              { "informasi", "informasi" },
              { "ikuti", "ikuti-nomor" } } },

  /* who are you? asked by every journey that carries the numbers or needs what they open */
  { .id = "nik",
    .get_type = anj_nik_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "kk" } } },
  { .id = "kk",
    .get_type = anj_kk_page_get_type,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK,
              { "next", "cerita", .kind = "complaint" },
              { "next", "data-anggota", .kind = "update" },
              { "next", "usul-alasan", .kind = "proposal" },
              { "next", "sanggah-siapa", .kind = "objection" },
              { "next", "rujuk-siapa", .kind = "referral" },
              { "next", "hasil", .kind = "" } } },

  /* is there aid for me? */
  { .id = "hasil",
    .get_type = anj_result_page_get_type,
    .personal = TRUE,
    .network = TRUE,
    .unnumbered = TRUE,
    .ways = { { "detail", "rincian" },
              { "own-data", "data-saya" },
              UNLESS_TAKEN ("propose"),
              { "propose", "usul-alasan" },
              UNLESS_TAKEN ("update"),
              { "update", "data-anggota" } } },
  { .id = "rincian",
    .get_type = anj_programme_page_get_type,
    .personal = TRUE,
    .ways = { UNLESS_TAKEN ("complaint"),
              { "complaint", "jenis" },
              UNLESS_TAKEN ("unpaid"),
              { "unpaid", "nama" },
              UNLESS_TAKEN ("propose"),
              { "propose", "usul-alasan" },
              UNLESS_TAKEN ("update"),
              { "update", "data-anggota" },
              UNLESS_TAKEN ("object"),
              { "object", "sanggah-alasan" },
              UNLESS_TAKEN ("refer"),
              { "refer", "rujuk-siapa" } } },
  { .id = "data-saya",
    .get_type = anj_own_data_page_get_type,
    .personal = TRUE,
    .ways = { UNLESS_TAKEN ("update"), { "update", "data-anggota" } } },

  /* a complaint: what, by whom, the story */
  { .id = "jenis",
    .get_type = anj_category_page_get_type,
    .ways = { BACK_TO_CHECK, { "next", "nama" } } },
  { .id = "nama",
    .get_type = anj_name_page_get_type,
    .ways = { { "next", "nik", .when = anj_draft_lacks_numbers },
              BACK_TO_CHECK,
              { "next", "cerita" } } },
  { .id = "cerita",
    .get_type = anj_words_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "terima-kasih", .kind = "feedback" },
              BACK_TO_CHECK,
              { "next", "foto" },
              { "voice", "suara", .when = anj_evidence_has_microphone } } },
  { .id = "suara",
    .get_type = anj_voice_page_get_type,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "foto" } } },

  /* what shows it: a complaint, an update, an objection */
  { .id = "foto",
    .get_type = anj_photo_page_get_type,
    .when = anj_evidence_wants_photo,
    .personal = TRUE,
    .ways = { { "next", "periksa" } } },

  /* an update of data: who, what, the new value */
  { .id = "data-anggota",
    .get_type = anj_member_page_get_type,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK,
              { "next", "data-baru", .when = anj_update_is_new_member },
              { "next", "data-pilihan" } } },
  { .id = "data-pilihan",
    .get_type = anj_field_page_get_type,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "data-baru" } } },
  { .id = "data-baru",
    .get_type = anj_new_value_page_get_type,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "foto" } } },

  /* a proposal or an objection: what, about whom, why */
  { .id = "usul-sanggah",
    .get_type = anj_propose_page_get_type,
    .ways = { { "next", "belum-cek", .kind = "update", .when = lacks_what_comes_anew },
              { "next", "nik", .kind = "update", .when = anj_draft_lacks_household },
              { "next", "data-anggota", .kind = "update" },
              { "next", "rujuk-program", .kind = "referral" },
              { "next", "nik", .when = anj_draft_lacks_numbers },
              { "next", "usul-alasan", .kind = "proposal" },
              { "next", "sanggah-siapa", .kind = "objection" } } },
  { .id = "usul-alasan",
    .get_type = anj_reason_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "periksa" } } },
  { .id = "sanggah-siapa",
    .get_type = anj_about_page_get_type,
    .when = anj_about_is_asked,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "sanggah-alasan" } } },
  { .id = "sanggah-alasan",
    .get_type = anj_reason_page_get_type,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "foto" } } },

  /* a referral: what, for whom, of what kind the need is, which papers are there, what is wished */
  { .id = "rujuk-program",
    .get_type = anj_offers_page_get_type,
    .when = anj_referral_asks_programme,
    .ways = { { "next", "nik", .when = anj_referral_lacks_numbers },
              BACK_TO_CHECK,
              { "next", "rujuk-siapa" } } },
  { .id = "rujuk-siapa",
    .get_type = anj_member_page_get_type,
    .when = anj_referral_asks_member,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "rujuk-keadaan" } } },
  { .id = "rujuk-keadaan",
    .get_type = anj_need_page_get_type,
    .when = anj_referral_asks_need,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "rujuk-berkas" } } },
  { .id = "rujuk-berkas",
    .get_type = anj_papers_page_get_type,
    .when = anj_referral_asks_papers,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "rujuk-kursus" } } },
  { .id = "rujuk-kursus",
    .get_type = anj_course_page_get_type,
    .when = anj_referral_asks_course,
    .personal = TRUE,
    .ways = { BACK_TO_CHECK, { "next", "rujuk-angkatan" } } },
  { .id = "rujuk-angkatan",
    .get_type = anj_intake_page_get_type,
    .when = anj_referral_asks_intake,
    .personal = TRUE,
    .ways = { { "next", "periksa" } } },

  /* how was the service? */
  { .id = "kepuasan",
    .get_type = anj_feedback_page_get_type,
    .ways = { { "next", "terima-kasih" } } },
  { .id = "terima-kasih",
    .get_type = anj_thanks_page_get_type,
    .personal = TRUE,
    .final = TRUE,
    .ways = { { "words", "cerita" } } },

  /* what anybody may read */
  { .id = "informasi",
    .get_type = anj_info_page_get_type,
    .ways = { { "standards", "info-layanan" },
              { "hours", "info-jam" },
              { "officials", "info-petugas" },
              { "announcements", "info-pengumuman" },
              { "points", "info-tempat" },
              { "totals", "info-jumlah" } } },
  { .id = "info-layanan", .get_type = anj_standards_page_get_type },
  { .id = "info-jam", .get_type = anj_hours_page_get_type },
  { .id = "info-petugas", .get_type = anj_officials_page_get_type },
  { .id = "info-pengumuman", .get_type = anj_announcements_page_get_type },
  { .id = "info-tempat", .get_type = anj_points_page_get_type },
  { .id = "info-jumlah", .get_type = anj_totals_page_get_type },

  /* every draft: a last look, the number; a way of "periksa" is the question to answer anew */
  { .id = "periksa",
    .get_type = anj_check_page_get_type,
    .personal = TRUE,
    .gathers = TRUE,
    .ways = { { "next", "terkirim" },
              { "category", "jenis" },
              { "name", "nama" },
              { "numbers", "nik" },
              { "words", "kabar", .kind = "note" },
              { "words", "cerita" },
              { "recording", "suara" },
              { "photos", "foto" },
              { "reason", "usul-alasan", .kind = "proposal" },
              { "reason", "sanggah-alasan" },
              { "about", "sanggah-siapa" },
              { "programme", "rujuk-program" },
              { "member", "rujuk-siapa", .kind = "referral" },
              { "need", "rujuk-keadaan" },
              { "papers", "rujuk-berkas" },
              { "course", "rujuk-kursus" },
              { "intake", "rujuk-angkatan" },
              { "member", "data-anggota" },
              { "field", "data-pilihan" },
              { "new", "data-baru" } } },
  { .id = "terkirim",
    .get_type = anj_sent_page_get_type,
    .personal = TRUE,
    .final = TRUE,
    .network = TRUE },

  /* what became of my case? */
  { .id = "ikuti-nomor",
    .get_type = anj_follow_number_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "ikuti-pin" } } },
  { .id = "ikuti-pin",
    .get_type = anj_follow_pin_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "ikuti" } } },
  { .id = "ikuti",
    .get_type = anj_ticket_page_get_type,
    .personal = TRUE,
    .network = TRUE,
    .unnumbered = TRUE,
    .ways = { UNLESS_TAKEN ("note"),
              { "note", "kabar" },
              UNLESS_TAKEN ("again"),
              { "again", "jenis", .kind = "complaint" },
              { "again", "usul-sanggah" },
              { "follow", "ikuti-nomor" } } },

  /* more to a case */
  { .id = "kabar",
    .get_type = anj_words_page_get_type,
    .personal = TRUE,
    .ways = { { "next", "periksa" } } },
};

/* What is counted for the resident: "Langkah 2 dari 4". A page that its guard leaves out is not.
 * Numbers that a draft asks for on its way belong to the step of the page @numbers. */
static const struct
{
  const char *kind;
  const char *pages[8];
  const char *numbers;
} STEPS[] = {
  { .kind = "", .pages = { "nik", "kk", "hasil" } },
  { .kind = "", .pages = { "ikuti-nomor", "ikuti-pin", "ikuti" } },
  { .kind = "complaint",
    .pages = { "jenis", "nama", "cerita", "foto", "periksa" },
    .numbers = "nama" },
  { .kind = "update",
    .pages = { "data-anggota", "data-pilihan", "data-baru", "foto", "periksa" },
    .numbers = "data-anggota" },
  { .kind = "note", .pages = { "kabar", "periksa" } },
  { .kind = "proposal", .pages = { "usul-alasan", "periksa" }, .numbers = "usul-alasan" },
  { .kind = "objection",
    .pages = { "sanggah-siapa", "sanggah-alasan", "foto", "periksa" },
    .numbers = "sanggah-siapa" },
  { .kind = "referral",
    .pages = { "rujuk-program", "rujuk-siapa", "rujuk-keadaan", "rujuk-berkas", "rujuk-kursus",
               "rujuk-angkatan", "periksa" },
    .numbers = "rujuk-program" },
};

const AnjJourneyPage *
anj_journey_pages (guint *out_n_pages)
{
  *out_n_pages = G_N_ELEMENTS (PAGES);
  return PAGES;
}

const AnjJourneyPage *
anj_journey_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++)
    if (g_str_equal (PAGES[i].id, id))
      return &PAGES[i];
  return NULL;
}

static gboolean
is_open (const AnjJourneyWay *way, AnjVisit *visit)
{
  return (way->kind == NULL || anj_visit_is_kind (visit, way->kind)) &&
         (way->when == NULL || way->when (visit));
}

static gboolean
is_left_out (const AnjJourneyPage *page, AnjVisit *visit)
{
  return page->when != NULL && !page->when (visit);
}

const AnjJourneyPage *
anj_journey_follow (const AnjJourneyPage *page, const char *way, AnjVisit *visit)
{
  for (guint i = 0; i < G_N_ELEMENTS (page->ways) && page->ways[i].way != NULL; i++)
    if (g_str_equal (page->ways[i].way, way) && is_open (&page->ways[i], visit))
      {
        const AnjJourneyPage *target = anj_journey_find (page->ways[i].target);

        return is_left_out (target, visit) ? anj_journey_follow (target, "next", visit) : target;
      }
  return NULL;
}

static gboolean
asks_numbers (const AnjJourneyPage *page)
{
  return g_str_equal (page->id, "nik") || g_str_equal (page->id, "kk");
}

gboolean
anj_journey_step (const AnjJourneyPage *page, AnjVisit *visit, guint *out_step, guint *out_n_steps)
{
  if (page->unnumbered)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (STEPS); i++)
    {
      guint n = 0, step = 0;

      if (!anj_visit_is_kind (visit, STEPS[i].kind))
        continue;
      for (guint p = 0; p < G_N_ELEMENTS (STEPS[i].pages) && STEPS[i].pages[p] != NULL; p++)
        {
          const AnjJourneyPage *counted = anj_journey_find (STEPS[i].pages[p]);

          if (counted == page ||
              (asks_numbers (page) && g_strcmp0 (counted->id, STEPS[i].numbers) == 0))
            step = n + 1;
          n += !is_left_out (counted, visit);
        }
      if (step > 0)
        {
          *out_step = step;
          *out_n_steps = n;
          return TRUE;
        }
    }
  return FALSE;
}
