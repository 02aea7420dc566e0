/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "data/anj-pack.h"

#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "core/anj-schema.h"
#include "data/anj-data.h"
#include "data/anj-mo.h"

#define MANIFEST "manifest.json"
#define CATALOGUE "LC_MESSAGES/anjungan.mo"

struct _AnjPack
{
  char *folder;
  char *language;
  JsonObject *manifest;
};

char *
anj_pack_find_dir (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname (self != NULL ? self : ".");
  g_autofree char *beside = g_build_filename (folder, "..", "packs", NULL);

  /* a build that is not installed has them beside it */
  return g_file_test (beside, G_FILE_TEST_IS_DIR) ? g_canonicalize_filename (beside, "/")
                                                  : g_strdup (ANJ_PACKS_DIR);
}

static GBytes *
read_file (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *data = NULL;
  gsize n_bytes;

  if (!g_file_get_contents (path, &data, &n_bytes, error))
    return NULL;
  return g_bytes_new_take (data, n_bytes);
}

static gboolean
check_schema (JsonObject *manifest, GError **error)
{
  g_autoptr (GBytes) bytes = anj_data_lookup ("schema/pack.json", error);
  g_autoptr (AnjSchema) schema = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (bytes == NULL)
    return FALSE;
  schema = anj_schema_new (bytes, error);
  if (schema == NULL)
    return FALSE;
  json_node_set_object (node, manifest);
  return anj_schema_check (schema, node, error);
}

/* "texts" or "voice" */
static gboolean
check_review (JsonObject *manifest, const char *part, GError **error)
{
  const char *const own[] = { "id", "en", NULL };
  JsonObject *review = anj_json_get_object (manifest, part);
  const char *status = anj_json_get_string (review, "status", "");
  JsonArray *reviewers = anj_json_get_array (review, "reviewers");

  if (review == NULL)
    return TRUE;
  if (strcmp (status, "reviewed") == 0 && json_array_get_length (reviewers) == 0)
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "/%s/reviewers: what is \"reviewed\" names the native speakers who did", part);
      return FALSE;
    }
  if (strcmp (status, "maintained") == 0 &&
      !g_strv_contains (own, anj_json_get_string (manifest, "language", "")))
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "/%s/status: only id and en are \"maintained\"; say \"unreviewed\" or "
                   "\"reviewed\"",
                   part);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_manifest (JsonObject *manifest, const char *language, GError **error)
{
  JsonArray *clips = NULL;

  if (!check_schema (manifest, error))
    return FALSE;
  if (strcmp (anj_json_get_string (manifest, "language", ""), language) != 0)
    {
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "/language: must be \"%s\", as its folder is called", language);
      return FALSE;
    }
  clips = anj_json_get_array (manifest, "clips");
  if (clips != NULL && json_array_get_length (clips) > 0 &&
      !json_object_has_member (manifest, "voice"))
    {
      g_set_error_literal (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                           "/voice: must say whose voice the clips are");
      return FALSE;
    }
  return check_review (manifest, "texts", error) && check_review (manifest, "voice", error);
}

AnjPack *
anj_pack_load (const char *packs_dir, const char *language, GError **error)
{
  g_autoptr (AnjPack) self = g_new0 (AnjPack, 1);
  g_autoptr (GBytes) bytes = NULL;

  self->folder = g_build_filename (packs_dir, language, NULL);
  self->language = g_strdup (language);
  bytes = read_file (self->folder, MANIFEST, error);
  if (bytes == NULL)
    return NULL;
  self->manifest = anj_json_parse_object (bytes, error);
  if (self->manifest == NULL || !check_manifest (self->manifest, language, error))
    {
      g_prefix_error (error, "%s/%s: ", self->folder, MANIFEST);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
anj_pack_free (AnjPack *self)
{
  g_free (self->folder);
  g_free (self->language);
  g_clear_pointer (&self->manifest, json_object_unref);
  g_free (self);
}

const char *
anj_pack_get_name (const AnjPack *self)
{
  return anj_json_get_string (self->manifest, "name", "");
}

const char *
anj_pack_get_greeting (const AnjPack *self)
{
  return anj_json_get_string (self->manifest, "greeting", "");
}

const char *
anj_pack_get_folder (const AnjPack *self)
{
  return self->folder;
}

JsonObject *
anj_pack_get_manifest (const AnjPack *self)
{
  return self->manifest;
}

gboolean
anj_pack_is_reviewed (const AnjPack *self)
{
  JsonObject *texts = anj_json_get_object (self->manifest, "texts");

  return strcmp (anj_json_get_string (texts, "status", ""), "unreviewed") != 0;
}

gboolean
anj_pack_is_voice_reviewed (const AnjPack *self)
{
  JsonArray *clips = anj_json_get_array (self->manifest, "clips");
  JsonObject *voice = anj_json_get_object (self->manifest, "voice");

  return clips == NULL || json_array_get_length (clips) == 0 ||
         strcmp (anj_json_get_string (voice, "status", ""), "unreviewed") != 0;
}

static gboolean
has_probe (GHashTable *texts)
{
  const char *translation = g_hash_table_lookup (texts, ANJ_PACK_PROBE);

  return translation != NULL && strcmp (translation, ANJ_PACK_PROBE) != 0;
}

GHashTable *
anj_pack_read_texts (const AnjPack *self, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  GHashTable *texts = NULL;

  if (strcmp (self->language, "id") == 0)
    return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  bytes = read_file (self->folder, CATALOGUE, error);
  if (bytes == NULL)
    return NULL;
  texts = anj_mo_read (bytes, error);
  if (texts != NULL && !has_probe (texts))
    {
      g_clear_pointer (&texts, g_hash_table_unref);
      g_set_error (error, ANJ_ERROR, ANJ_ERROR_INVALID,
                   "\"%s\" must be translated by another word: by it a screen sees that the "
                   "catalogue answers",
                   ANJ_PACK_PROBE);
    }
  if (texts == NULL)
    g_prefix_error (error, "%s/%s: ", self->folder, CATALOGUE);
  return texts;
}
