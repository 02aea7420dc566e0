/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-nik-page.h"

#include <string.h>

#include "core/anj-household.h"
#include "ui/anj-i18n.h"

/* from here on the birth date can be read out of the number */
#define DIGITS_WITH_DATE 12

struct _AnjNikPage
{
  AnjNumberPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjNikPage, anj_nik_page, ANJ_TYPE_NUMBER_PAGE)

/* the birth date as soon as it stands there, whatever the rest is */
static char *
birth_date (AnjNumberPage *self, const char *number)
{
  char whole[ANJ_NIK_LENGTH + 1] = "";
  char iso[sizeof "2026-11-22"] = "";
  AnjNik nik;

  if (strlen (number) < DIGITS_WITH_DATE)
    return NULL;
  g_snprintf (whole, sizeof whole, "%.*s0001", DIGITS_WITH_DATE, number);
  if (anj_nik_parse (whole, /* regions */ NULL, anj_number_page_year (self), &nik) != ANJ_NUMBER_OK)
    return NULL;
  g_date_strftime (iso, sizeof iso, "%Y-%m-%d", &nik.birth_date);
  return anj_date_in_words (iso, anj_visit_get_language (anj_page_get_visit (ANJ_PAGE (self))));
}

static void
refuse (AnjPage *page, const char *heading, const char *what_to_do)
{
  g_autofree char *why = g_strjoin ("\n", heading, what_to_do, NULL);

  anj_page_set_complete (page, FALSE, why);
  anj_page_set_error (page, heading, what_to_do);
}

/* a draft only carries the numbers, sealed; to change data one has to see them */
static gboolean
is_sent (AnjVisit *visit)
{
  return !anj_visit_is_kind (visit, "") && !anj_visit_is_kind (visit, "update");
}

/* what the number is for and what of it stays (UU 27/2022, article 21) */
static const char *
purpose (AnjVisit *visit)
{
  return is_sent (visit) ? _ ("NIK ikut terkirim, tertutup.")
                         : _ ("NIK hanya untuk mencari data Anda.");
}

static const char *
what_stays (AnjVisit *visit)
{
  return is_sent (visit) ? _ ("Hanya petugas yang berhak bisa membukanya.")
                         : _ ("NIK tidak disimpan. Lihat juga “Data saya”.");
}

static void
anj_nik_page_judge (AnjNumberPage *self, const char *number)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);
  const AnjRegionTable *regions = anj_visit_get_regions (visit);
  g_autofree char *date = birth_date (self, number);
  g_autofree char *why = NULL;
  g_autofree char *born = NULL;

  if (date != NULL)
    {
      /* translators: %s is a date in words, read out of the NIK */
      born = g_strdup_printf (_ ("Lahir %s?"), date);
      anj_number_page_set_hint (self, "kalender", born, _ ("Jika salah, periksa angka lagi."),
                                NULL);
      anj_number_page_mark_hint_secret (self);
    }
  else
    {
      anj_number_page_set_hint (self, "rahasia", purpose (visit), what_stays (visit), NULL);
    }
  switch (anj_nik_parse (number, regions, anj_number_page_year (self), NULL))
    {
    case ANJ_NUMBER_OK:
      anj_page_set_complete (page, TRUE, NULL);
      break;
    case ANJ_NUMBER_UNKNOWN_REGION:
      /* said, not refused: a NIK keeps the code of a district that was split or renamed since */
      anj_number_page_set_hint (self, NULL, NULL, NULL, NULL);
      anj_page_set_complete (page, TRUE, NULL);
      anj_page_set_error (page, _ ("Enam angka pertama tidak dikenal."),
                          _ ("Periksa angka di KTP. Jika benar, sentuh Lanjut."));
      break;
    case ANJ_NUMBER_BAD_DATE:
      refuse (page, _ ("Tanggal lahir di NIK tidak ada."),
              _ ("Periksa angka ke-7 sampai ke-12 di KTP."));
      break;
    case ANJ_NUMBER_BAD_SERIAL:
      anj_number_page_set_hint (self, NULL, NULL, NULL, NULL);
      refuse (page, _ ("Empat angka terakhir tidak mungkin 0000."),
              _ ("Periksa empat angka terakhir di KTP."));
      break;
    case ANJ_NUMBER_TOO_SHORT:
    case ANJ_NUMBER_TOO_LONG:
    case ANJ_NUMBER_NOT_DIGITS:
    case ANJ_NUMBER_SCIENTIFIC:
      why = anj_number_page_why_short ("NIK", (guint) strlen (number));
      anj_page_set_complete (page, FALSE, why);
      break;
    }
}

/* every line that may come while the number is written */
static void
rehearse_hints (AnjNumberPage *self)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  g_autofree char *longest = anj_date_in_words ("1983-09-30", anj_visit_get_language (visit));
  g_autofree char *born = g_strdup_printf (_ ("Lahir %s?"), longest);

  anj_number_page_rehearse_hint (self, purpose (visit), what_stays (visit), NULL);
  anj_number_page_rehearse_hint (self, born, _ ("Jika salah, periksa angka lagi."), NULL);
}

static void
anj_nik_page_constructed (GObject *object)
{
  AnjPage *page = ANJ_PAGE (object);
  const char *words[] = { "@JUDUL@", _ ("CONTOH KTP"), "@NOMOR@", "NIK 3509 0154 …", NULL };

  G_OBJECT_CLASS (anj_nik_page_parent_class)->constructed (object);

  anj_page_set_question (page, _ ("Tulis NIK Anda"));
  anj_page_set_sentence (page, _ ("NIK ada di KTP, 16 angka."));
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  anj_number_page_build (ANJ_NUMBER_PAGE (object), "ktp", words);
  rehearse_hints (ANJ_NUMBER_PAGE (object));
}

static void
anj_nik_page_class_init (AnjNikPageClass *klass)
{
  AnjNumberPageClass *number_class = ANJ_NUMBER_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->constructed = anj_nik_page_constructed;
  number_class->read = anj_visit_get_nik;
  number_class->store = anj_visit_set_nik;
  number_class->judge = anj_nik_page_judge;
}

static void
anj_nik_page_init (AnjNikPage *self G_GNUC_UNUSED)
{
}
