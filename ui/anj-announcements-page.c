/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-announcements-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"
#include "ui/anj-when.h"

#define MAX_ITEM_MM 90
/* what surely fits on a page, of each text size */
static const guint MAX_CHARACTERS[] = { 400, 260, 170, 110 };
static const guint MAX_CHARACTERS_LOW[] = { 190, 130, 90, 50 };

struct _AnjAnnouncementsPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjAnnouncementsPage, anj_announcements_page, ANJ_TYPE_PAGE)

/* where the first part of @text ends: after a sentence, else after a word; @n_max: characters */
static gsize
part_length (const char *text, guint n_max)
{
  const char *limit = NULL, *end = NULL;

  if (g_utf8_strlen (text, -1) <= (glong) n_max)
    return strlen (text);
  limit = g_utf8_offset_to_pointer (text, n_max);
  for (const char *space = text; (space = strchr (space, ' ')) != NULL && space < limit; space++)
    if (space > text && strchr (".!?", space[-1]) != NULL)
      end = space;
  if (end == NULL)
    end = g_strrstr_len (text, limit - text, " ");
  return (gsize) ((end != NULL ? end : limit) - text);
}

/* a long one is spread over pages, each part whole sentences where it can be */
static void
add_announcement (AnjPage *self, AnjPager *facts, JsonObject *announcement)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *language = anj_visit_get_language (anj_page_get_visit (self));
  const char *text = anj_json_get_text (announcement, "text", language);
  const char *date = anj_json_get_string (announcement, "date", NULL);
  g_autofree char *day = date != NULL ? anj_when_day (date, language) : NULL;
  const guint *max = anj_metrics_is_small_landscape (metrics) ? MAX_CHARACTERS_LOW : MAX_CHARACTERS;

  while (*text != '\0')
    {
      gsize length = part_length (text, max[metrics->text_size]);
      g_autofree char *part = g_strndup (text, length);

      anj_pager_append (facts, anj_fact_new (metrics, /* icon */ NULL, day, part, NULL));
      text += length;
      while (*text == ' ')
        text++;
    }
}

static void
anj_announcements_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  JsonArray *announcements = NULL;
  AnjPager *facts = NULL;

  G_OBJECT_CLASS (anj_announcements_page_parent_class)->constructed (object);

  announcements = anj_json_get_array (anj_visit_get_config (anj_page_get_visit (self)),
                                      "announcements");
  facts = anj_facts_fill (self, _ ("Pengumuman"), "pengumuman", MAX_ITEM_MM);
  for (guint i = 0; announcements != NULL && i < json_array_get_length (announcements); i++)
    {
      JsonObject *entry = anj_json_array_get_object (announcements, i);

      if (entry != NULL)
        add_announcement (self, facts, entry);
    }
  if (announcements == NULL || json_array_get_length (announcements) == 0)
    anj_facts_say_none (self, facts, "pengumuman", _ ("Belum ada pengumuman."));
}

static void
anj_announcements_page_class_init (AnjAnnouncementsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_announcements_page_constructed;
}

static void
anj_announcements_page_init (AnjAnnouncementsPage *self G_GNUC_UNUSED)
{
}
