/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-nik.h"
#include "ui/anj-page.h"

G_BEGIN_DECLS

/**
 * AnjNumberPage:
 *
 * What the pages for the NIK and the No. KK share: the card with the place marked, 16 boxes, a line
 * beneath them, a keypad. The number itself lives in the visit. Who comes back to a whole one finds
 * it masked, with "Ubah" beside it.
 */
#define ANJ_TYPE_NUMBER_PAGE (anj_number_page_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnjNumberPage, anj_number_page, ANJ, NUMBER_PAGE, AnjPage)

struct _AnjNumberPageClass
{
  AnjPageClass parent_class;

  const char *(*read) (AnjVisit *visit);
  void (*store) (AnjVisit *visit, const char *number);
  /* (transfer full) (nullable): the number after the key, where a page wants another than the usual
   * one */
  char *(*edit) (AnjNumberPage *self, const char *number, char key);
  /* says under the boxes what the number says, and whether it is whole */
  void (*judge) (AnjNumberPage *self, const char *number);
};

/* @picture: a vignette's name with @words in it (see anj_vignette_set_words()); call once, in
 * `constructed` */
void anj_number_page_build (AnjNumberPage *self, const char *picture, const char *const *words);
/* the line under the boxes; %NULL @bold: none. @css_class: "hijau" or NULL */
void anj_number_page_set_hint (AnjNumberPage *self,
                               const char *icon_name,
                               const char *bold,
                               const char *rest,
                               const char *css_class);
/* keeps room for such a line, and a button if not %NULL, so that nothing jumps when it comes. Once
 * the page is built */
void anj_number_page_rehearse_hint (AnjNumberPage *self,
                                    const char *bold,
                                    const char *rest,
                                    const char *button_word);
/* of one's own: said into a headset only */
void anj_number_page_mark_hint_secret (AnjNumberPage *self);
/* a button at the end of the line; the line goes when it is set anew */
void anj_number_page_add_hint_button (AnjNumberPage *self,
                                      const char *icon_name,
                                      const char *word,
                                      void (*func) (AnjNumberPage *self));
/* takes @number instead of the one that stands there */
void anj_number_page_set_number (AnjNumberPage *self, const char *number);
/* this year, for the century of a two-digit year */
guint anj_number_page_year (AnjNumberPage *self);

/**
 * anj_number_page_why_short:
 * @label: "NIK" or "Nomor KK"
 * @n_digits: how many are there, less than 16
 *
 * Returns: (transfer full): heading, "\n", what to do
 */
char *anj_number_page_why_short (const char *label, guint n_digits);

G_END_DECLS
