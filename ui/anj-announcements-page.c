/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-announcements-page.h"

#include "core/anj-json.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"

#define MAX_ITEM_MM 90

struct _AnjAnnouncementsPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjAnnouncementsPage, anj_announcements_page, ANJ_TYPE_PAGE)

static void
anj_announcements_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  AnjVisit *visit = NULL;
  JsonArray *announcements = NULL;
  AnjPager *facts = NULL;

  G_OBJECT_CLASS (anj_announcements_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (self);
  announcements = anj_json_get_array (anj_visit_get_config (visit), "announcements");
  facts = anj_facts_fill (self, _ ("Pengumuman"), MAX_ITEM_MM);
  for (guint i = 0; announcements != NULL && i < json_array_get_length (announcements); i++)
    {
      JsonObject *entry = anj_json_array_get_object (announcements, i);

      if (entry != NULL)
        anj_pager_append (
            facts,
            anj_fact_new (anj_page_get_metrics (self), "pengumuman", NULL,
                          anj_json_get_text (entry, "text", anj_visit_get_language (visit)), NULL));
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
