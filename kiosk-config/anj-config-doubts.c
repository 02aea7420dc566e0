/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-region.h"
#include "data/anj-data.h"
#include "kiosk-config/anj-config.h"

/* what a panel of 10 inches shows of a programme's short name */
#define NAME_MAX_CHARACTERS 60
/* 80,000 terminals that ask so often are 1,300 requests a second */
#define MIN_HOLD_S 60

typedef struct
{
  AnjRegionTable *regions; /* (owned) */
  GHashTable *icons;       /* (owned) (element-type utf8): of the shipped programmes */
  GPtrArray *doubts;       /* (owned) (element-type utf8) */
  char *where;             /* (owned): what is looked at */
} Doubter;

static void
doubter_clear (Doubter *self)
{
  g_clear_pointer (&self->regions, anj_region_table_free);
  g_clear_pointer (&self->icons, g_hash_table_unref);
  g_clear_pointer (&self->doubts, g_ptr_array_unref);
  g_clear_pointer (&self->where, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Doubter, doubter_clear)

static void G_GNUC_PRINTF (2, 3) look_at (Doubter *self, const char *format, ...)
{
  va_list arguments;

  g_free (self->where);
  va_start (arguments, format);
  self->where = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

static void G_GNUC_PRINTF (2, 3) doubt (Doubter *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->doubts, g_strdup_printf ("%s: %s", self->where, what));
}

/* of most regencies the villages do not come with the program: their district is looked for */
static void
look_at_region (Doubter *self, const char *region)
{
  g_autofree char *parent = anj_region_code_level (region) == ANJ_REGION_VILLAGE
                                ? anj_region_code_parent (region)
                                : g_strdup (region);

  if (parent != NULL && anj_region_table_name (self->regions, parent) == NULL)
    doubt (self, "region: the shipped list of regions has no %s", parent);
}

static gboolean
has_sum (const char *text)
{
  return g_regex_match_simple ("\\bRp\\.? ?[0-9]|[0-9] (ribu|juta|rupiah)\\b", text,
                               G_REGEX_CASELESS, 0);
}

/* in each language */
static void
look_at_text (Doubter *self, JsonObject *object, const char *member, gboolean is_name)
{
  JsonObject *text = object != NULL ? anj_json_get_object (object, member) : NULL;
  g_autoptr (GList) languages = text != NULL ? json_object_get_members (text) : NULL;

  for (GList *l = languages; l != NULL; l = l->next)
    {
      const char *words = anj_json_get_string (text, l->data, "");

      if (is_name && g_utf8_strlen (words, -1) > NAME_MAX_CHARACTERS)
        doubt (self, "%s: longer than %d characters in \"%s\"; long_name takes more", member,
               NAME_MAX_CHARACTERS, (const char *) l->data);
      if (!is_name && has_sum (words))
        doubt (self, "rule/%s: a sum of money in \"%s\"; only amount is kept up to date", member,
               (const char *) l->data);
    }
}

static void
look_at_programme (Doubter *self, JsonObject *programme)
{
  const char *icon = anj_json_get_string (programme, "icon", "");
  const char *region = anj_json_get_string (programme, "region", NULL);

  look_at (self, "programme %s", anj_json_get_string (programme, "code", ""));
  if (region != NULL)
    look_at_region (self, region);
  if (!g_hash_table_contains (self->icons, icon))
    doubt (self, "icon: no shipped programme has \"%s\"; does the screen have it?", icon);
  look_at_text (self, programme, "name", /* is_name */ TRUE);
  look_at_text (self, anj_json_get_object (programme, "rule"), "text", /* is_name */ FALSE);
}

/* of those in @list that are for one */
static void
look_at_regions_of (Doubter *self, JsonObject *document, const char *list)
{
  JsonArray *array = anj_json_get_array (document, list);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *one = anj_json_array_get_object (array, i);
      JsonObject *whom = anj_json_get_object (one, "for");
      const char *region = anj_json_get_string (whom != NULL ? whom : one, "region", NULL);

      look_at (self, "/%s/%u", list, i);
      if (region != NULL)
        look_at_region (self, region);
    }
}

static void
look_at_fleet (Doubter *self, JsonObject *document)
{
  static const char *const lists[] = { "announcements", "contacts", "holidays", "overrides",
                                       "recipients" };
  JsonObject *selector = anj_json_get_object (document, "selector");
  JsonArray *regions = selector != NULL ? anj_json_get_array (selector, "regions") : NULL;
  gint64 hold_s = anj_json_get_int (document, "poll_hold_s", 0);

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    look_at_regions_of (self, document, lists[i]);
  for (guint i = 0; regions != NULL && i < json_array_get_length (regions); i++)
    {
      look_at (self, "/selector/regions/%u", i);
      look_at_region (self, json_array_get_string_element (regions, i));
    }
  look_at (self, "/poll_hold_s");
  if (hold_s < MIN_HOLD_S)
    doubt (self, "every terminal asks the hub anew each %" G_GINT64_FORMAT " s", hold_s);
}

static gboolean
load (Doubter *self, GError **error)
{
  g_autoptr (GBytes) shipped = anj_data_lookup ("default-config.json", error);
  g_autoptr (JsonObject) document = NULL;
  JsonArray *programmes;

  self->regions = shipped != NULL ? anj_data_regions_new (error) : NULL;
  document = self->regions != NULL ? anj_json_parse_object (shipped, error) : NULL;
  if (document == NULL)
    return FALSE;
  self->icons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->doubts = g_ptr_array_new_with_free_func (g_free);
  programmes = anj_json_get_array (document, "programmes");
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    g_hash_table_add (self->icons, g_strdup (anj_json_get_string (
                                       anj_json_array_get_object (programmes, i), "icon", "")));
  return TRUE;
}

GPtrArray *
anj_config_list_doubts (GBytes *source, GError **error)
{
  g_auto (Doubter) self = { 0 };
  g_autoptr (JsonObject) document = anj_json_parse_object (source, error);
  JsonArray *programmes;

  if (document == NULL || !load (&self, error))
    return NULL;
  programmes = anj_json_get_array (document, "programmes");
  for (guint i = 0; i < json_array_get_length (programmes); i++)
    look_at_programme (&self, anj_json_array_get_object (programmes, i));
  look_at_fleet (&self, document);
  return g_steal_pointer (&self.doubts);
}
