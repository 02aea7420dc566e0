/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/anj-config.h"

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "data/anj-pack.h"

static gboolean
check_pack (const char *packs_dir, const char *language, guint index, GError **error)
{
  g_autoptr (AnjPack) pack = anj_pack_load (packs_dir, language, error);
  g_autoptr (GHashTable) texts = NULL;

  if (pack == NULL)
    return FALSE;
  if (!anj_pack_is_reviewed (pack))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "/languages/%u: no native reader has reviewed \"%s\"; leave it out, or have %s "
                   "read and name the reader in /texts/reviewers of its manifest.json",
                   index, language, anj_pack_get_folder (pack));
      return FALSE;
    }
  if (!anj_pack_is_voice_reviewed (pack))
    {
      g_set_error (
          error, ANJ_ERROR, ANJ_ERROR_INVALID,
          "/languages/%u: no native speaker has listened to the clips of \"%s\"; take them "
          "out of /clips of %s/manifest.json, or have them heard and name the listener in "
          "/voice/reviewers",
          index, language, anj_pack_get_folder (pack));
      return FALSE;
    }
  texts = anj_pack_read_texts (pack, error);
  return texts != NULL;
}

gboolean
anj_config_check_packs (GBytes *source, const char *packs_dir, GError **error)
{
  g_autoptr (JsonObject) document = anj_json_parse_object (source, error);
  JsonArray *languages = NULL;

  if (document == NULL)
    return FALSE;
  if (!anj_json_get_bool (document, "production", FALSE))
    return TRUE;
  languages = anj_json_get_array (document, "languages");
  for (guint i = 0; languages != NULL && i < json_array_get_length (languages); i++)
    {
      const char *language = json_array_get_string_element (languages, i);
      g_autoptr (GError) local_error = NULL;

      if (check_pack (packs_dir, language, i, &local_error))
        continue;
      if (local_error->domain == ANJ_ERROR)
        g_propagate_error (error, g_steal_pointer (&local_error));
      else
        g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                     "/languages/%u: the pack of \"%s\" cannot be read (%s); --packs names the "
                     "folder of the packs",
                     i, language, local_error->message);
      return FALSE;
    }
  return TRUE;
}
