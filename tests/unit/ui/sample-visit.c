/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-visit.h"

#include <string.h>

#include "core/anj-json.h"
#include "data/anj-data.h"
#include "ui/anj-evidence.h"
#include "ui/anj-journey.h"
#include "ui/anj-referral.h"
#include "ui/media/anj-voice.h"

static const char FOLLOWED[] =
    "{\"region\": \"35.09.01.2001\", \"number\": \"PGD-4827-W\", \"state\": {\"kind\": "
    "\"complaint\", \"category\": \"tidak-cair\", \"state\": \"in_progress\", \"submitted\": "
    "\"2026-11-23T02:44:00Z\", \"due\": \"2026-12-03\", \"history\": [{\"state\": \"received\", "
    "\"time\": \"2026-11-23T02:52:00Z\"}, {\"state\": \"in_progress\", \"time\": "
    "\"2026-11-24T01:10:00Z\"}]}, \"answer\": {\"text\": \"Kami sedang bertanya ke bank. Mohon "
    "menunggu.\", \"state\": \"in_progress\", \"time\": \"2026-11-24T01:10:00Z\", \"role\": "
    "\"intake\"}}";

static JsonObject *
parse (const char *text, gssize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  JsonObject *object = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return object;
}

/* (transfer full): a file of tests/data */
static JsonObject *
read_sample (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("ANJ_SOURCE_ROOT"), "tests", "data", name,
                                            NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return parse (text, (gssize) length);
}

static void
take_members (JsonObject *config, JsonObject *more)
{
  g_autoptr (GList) members = json_object_get_members (more);

  for (GList *l = members; l != NULL; l = l->next)
    json_object_set_member (config, l->data, json_object_dup_member (more, l->data));
  json_object_unref (more);
}

/* what is shipped, then what the hub tells of the village */
static void
fill_config (AnjVisit *visit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = anj_data_lookup ("default-config.json", &error);
  JsonObject *config = anj_visit_get_config (visit);
  JsonObject *shipped = NULL;

  g_assert_no_error (error);
  shipped = anj_json_parse_object (bytes, &error);
  g_assert_no_error (error);
  take_members (config, shipped);
  take_members (config, read_sample ("place-sample.json"));
}

static void
fill_household (AnjVisit *visit)
{
  JsonObject *household = read_sample ("household-sample.json");

  anj_visit_set_household (visit, household);
  json_object_unref (household);
}

static const struct
{
  const char *kind;
  const char *question;
  const char *answer;
} ANSWERS[] = {
  { "complaint", "category", "tidak-cair" },
  { "complaint", "words",
    "Uang Sembako saya belum masuk sejak September. Tetangga sudah menerima. Saya sudah bertanya "
    "ke bank, dua kali, dan diminta menunggu lagi. Di rumah ada tiga anak yang masih sekolah." },
  { "complaint", "programme", "SEMBAKO" },
  { "update", "member", "m1" },
  { "update", "field", "pekerjaan" },
  { "update", "new", "pedagang" },
  { "proposal", "programme", "PKH" },
  { "objection", "about-name", "Keluarga Pak Hartono" },
  { "objection", "about-place", "RT 02 RW 05, sebelah timur masjid" },
  { "referral", "programme", "UPT-PSBR" },
  { "referral", "member", "m3" },
  { "referral", "documents", "kk" },
  { "referral", "course", "otomotif" },
  { "referral", "intake", "-" },
  { "note", "about", "35.09.01.2001/PGD-4827-W" },
  { "note", "words", "Bank sudah buka kemarin. Uang tetap belum masuk." },
  { "feedback", "rating", "2" },
  { "feedback", "service", "cek-bantuan" },
  { "feedback", "words", "Petugas ramah, tetapi lama menunggu." },
};

/* the first reason that the configuration offers for @kind */
static void
answer_reason (AnjVisit *visit, const char *kind)
{
  g_autofree char *list = g_strconcat (kind, "_reasons", NULL);
  JsonArray *reasons = anj_json_get_array (anj_visit_get_config (visit), list);

  if (reasons != NULL)
    anj_visit_set_answer (
        visit, "reason",
        anj_json_get_string (anj_json_array_get_object (reasons, 0), "code", NULL));
}

/* as much as goes along */
static void
add_evidence (AnjVisit *visit)
{
  g_autofree char *path = g_build_filename (g_getenv ("ANJ_SOURCE_ROOT"), "tests", "data",
                                            "photo.jpg", NULL);
  g_autoptr (AnjVoice) voice = anj_voice_new (1);
  const gint16 silence[ANJ_VOICE_RATE / 10] = { 0 };
  g_autoptr (GBytes) sound = NULL;
  g_autoptr (GBytes) photo = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize n_bytes;

  g_file_get_contents (path, &data, &n_bytes, &error);
  g_assert_no_error (error);
  photo = g_bytes_new_take (g_steal_pointer (&data), n_bytes);
  for (guint i = 0; i < anj_evidence_max_photos (visit); i++)
    anj_evidence_add_photo (visit, anj_attachment_new (photo, ANJ_ATTACHMENT_JPEG, &error));
  g_assert_no_error (error);
  anj_voice_write (voice, silence, G_N_ELEMENTS (silence));
  sound = anj_voice_finish (voice);
  anj_evidence_set_recording (visit, anj_attachment_new (sound, ANJ_ATTACHMENT_OGG, &error), 83);
  g_assert_no_error (error);
}

void
sample_visit_begin (AnjVisit *visit, const char *kind)
{
  anj_visit_set_kind (visit, kind);
  for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++)
    if (strcmp (ANSWERS[i].kind, kind) == 0)
      anj_visit_set_answer (visit, ANSWERS[i].question, ANSWERS[i].answer);
  answer_reason (visit, kind);
  if (strcmp (kind, "complaint") == 0)
    add_evidence (visit);
  anj_visit_set_name_choice (visit, ANJ_NAME_SECRET);
}

const char *
sample_visit_kind (guint index)
{
  static const char *const KINDS[] = { "complaint", "update", "proposal", "objection",
                                       "referral",  "note",   "feedback" };

  return index < G_N_ELEMENTS (KINDS) ? KINDS[index] : NULL;
}

static void
give_ticket (AnjVisit *visit)
{
  AnjTicket *ticket = g_new0 (AnjTicket, 1);

  ticket->region = g_strdup ("35.09.01.2001");
  ticket->number = g_strdup ("PGD-4827-W");
  ticket->pin = g_strdup ("639201");
  anj_visit_take_ticket (visit, ticket);
}

/* not sent, and without a word yet */
static void
begin_rating (AnjVisit *visit)
{
  sample_visit_begin (visit, "feedback");
  anj_visit_set_answer (visit, "words", NULL);
  anj_visit_take_ticket (visit, NULL);
}

void
sample_visit_begin_for (AnjVisit *visit, const char *page)
{
  guint step, n_steps;

  give_ticket (visit);
  for (guint i = 0; sample_visit_kind (i) != NULL; i++)
    {
      sample_visit_begin (visit, sample_visit_kind (i));
      if (anj_journey_step (anj_journey_find (page), visit, &step, &n_steps))
        {
          /* the youths' programme has kinds of need that no screen shows */
          if (strcmp (page, "rujuk-keadaan") == 0)
            {
              anj_referral_choose_programme (visit, "BAZNAS");
              anj_visit_set_answer (visit, "ppks", "lansia-telantar");
            }
          return;
        }
    }
  /* these two have a step only where there is a camera or a microphone */
  if (strcmp (page, "foto") == 0 || strcmp (page, "suara") == 0)
    sample_visit_begin (visit, "complaint");
  /* a face is one touch, no step */
  else if (strcmp (page, "kepuasan") == 0 || strcmp (page, "terima-kasih") == 0)
    begin_rating (visit);
  else
    sample_visit_begin (visit, "");
}

void
sample_visit_fill (AnjVisit *visit)
{
  JsonObject *followed = parse (FOLLOWED, -1);

  JsonObject *status = parse ("{\"online\": true, \"printer\": \"ready\"}", -1);

  fill_config (visit);
  anj_visit_set_status (visit, status);
  json_object_unref (status);
  anj_visit_set_nik (visit, "3509015403839001");
  anj_visit_set_no_kk (visit, "3509011203019003");
  fill_household (visit);
  sample_visit_begin (visit, "complaint");
  give_ticket (visit);
  anj_visit_set_follow_number (visit, "PGD-48");
  anj_visit_set_follow_pin (visit, "639");
  anj_visit_set_followed (visit, followed);
  json_object_unref (followed);
}

void
sample_visit_choose (AnjVisit *visit, const char *code)
{
  JsonObject *household = anj_json_get_object (anj_visit_get_household (visit), "household");
  JsonArray *programmes = anj_json_get_array (household, "programmes");

  for (guint i = 0; i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (strcmp (anj_json_get_string (programme, "code", ""), code) == 0)
        anj_visit_set_programme (visit, programme);
    }
  if (anj_visit_is_kind (visit, "referral") &&
      anj_referral_find (anj_visit_get_config (visit), code) != NULL)
    anj_referral_choose_programme (visit, code);
}

/* --- the hard cases --- */

static JsonObject *
household_of (AnjVisit *visit)
{
  return anj_json_get_object (anj_visit_get_household (visit), "household");
}

static void
replace_array (AnjVisit *visit, const char *member, const char *text)
{
  g_autofree char *whole = g_strdup_printf ("{\"array\": %s}", text);
  g_autoptr (JsonObject) object = parse (whole, -1);

  json_object_set_array_member (household_of (visit), member,
                                json_array_ref (anj_json_get_array (object, "array")));
}

/* a family of thirteen, with names as long as a register has them */
static void
make_many_members (AnjVisit *visit)
{
  JsonArray *members = json_array_new ();

  for (guint i = 1; i <= 13; i++)
    {
      JsonObject *member = json_object_new ();
      g_autofree char *id = g_strdup_printf ("m%u", i);
      g_autofree char *nik = g_strdup_printf ("3509********9%03u", i);

      json_object_set_string_member (member, "id", id);
      json_object_set_string_member (member, "name",
                                     i % 2 ? "Nurhidayatullahwati S. R. K. M." : "Siti A.");
      json_object_set_string_member (member, "nik", nik);
      json_object_set_string_member (member, "relation",
                                     i == 1 ? "KEPALA KELUARGA" : "FAMILI LAIN");
      json_object_set_string_member (member, "occupation", "Mengurus rumah tangga");
      json_array_add_object_element (members, member);
    }
  json_object_set_array_member (household_of (visit), "members", members);
}

static void
make_no_programmes (AnjVisit *visit)
{
  replace_array (visit, "programmes", "[]");
  replace_array (visit, "disagreements", "[]");
}

static void
make_unlisted (AnjVisit *visit)
{
  JsonArray *programmes = anj_json_get_array (household_of (visit), "programmes");

  for (guint i = 0; i < json_array_get_length (programmes); i++)
    json_object_set_string_member (anj_json_array_get_object (programmes, i), "class", "none");
}

static void
make_all_disagree (AnjVisit *visit)
{
  replace_array (visit, "registers",
                 "[{\"register\": \"dtsen\", \"date\": \"2026-10-15\", \"status\": \"aktif\", "
                 "\"desil\": 1}, {\"register\": \"dtks\", \"date\": \"2025-06-01\", \"status\": "
                 "\"nonaktif\", \"since\": \"2025-03-01\", \"reason\": \"Pindah alamat\"}, "
                 "{\"register\": \"p3ke\", \"date\": \"2024-01-31\", \"status\": "
                 "\"aktif\", \"desil\": 3, \"year\": \"2023\"}]");
  replace_array (
      visit, "disagreements",
      "[{\"registers\": [\"dtsen\", \"pk\"], \"kind\": \"missing\", \"may\": [\"proposal\"]}, "
      "{\"registers\": [\"p3ke\", \"pk\"], \"kind\": \"missing\", \"may\": [\"proposal\"]}, "
      "{\"registers\": [\"dtsen\", \"dtks\"], \"kind\": \"status\", \"may\": [\"proposal\"]}, "
      "{\"registers\": [\"dtks\", \"p3ke\"], \"kind\": \"status\", \"may\": [\"proposal\"]}, "
      "{\"registers\": [\"dtsen\", \"p3ke\"], \"kind\": \"desil\", \"may\": [\"update\"]}, "
      "{\"registers\": [\"dtsen\", \"dtks\"], \"kind\": \"members\", \"may\": [\"update\"]}, "
      "{\"registers\": [\"dtsen\", \"p3ke\"], \"kind\": \"members\", \"may\": [\"update\"]}, "
      "{\"registers\": [\"dtks\", \"p3ke\"], \"kind\": \"members\", \"may\": [\"update\"]}, "
      "{\"registers\": [\"dtsen\", \"p3ke\"], \"kind\": \"name\", \"may\": [\"update\"]}]");
}

static void
make_old (AnjVisit *visit)
{
  json_object_set_string_member (anj_visit_get_household (visit), "as_of", "2026-01-31");
}

/* paid, but not known to be there */
static void
make_under_way (AnjVisit *visit)
{
  JsonObject *programme = NULL;

  sample_visit_choose (visit, "PKH");
  programme = anj_visit_get_programme (visit);
  json_object_remove_member (programme, "arrived");
  json_object_set_string_member (programme, "state", "SI");
  json_object_set_object_member (
      programme, "explanation",
      parse ("{\"id\": \"Bank diminta mengisi KKS Anda. Uang belum tentu sudah masuk.\", \"en\": "
             "\"The bank was asked to fill your KKS card. The money may not be there yet.\"}",
             -1));
  json_object_set_object_member (
      programme, "next_step",
      parse ("{\"id\": \"Periksa saldo KKS. Masih kosong? Cocokkan data di kantor desa.\", "
             "\"en\": \"Check the card. Still empty? Have your data compared at the village "
             "office.\"}",
             -1));
}

/* followed: it ended as @word says before anybody read it */
static void
end_in_vain (AnjVisit *visit, const char *kind, const char *word)
{
  g_autofree char *text = g_strdup_printf (
      "{\"region\": \"35.09.01.2001\", \"number\": \"PGD-4827-W\", \"state\": {\"kind\": "
      "\"%s\", \"category\": \"%s\", \"state\": \"%s\", \"submitted\": "
      "\"2026-11-23T02:44:00Z\", \"due\": null, \"history\": [{\"state\": \"waiting\", \"time\": "
      "\"2026-11-23T02:44:00Z\"}, {\"state\": \"%s\"}], \"offline\": true}, \"answer\": null}",
      kind, strcmp (kind, "complaint") == 0 ? "tidak-cair" : "", word, word);
  g_autoptr (JsonObject) followed = parse (text, -1);

  anj_visit_set_followed (visit, followed);
}

/* a damage of the terminal took it */
static void
make_lost (AnjVisit *visit)
{
  end_in_vain (visit, "complaint", "lost");
}

static void
make_lost_proposal (AnjVisit *visit)
{
  end_in_vain (visit, "proposal", "lost");
}

static void
make_lost_note (AnjVisit *visit)
{
  end_in_vain (visit, "note", "lost");
}

static void
make_refused (AnjVisit *visit)
{
  end_in_vain (visit, "complaint", "refused");
}

/* the case arrived without its photo */
static void
make_lost_photo (AnjVisit *visit)
{
  JsonObject *followed = anj_visit_get_followed (visit);

  json_object_set_int_member (anj_json_get_object (followed, "state"), "attachments_lost", 1);
}

static void
set_status (AnjVisit *visit, const char *text)
{
  g_autoptr (JsonObject) status = parse (text, -1);

  anj_visit_set_status (visit, status);
}

static void
make_offline (AnjVisit *visit)
{
  set_status (visit, "{\"online\": false, \"printer\": \"ready\"}");
}

static void
make_full (AnjVisit *visit)
{
  set_status (visit, "{\"online\": true, \"printer\": \"ready\", \"storage\": \"full\"}");
}

static void
make_broken (AnjVisit *visit)
{
  set_status (visit, "{\"online\": true, \"printer\": \"ready\", \"storage\": \"disk-error\"}");
}

static void
make_old_copy (AnjVisit *visit)
{
  set_status (visit, "{\"online\": true, \"printer\": \"ready\", \"enrol_again\": true}");
}

static void
make_fetching (AnjVisit *visit)
{
  set_status (visit, "{\"online\": true, \"printer\": \"ready\", \"fetching_again\": true}");
}

/* of old data, and looked at before */
static void
make_unsure (AnjVisit *visit)
{
  make_old (visit);
  json_object_set_string_member (anj_visit_get_household (visit), "last_viewed", "unknown");
  set_status (visit, "{\"online\": true, \"printer\": \"ready\", \"time_unsure\": true}");
}

#define MAX_PAGES 6

static const struct
{
  const char *name;
  void (*make) (AnjVisit *visit);
  const char *pages[MAX_PAGES + 1];
} HARD_CASES[] = {
  { "banyak-anggota", make_many_members, { "hasil", "data-saya", "data-anggota" } },
  { "tanpa-program", make_no_programmes, { "hasil", "data-saya", "data-anggota" } },
  { "tidak-terdaftar", make_unlisted, { "hasil", "data-saya", "data-anggota" } },
  { "semua-beda", make_all_disagree, { "hasil", "data-saya", "data-anggota" } },
  { "data-lama", make_old, { "hasil", "data-saya", "data-anggota" } },
  { "sedang-dikirim", make_under_way, { "hasil", "data-saya", "data-anggota" } },
  { "kiriman-hilang", make_lost, { "ikuti" } },
  { "usul-hilang", make_lost_proposal, { "ikuti" } },
  { "kabar-hilang", make_lost_note, { "ikuti" } },
  { "kiriman-ditolak", make_refused, { "ikuti" } },
  { "foto-hilang", make_lost_photo, { "ikuti" } },
  { "tanpa-internet", make_offline, { "beranda", "hasil", "terkirim" } },
  { "mesin-penuh", make_full, { "beranda", "belum-terima" } },
  { "mesin-rusak", make_broken, { "belum-terima" } },
  { "salinan-lama", make_old_copy, { "belum-terima" } },
  { "diambil-lagi", make_fetching, { "beranda", "belum-cek" } },
  { "waktu-tak-pasti",
    make_unsure,
    { "hasil", "data-saya", "rincian", "terkirim", "ikuti", "info-jam" } },
};

const char *
sample_visit_hard_case (guint index, const char *const **out_pages)
{
  if (index >= G_N_ELEMENTS (HARD_CASES))
    return NULL;
  *out_pages = HARD_CASES[index].pages;
  return HARD_CASES[index].name;
}

gboolean
sample_visit_make_hard (AnjVisit *visit, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (HARD_CASES); i++)
    if (strcmp (HARD_CASES[i].name, name) == 0)
      {
        HARD_CASES[i].make (visit);
        return TRUE;
      }
  return FALSE;
}
