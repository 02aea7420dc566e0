/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * AnjProgrammeClass:
 *
 * What a programme's state means for the household; five, whatever the raw code.
 */
typedef enum {
  ANJ_CLASS_NONE,     /* not registered: "Tidak terdaftar" */
  ANJ_CLASS_PAID,     /* "Menerima" */
  ANJ_CLASS_PENDING,  /* "Menunggu" */
  ANJ_CLASS_FAILED,   /* payment failed, can be mended: "Perlu tindakan" */
  ANJ_CLASS_EXCLUDED, /* "Berhenti" */
} AnjProgrammeClass;

/* "paid" … "none"; %ANJ_CLASS_NONE for an unknown word */
AnjProgrammeClass anj_programme_class_from_string (const char *text);
const char *anj_programme_class_to_string (AnjProgrammeClass klass);

/**
 * anj_household_shorten_name:
 * @name: full name, UTF-8
 *
 * Returns: (transfer full): first word and initials, "Siti Aminah Putri" → "Siti A. P."; one-word
 *   names stay; apostrophes and any script are kept
 */
char *anj_household_shorten_name (const char *name);

/**
 * anj_household_check:
 * @document: a household document (data/schema/household.json)
 *
 * The parts a screen relies on: found, as_of, household.{no_kk, members, programmes} and, in them,
 * masked numbers. A full 16-digit number anywhere is refused: the document must carry masked ones.
 */
gboolean anj_household_check (JsonObject *document, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * anj_number_format:
 * @language: "id" or "en"
 *
 * Returns: (transfer full): "1.238", in English "1,238"
 */
char *anj_number_format (gint64 number, const char *language);
/**
 * anj_money_format:
 * @rupiah: whole rupiah
 * @language: "id" or "en"
 *
 * Returns: (transfer full): "Rp600.000", in English "Rp600,000"
 */
char *anj_money_format (gint64 rupiah, const char *language);

/**
 * anj_date_in_words:
 * @iso: "2026-11-15", or an RFC 3339 time, of which the date counts
 * @language: "id", "en", "jv", "su" or "mad"; Indonesian for any other
 *
 * Returns: (transfer full): "15 November 2026"; @iso itself when it is no date
 */
char *anj_date_in_words (const char *iso, const char *language);

G_END_DECLS
