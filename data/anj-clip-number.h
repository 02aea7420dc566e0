/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* texts of clips that are said after a number; see AnjClipList */
#define ANJ_CLIP_RUPIAH "Rp%d"
#define ANJ_CLIP_THOUSAND "%d.000"
#define ANJ_CLIP_MILLION "%d.000.000"
#define ANJ_CLIP_BILLION "%d.000.000.000"

typedef enum {
  ANJ_CLIP_NUMBER_ALONE,      /* more than three digits in one are a code: "3509" digit by digit */
  ANJ_CLIP_NUMBER_AFTER_WORD, /* "November 2026": a year */
} AnjClipNumberManner;

/**
 * anj_clip_number_spell:
 * @token: "12", "1.250.000", "Rp600.000", "0812", "PGD-4827-K"; "." or "," sets thousands apart
 * @texts: (element-type utf8 gpointer): has the texts that there are clips of
 *
 * Returns: (transfer full) (nullable) (element-type utf8): texts of clips, one after the other;
 *   %NULL: @token is nothing of this, or a clip is not there
 */
GPtrArray *anj_clip_number_spell (const char *token, AnjClipNumberManner manner, GHashTable *texts);

G_END_DECLS
