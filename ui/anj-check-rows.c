/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-check-rows.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-about-page.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-draft.h"
#include "ui/anj-evidence.h"
#include "ui/anj-i18n.h"
#include "ui/anj-masked.h"
#include "ui/anj-referral.h"
#include "ui/anj-update.h"

/* (transfer full): text of @entry's member, the answer itself where there is no such entry */
static char *
label (AnjVisit *visit, JsonObject *entry, const char *question)
{
  return g_strdup (entry != NULL
                       ? anj_json_get_text (entry, "label", anj_visit_get_language (visit))
                       : anj_visit_get_answer (visit, question));
}

static const char *
icon_of (JsonObject *entry, const char *fallback)
{
  return entry != NULL ? anj_json_get_string (entry, "icon", fallback) : fallback;
}

/* --- a complaint --- */

static JsonObject *
category (AnjVisit *visit)
{
  return anj_catalogue_category (anj_visit_get_config (visit),
                                 anj_visit_get_answer (visit, "category"));
}

static const char *
category_icon (AnjVisit *visit)
{
  return icon_of (category (visit), "layanan-pengaduan");
}

static char *
category_answer (AnjVisit *visit)
{
  return label (visit, category (visit), "category");
}

static const char *
programme_icon (AnjVisit *visit)
{
  return icon_of (anj_catalogue_programme (anj_visit_get_config (visit),
                                           anj_visit_get_answer (visit, "programme")),
                  "layanan-cek-bantuan");
}

static char *
programme_answer (AnjVisit *visit)
{
  const char *code = anj_visit_get_answer (visit, "programme");

  return g_strdup (*code == '\0' ? code
                                 : anj_catalogue_programme_name (anj_visit_get_config (visit), code,
                                                                 anj_visit_get_language (visit)));
}

static const char *
name_icon (AnjVisit *visit)
{
  switch (anj_visit_get_name_choice (visit))
    {
    case ANJ_NAME_SECRET:
      return "rahasia";
    case ANJ_NAME_OPEN:
      return "tanya-petugas";
    case ANJ_NAME_UNDECIDED:
    case ANJ_NAME_ANONYMOUS:
    default:
      return "tanpa-nama";
    }
}

static char *
name_answer (AnjVisit *visit)
{
  return g_strdup (anj_draft_name_word (anj_visit_get_name_choice (visit)));
}

static const char *
words_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "layanan-pengaduan";
}

static char *
words_answer (AnjVisit *visit)
{
  return g_strstrip (
      g_strdelimit (g_strdup (anj_visit_get_answer (visit, "words")), "\n\r\t", ' '));
}

/* words that are not asked for, but may be added */
static char *
more_answer (AnjVisit *visit)
{
  char *words = words_answer (visit);

  if (*words != '\0')
    return words;
  g_free (words);
  return g_strdup (_ ("Belum ada. Boleh ditambah."));
}

/* --- an update --- */

static const char *
member_icon (AnjVisit *visit)
{
  JsonObject *member = anj_update_get_member (visit);

  return member != NULL ? anj_update_icon (member) : "orang-bayi";
}

static char *
member_answer (AnjVisit *visit)
{
  return g_strdup (anj_update_is_new_member (visit) ? _ ("Anggota belum tercatat")
                                                    : anj_update_get_member_name (visit));
}

static const char *
field_icon (AnjVisit *visit)
{
  return icon_of (anj_update_get_field (visit), "layanan-perbarui-data");
}

static char *
field_answer (AnjVisit *visit)
{
  return label (visit, anj_update_get_field (visit), "field");
}

static gboolean
field_changeable (AnjVisit *visit)
{
  return !anj_update_is_new_member (visit);
}

static const char *
new_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "ubah";
}

static char *
new_answer (AnjVisit *visit)
{
  return g_strdup (anj_update_get_new_words (visit, anj_visit_get_language (visit)));
}

static const char *
evidence_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "kertas";
}

/* where there is no camera to show it to */
static char *
evidence_answer (AnjVisit *visit)
{
  return g_strdup (anj_evidence_has_camera (visit)
                       ? ""
                       : anj_update_get_evidence (visit, anj_visit_get_language (visit)));
}

/* --- a proposal, an objection --- */

static const char *
family_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "kartu";
}

static char *
family_answer (AnjVisit *visit)
{
  g_autofree char *nik = anj_masked_number (anj_visit_get_nik (visit));

  return nik != NULL ? g_strconcat ("NIK ", nik, NULL) : g_strdup ("");
}

static const char *
about_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "sanggah";
}

static char *
about_answer (AnjVisit *visit)
{
  if (!anj_about_is_asked (visit))
    return g_strdup (_ ("Keluarga sendiri"));
  return g_strdup_printf ("%s, %s", anj_visit_get_answer (visit, "about-name"),
                          anj_visit_get_answer (visit, "about-place"));
}

static JsonObject *
reason (AnjVisit *visit)
{
  return anj_catalogue_reason (anj_visit_get_config (visit), anj_visit_get_kind (visit),
                               anj_visit_get_answer (visit, "reason"));
}

static const char *
reason_icon (AnjVisit *visit)
{
  return icon_of (reason (visit), "tidak-sama");
}

static char *
reason_answer (AnjVisit *visit)
{
  return label (visit, reason (visit), "reason");
}

/* --- a referral --- */

static char *
referral_answer (AnjVisit *visit)
{
  JsonObject *referral = anj_referral_get (visit);

  return g_strdup (referral != NULL
                       ? anj_json_get_text (referral, "label", anj_visit_get_language (visit))
                       : "");
}

static char *
referral_member_answer (AnjVisit *visit)
{
  return g_strdup (anj_referral_asks_member (visit) ? anj_update_get_member_name (visit) : "");
}

static char *
papers_answer (AnjVisit *visit)
{
  g_autofree char *names = anj_referral_name_checklist (visit, /* at_hand */ TRUE);

  if (*names == '\0' && anj_referral_asks_papers (visit))
    return g_strdup (_ ("Belum ada"));
  return g_steal_pointer (&names);
}

static char *
lacking_answer (AnjVisit *visit)
{
  return anj_referral_name_checklist (visit, /* at_hand */ FALSE);
}

/* (transfer none) (nullable) */
static JsonObject *
find_wish (AnjVisit *visit, AnjReferralList list)
{
  const char *code = anj_visit_get_answer (visit, anj_referral_question (list));
  g_autoptr (GPtrArray) wishes = anj_referral_get_list (visit, list);

  for (guint i = 0; i < wishes->len; i++)
    if (strcmp (anj_json_get_string (wishes->pdata[i], "code", ""), code) == 0)
      return wishes->pdata[i];
  return NULL;
}

static char *
wish_answer (AnjVisit *visit, AnjReferralList list)
{
  JsonObject *wish = find_wish (visit, list);

  if (wish != NULL)
    return g_strdup (anj_json_get_text (wish, "label", anj_visit_get_language (visit)));
  return g_strdup (anj_referral_asks (visit, list) ? anj_referral_none_word (list) : "");
}

static const char *
need_icon (AnjVisit *visit)
{
  return icon_of (find_wish (visit, ANJ_REFERRAL_NEED), "usulkan");
}

static char *
need_answer (AnjVisit *visit)
{
  return wish_answer (visit, ANJ_REFERRAL_NEED);
}

static const char *
course_icon (AnjVisit *visit)
{
  return icon_of (find_wish (visit, ANJ_REFERRAL_COURSE), "program-pelatihan");
}

static char *
course_answer (AnjVisit *visit)
{
  return wish_answer (visit, ANJ_REFERRAL_COURSE);
}

static const char *
intake_icon (AnjVisit *visit)
{
  return icon_of (find_wish (visit, ANJ_REFERRAL_INTAKE), "kalender");
}

static char *
intake_answer (AnjVisit *visit)
{
  return wish_answer (visit, ANJ_REFERRAL_INTAKE);
}

/* --- a note --- */

static const char *
case_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "layanan-ikuti";
}

static char *
case_answer (AnjVisit *visit)
{
  const char *about = anj_visit_get_answer (visit, "about");
  const char *slash = strchr (about, '/');

  return g_strdup (slash != NULL ? slash + 1 : about);
}

/* --- photos and recordings --- */

static const char *
photos_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "kamera";
}

static char *
photos_answer (AnjVisit *visit)
{
  guint n = anj_evidence_count (visit, ANJ_ATTACHMENT_JPEG);

  /* translators: %u photos go with the case */
  return n > 0 ? g_strdup_printf (ngettext ("%u foto", "%u foto", n), n) : g_strdup ("");
}

static const char *
recording_icon (AnjVisit *visit G_GNUC_UNUSED)
{
  return "mikrofon";
}

static char *
recording_answer (AnjVisit *visit)
{
  return g_strdup (anj_evidence_count (visit, ANJ_ATTACHMENT_OGG) > 0 ? _ ("Rekaman suara Anda")
                                                                      : "");
}

static const AnjCheckRow ROWS[] = {
  { "complaint", N_ ("Masalah"), "category", category_icon, category_answer, NULL, FALSE },
  { "complaint", N_ ("Bantuan"), NULL, programme_icon, programme_answer, NULL, FALSE },
  { "complaint", N_ ("Nama"), "name", name_icon, name_answer, NULL, FALSE },
  { "complaint", N_ ("Cerita"), "words", words_icon, words_answer, NULL, TRUE },

  { "update", N_ ("Siapa"), "member", member_icon, member_answer, NULL, TRUE },
  { "update", N_ ("Data"), "field", field_icon, field_answer, field_changeable, FALSE },
  { "update", N_ ("Yang benar"), "new", new_icon, new_answer, NULL, TRUE },
  { "update", N_ ("Bawa ke petugas"), NULL, evidence_icon, evidence_answer, NULL, FALSE },

  { "proposal", N_ ("Keluarga"), "numbers", family_icon, family_answer, NULL, TRUE },
  { "proposal", N_ ("Bantuan"), NULL, programme_icon, programme_answer, NULL, FALSE },
  { "proposal", N_ ("Alasan"), "reason", reason_icon, reason_answer, NULL, FALSE },
  { "proposal", N_ ("Keterangan"), "words", words_icon, more_answer, NULL, TRUE },

  { "objection", N_ ("Tentang"), "about", about_icon, about_answer, anj_about_is_asked, TRUE },
  { "objection", N_ ("Bantuan"), NULL, programme_icon, programme_answer, NULL, FALSE },
  { "objection", N_ ("Alasan"), "reason", reason_icon, reason_answer, NULL, FALSE },
  { "objection", N_ ("Keterangan"), "words", words_icon, more_answer, NULL, TRUE },

  { "referral", N_ ("Yang diajukan"), "programme", programme_icon, referral_answer,
    anj_referral_asks_programme, FALSE },
  { "referral", N_ ("Untuk siapa"), "member", member_icon, referral_member_answer, NULL, TRUE },
  { "referral", N_ ("Keadaan"), "need", need_icon, need_answer, NULL, TRUE },
  { "referral", N_ ("Surat yang ada"), "papers", evidence_icon, papers_answer, NULL, FALSE },
  { "referral", N_ ("Surat yang masih kurang"), NULL, evidence_icon, lacking_answer, NULL, FALSE },
  { "referral", N_ ("Ingin belajar"), "course", course_icon, course_answer, NULL, FALSE },
  { "referral", N_ ("Ingin mulai"), "intake", intake_icon, intake_answer, NULL, FALSE },
  { "referral", N_ ("Keterangan"), "words", words_icon, more_answer, NULL, TRUE },

  { "note", N_ ("Tentang nomor"), NULL, case_icon, case_answer, NULL, FALSE },
  { "note", N_ ("Kabar"), "words", words_icon, words_answer, NULL, TRUE },

  { NULL, N_ ("Rekaman"), "recording", recording_icon, recording_answer, NULL, FALSE },
  { NULL, N_ ("Foto"), "photos", photos_icon, photos_answer, NULL, FALSE },
};

const AnjCheckRow *
anj_check_rows (guint *out_n_rows)
{
  *out_n_rows = G_N_ELEMENTS (ROWS);
  return ROWS;
}
