/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * AnjLanguage:
 * @code: "id", "en", "jv", …
 * @name: what it calls itself
 * @greeting: in its own words, never translated
 * @reviewed, @voice_reviewed: its texts may be shown, its clips be heard by residents in earnest
 *   (data/anj-pack.h)
 *
 * A language whose pack is there, whole and answers. Strings are (owned).
 */
typedef struct
{
  char *code;
  char *name;
  char *greeting;
  gboolean reviewed;
  gboolean voice_reviewed;
} AnjLanguage;

/**
 * anj_languages_load:
 * @packs_dir: where the packs lie; anj_i18n_init() has it already
 *
 * What a terminal is able to show. A pack that is damaged, or whose catalogue does not answer, is
 * logged and left out; Indonesian is always there, since every text is written in it. Takes some
 * ms: once a process. Leaves "id" chosen.
 *
 * Returns: (transfer full) (element-type AnjLanguage)
 */
GPtrArray *anj_languages_load (const char *packs_dir);

/* whether residents may meet words and recordings that no native speaker has reviewed: under a
 * configuration that does not say `production`; @config: (nullable) */
gboolean anj_languages_may_be_drafts (JsonObject *config);

/**
 * anj_languages_offered:
 * @there: (element-type AnjLanguage) (nullable)
 * @config: (nullable): without one the project's own languages are offered
 *
 * What this resident may choose, in the order of the configuration's `languages`: only what
 * anj_languages_may_be_drafts() leaves.
 *
 * Returns: (transfer container) (element-type AnjLanguage)
 */
GPtrArray *anj_languages_offered (GPtrArray *there, JsonObject *config);

/* logs each language of @config that is not offered, or whose clips are not heard, and why */
void anj_languages_log_missing (GPtrArray *there, JsonObject *config);

/* (transfer none) (nullable): the language @code of @languages */
const AnjLanguage *anj_languages_find (GPtrArray *languages, const char *code);

G_END_DECLS
