/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder of language packs that tests write. */

/* writes DIR/LANGUAGE/manifest.json; @more: its members after the name, or NULL for an unreviewed
 * pack */
void pack_folder_write (const char *dir, const char *language, const char *more);
/* writes DIR/LANGUAGE/LC_MESSAGES/anjungan.mo of text, translation, …, NULL */
void pack_folder_write_texts (const char *dir, const char *language, const char *const *pairs);
/* removes DIR with all in it */
void pack_folder_remove (const char *dir);

#define PACK_REVIEW(status, reviewers)                                                             \
  "\"greeting\": \"Halo\", \"version\": 1, \"texts\": {\"status\": \"" status                      \
  "\", \"reviewers\": [" reviewers "]}"

G_END_DECLS
