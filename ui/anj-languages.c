/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "anj-ui"

#include "ui/anj-languages.h"

#include <string.h>

#include "core/anj-json.h"
#include "data/anj-pack.h"
#include "ui/anj-i18n.h"

#define INDONESIAN "id"
#define INDONESIAN_NAME "Bahasa Indonesia"
#define INDONESIAN_GREETING "Selamat datang"

/* the project's own, shown while no configuration says what to offer */
static const char *const OWN[] = { INDONESIAN, "en" };

static void
language_free (gpointer data)
{
  AnjLanguage *self = data;

  g_free (self->code);
  g_free (self->name);
  g_free (self->greeting);
  g_free (self);
}

static AnjLanguage *
language_new (const char *code,
              const char *name,
              const char *greeting,
              gboolean reviewed,
              gboolean voice_reviewed)
{
  AnjLanguage *self = g_new (AnjLanguage, 1);

  *self = (AnjLanguage){ g_strdup (code), g_strdup (name), g_strdup (greeting), reviewed,
                         voice_reviewed };
  return self;
}

/* NULL: damaged, or gettext does not find it */
static AnjLanguage *
load (const char *packs_dir, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjPack) pack = anj_pack_load (packs_dir, code, &error);
  g_autoptr (GHashTable) texts = pack != NULL ? anj_pack_read_texts (pack, &error) : NULL;

  if (texts == NULL)
    {
      g_message ("language %s is left out: %s", code, error->message);
      return NULL;
    }
  if (strcmp (code, INDONESIAN) != 0 && !anj_i18n_check (code))
    {
      g_message ("language %s is left out: its catalogue does not answer", code);
      return NULL;
    }
  return language_new (code, anj_pack_get_name (pack), anj_pack_get_greeting (pack),
                       anj_pack_is_reviewed (pack), anj_pack_is_voice_reviewed (pack));
}

GPtrArray *
anj_languages_load (const char *packs_dir)
{
  g_autoptr (GPtrArray) languages = g_ptr_array_new_with_free_func (language_free);
  g_autoptr (GDir) folder = g_dir_open (packs_dir, 0, NULL);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *manifest = g_build_filename (packs_dir, name, "manifest.json", NULL);
      AnjLanguage *language = NULL;

      if (!g_file_test (manifest, G_FILE_TEST_EXISTS))
        continue;
      language = load (packs_dir, name);
      if (language != NULL)
        g_ptr_array_add (languages, language);
    }
  if (anj_languages_find (languages, INDONESIAN) == NULL)
    g_ptr_array_add (languages, language_new (INDONESIAN, INDONESIAN_NAME, INDONESIAN_GREETING,
                                              /* reviewed */ TRUE, /* voice_reviewed */ TRUE));
  anj_i18n_set_language (INDONESIAN);
  return g_steal_pointer (&languages);
}

gboolean
anj_languages_may_be_drafts (JsonObject *config)
{
  return config != NULL && !anj_json_get_bool (config, "production", FALSE);
}

GPtrArray *
anj_languages_offered (GPtrArray *there, JsonObject *config)
{
  GPtrArray *offered = g_ptr_array_new ();
  JsonArray *codes = config != NULL ? anj_json_get_array (config, "languages") : NULL;
  guint n_codes = codes != NULL ? json_array_get_length (codes) : G_N_ELEMENTS (OWN);

  for (guint i = 0; i < n_codes; i++)
    {
      const char *code = codes != NULL ? json_array_get_string_element (codes, i) : OWN[i];
      const AnjLanguage *language = anj_languages_find (there, code);

      if (language != NULL && (language->reviewed || anj_languages_may_be_drafts (config)))
        g_ptr_array_add (offered, (gpointer) language);
    }
  return offered;
}

void
anj_languages_log_missing (GPtrArray *there, JsonObject *config)
{
  JsonArray *codes = anj_json_get_array (config, "languages");

  for (guint i = 0; codes != NULL && i < json_array_get_length (codes); i++)
    {
      const char *code = json_array_get_string_element (codes, i);
      const AnjLanguage *language = anj_languages_find (there, code);

      if (language == NULL)
        g_message ("language %s is not offered: there is no good pack", code);
      else if (!language->reviewed && !anj_languages_may_be_drafts (config))
        g_message ("language %s is not offered: no native reader has reviewed its pack", code);
      else if (!language->voice_reviewed && !anj_languages_may_be_drafts (config))
        g_message ("clips of language %s are not heard: no native speaker has reviewed them", code);
    }
}

const AnjLanguage *
anj_languages_find (GPtrArray *languages, const char *code)
{
  for (guint i = 0; languages != NULL && i < languages->len; i++)
    {
      const AnjLanguage *language = languages->pdata[i];

      if (g_strcmp0 (language->code, code) == 0)
        return language;
    }
  return NULL;
}
