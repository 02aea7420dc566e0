/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "data/anj-clip-list.h"
#include "data/anj-pack.h"
#include "kiosk-config/ctl/anj-clips-check.h"

/* the pack that is held complete: what it translates is all there is to translate */
#define COMPLETE "en"

typedef struct
{
  guint n_texts;
  guint n_translated;
  JsonArray *missing; /* (owned) */
  guint n_clips;
  guint n_words; /* texts with words to be recorded */
  guint n_said;  /* of those, with clips */
} Coverage;

static AnjPack *
load (const char *packs_dir, const char *language, GError **error)
{
  AnjPack *pack = anj_pack_load (packs_dir, language, error);

  if (pack == NULL && (*error)->domain == G_FILE_ERROR)
    {
      (*error)->domain = ANJ_CTL_ERROR;
      (*error)->code = ANJ_CTL_ERROR_NO_INPUT;
    }
  return pack;
}

static GHashTable *
read_texts (const char *packs_dir, const char *language, GError **error)
{
  g_autoptr (AnjPack) pack = load (packs_dir, language, error);
  GHashTable *texts = pack != NULL ? anj_pack_read_texts (pack, error) : NULL;

  if (texts == NULL && (*error)->domain == G_FILE_ERROR)
    {
      (*error)->domain = ANJ_CTL_ERROR;
      (*error)->code = ANJ_CTL_ERROR_NO_INPUT;
    }
  return texts;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
count_texts (Coverage *coverage, GHashTable *texts, GHashTable *all)
{
  g_autofree gpointer *keys = NULL;

  keys = g_hash_table_get_keys_as_array (all, &coverage->n_texts);
  qsort (keys, coverage->n_texts, sizeof *keys, compare_texts);
  coverage->missing = json_array_new ();
  for (guint i = 0; i < coverage->n_texts; i++)
    if (g_hash_table_contains (texts, keys[i]))
      coverage->n_translated++;
    else
      json_array_add_string_element (coverage->missing, keys[i]);
}

/* of what a screen shows: what is not translated is Indonesian */
static gboolean
count_clips (Coverage *coverage, AnjPack *pack, GHashTable *texts, GHashTable *all, GError **error)
{
  g_autoptr (AnjClipList) list = anj_clip_list_new (anj_pack_get_manifest (pack), error);
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  if (list == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *context_end = strchr (key, '\4');
      const char *translation = g_hash_table_lookup (texts, key);

      if (translation == NULL)
        translation = context_end != NULL ? context_end + 1 : key;
      g_ptr_array_add (shown, (gpointer) translation);
    }
  coverage->n_clips = anj_clip_list_get_size (list);
  coverage->n_said = anj_clip_list_count (list, shown, &coverage->n_words);
  return TRUE;
}

static gboolean
check_clips (AnjPack *pack, GError **error)
{
  g_autoptr (GPtrArray)
      problems = anj_clips_check (anj_pack_get_folder (pack), anj_pack_get_manifest (pack));
  g_autofree char *all = NULL;

  if (problems->len == 0)
    return TRUE;
  g_ptr_array_add (problems, NULL);
  all = g_strjoinv ("\n", (char **) problems->pdata);
  g_set_error_literal (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA, all);
  return FALSE;
}

static const char *
judge (AnjPack *pack)
{
  if (!anj_pack_is_reviewed (pack))
    return "good, but unreviewed: a production configuration may not offer it";
  if (!anj_pack_is_voice_reviewed (pack))
    return "good, but its clips are unreviewed: a production configuration may not offer it";
  return "good; a production configuration may offer it";
}

static void
print_words (AnjPack *pack, const char *language, const Coverage *coverage)
{
  g_print ("%s: %s, version %" G_GINT64_FORMAT "\n", language, anj_pack_get_name (pack),
           anj_json_get_int (anj_pack_get_manifest (pack), "version", 0));
  if (coverage->n_texts > 0)
    g_print ("texts: %u of %u translated (%u %%)\n", coverage->n_translated, coverage->n_texts,
             100 * coverage->n_translated / coverage->n_texts);
  for (guint i = 0; i < json_array_get_length (coverage->missing); i++)
    {
      g_autofree char *text = g_strdup (json_array_get_string_element (coverage->missing, i));

      g_strdelimit (text, "\n\4", ' ');
      g_print ("  missing: %s\n", text);
    }
  g_print ("clips: %u; %u of %u texts have a clip\n", coverage->n_clips, coverage->n_said,
           coverage->n_words);
  g_print ("%s\n", judge (pack));
}

static void
print_json (AnjPack *pack, const char *language, const Coverage *coverage)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_alloc ();

  json_object_set_string_member (object, "language", language);
  json_object_set_int_member (object, "version",
                              anj_json_get_int (anj_pack_get_manifest (pack), "version", 0));
  json_object_set_boolean_member (object, "reviewed", anj_pack_is_reviewed (pack));
  json_object_set_boolean_member (object, "production",
                                  anj_pack_is_reviewed (pack) && anj_pack_is_voice_reviewed (pack));
  json_object_set_int_member (object, "texts", coverage->n_texts);
  json_object_set_int_member (object, "translated", coverage->n_translated);
  json_object_set_array_member (object, "missing", json_array_ref (coverage->missing));
  json_object_set_int_member (object, "clips", coverage->n_clips);
  json_object_set_int_member (object, "texts_with_words", coverage->n_words);
  json_object_set_int_member (object, "texts_with_clip", coverage->n_said);
  json_node_init_object (node, object);
  anj_ctl_print_json (node);
}

gboolean
anj_ctl_pack_check (const AnjCtl *ctl, char **arguments, GError **error)
{
  g_autofree char *folder = g_canonicalize_filename (arguments[0], NULL);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *language = g_path_get_basename (folder);
  g_autoptr (AnjPack) pack = load (parent, language, error);
  g_autoptr (GHashTable) all = NULL;
  g_autoptr (GHashTable) texts = NULL;
  Coverage coverage = { 0 };

  if (pack == NULL || !check_clips (pack, error))
    return FALSE;
  texts = read_texts (parent, language, error);
  if (texts == NULL)
    return FALSE;
  all = read_texts (ctl->packs, COMPLETE, error);
  if (all == NULL)
    {
      g_prefix_error (error, "no complete pack to compare with, see --packs: ");
      return FALSE;
    }
  if (!count_clips (&coverage, pack, texts, all, error))
    return FALSE;
  /* Indonesian is what is translated */
  if (strcmp (language, "id") == 0)
    g_hash_table_remove_all (all);
  count_texts (&coverage, texts, all);
  (ctl->as_json ? print_json : print_words) (pack, language, &coverage);
  json_array_unref (coverage.missing);
  return TRUE;
}
