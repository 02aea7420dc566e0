/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib/gi18n.h>

G_BEGIN_DECLS

/* The screen's words. Source strings are Indonesian: with no catalogue at all a resident still
 * reads Indonesian. What may be chosen: ui/anj-languages.h. Runs in C.UTF-8, which every system
 * has; LANGUAGE chooses the catalogue. */

/**
 * anj_i18n_init:
 * @packs_dir: where LANGUAGE/LC_MESSAGES/anjungan.mo lie (data/anj-pack.h)
 *
 * Sets the locale. Call before any other thread runs and before GTK starts (which must not set the
 * locale itself).
 */
void anj_i18n_init (const char *packs_dir);

/**
 * anj_i18n_set_language:
 * @language: "id", "en", …
 *
 * Texts taken by _() from now on are in @language; those already taken stay.
 */
void anj_i18n_set_language (const char *language);

/**
 * anj_i18n_check:
 * @language: anything but "id"
 *
 * Returns: whether @language's catalogue answers; a dead one would silently show Indonesian.
 *   Leaves @language chosen.
 */
gboolean anj_i18n_check (const char *language);

G_END_DECLS
