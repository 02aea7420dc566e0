/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * anj_speech_words:
 * @text: as it is shown
 * @language: "en"; any other is read with Indonesian number words
 *
 * What a voice says for it, as a person would read it out: `Rp600.000` "enam ratus ribu rupiah",
 * `15 November 2026` in words, `08.30` as a time, `3509 0154` and other long numbers digit by digit
 * with a rest between groups, `PGD-4827-K` letter by letter, a mask as one "bintang" a group.
 *
 * Returns: (transfer full)
 */
char *anj_speech_words (const char *text, const char *language);

/* (transfer full): one key's echo: the digit in words, "spasi", a mark's name, or the letter */
char *anj_speech_character (gunichar character, const char *language);

G_END_DECLS
