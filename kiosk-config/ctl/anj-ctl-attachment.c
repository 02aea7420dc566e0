/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kiosk-config/ctl/anj-ctl.h"

#include <string.h>

#include "core/anj-cms.h"
#include "core/anj-json.h"
#include "core/anj-kdf.h"

static const struct
{
  const char *type;
  const char *name;
  const char *suffix;
} kinds[] = {
  { "image/jpeg", "photo", ".jpg" },
  { "audio/ogg", "recording", ".ogg" },
};

/* photo.jpg, photo-2.jpg, …; of types that this program does not know attachment.bin */
static char *
make_name (const char *type, GHashTable *counts)
{
  const char *name = "attachment", *suffix = ".bin";
  guint n;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].type, type) == 0)
      {
        name = kinds[i].name;
        suffix = kinds[i].suffix;
      }
  n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, name)) + 1;
  g_hash_table_insert (counts, (char *) name, GUINT_TO_POINTER (n));
  return n == 1 ? g_strconcat (name, suffix, NULL) : g_strdup_printf ("%s-%u%s", name, n, suffix);
}

/* what the hub says of it; the header alone says that there is one */
static const char *
find_state (JsonArray *held, const char *sha256)
{
  for (guint i = 0; held != NULL && i < json_array_get_length (held); i++)
    {
      JsonObject *entry = anj_json_array_get_object (held, i);

      if (entry != NULL && g_str_equal (anj_json_get_string (entry, "sha256", ""), sha256))
        return anj_json_get_string (entry, "state", "missing");
    }
  return "missing";
}

static gboolean
save (const AnjCtl *ctl, const char *sha256, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/admin/v1/attachments/", sha256, NULL);
  g_autoptr (GBytes) sealed = anj_ctl_request (ctl, "GET", path, NULL, NULL, error);
  g_autofree char *hash = NULL;
  g_autoptr (X509) cert = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GBytes) plain = NULL;

  if (sealed == NULL)
    return FALSE;
  hash = anj_sha256_hex (g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  if (!g_str_equal (hash, sha256))
    {
      g_set_error (error, ANJ_CTL_ERROR, ANJ_CTL_ERROR_DATA,
                   "%s: the hub gave other bytes than the case names", name);
      return FALSE;
    }
  if (!anj_ctl_load_pair (ctl->key, &cert, &key, error))
    return FALSE;
  plain = anj_cms_decrypt (sealed, cert, key, error);
  if (plain == NULL)
    {
      g_prefix_error (error, "the key in %s does not open %s: ", ctl->key, name);
      return FALSE;
    }
  return anj_ctl_write_file (ctl->save, name, plain, /* is_secret */ TRUE, error);
}

JsonArray *
anj_ctl_open_attachments (const AnjCtl *ctl, JsonArray *named, JsonArray *held, GError **error)
{
  g_autoptr (JsonArray) shown = json_array_new ();
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (named); i++)
    {
      JsonObject *entry = anj_json_array_get_object (named, i);
      const char *sha256 = anj_json_get_string (entry, "sha256", "");
      const char *type = anj_json_get_string (entry, "type", "");
      const char *state = find_state (held, sha256);
      g_autofree char *name = make_name (type, counts);
      JsonObject *line = json_object_new ();

      json_array_add_object_element (shown, line);
      json_object_set_string_member (line, "name", name);
      json_object_set_string_member (line, "type", type);
      json_object_set_string_member (line, "state", state);
      json_object_set_string_member (line, "sha256", sha256);
      json_object_set_int_member (line, "bytes", anj_json_get_int (entry, "bytes", 0));
      if (ctl->save != NULL && strcmp (state, "present") == 0 && !save (ctl, sha256, name, error))
        return NULL;
    }
  return g_steal_pointer (&shown);
}
