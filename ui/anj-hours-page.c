/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-hours-page.h"

#include "core/anj-json.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"

#define MAX_ITEM_MM 60

struct _AnjHoursPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjHoursPage, anj_hours_page, ANJ_TYPE_PAGE)

static void
anj_hours_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  AnjVisit *visit = NULL;
  JsonArray *hours = NULL;
  AnjPager *facts = NULL;
  const char *language = NULL;

  G_OBJECT_CLASS (anj_hours_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (self);
  language = anj_visit_get_language (visit);
  hours = anj_json_get_array (anj_visit_get_config (visit), "opening_hours");
  facts = anj_facts_fill (self, _ ("Jam layanan"), "jam", MAX_ITEM_MM);
  for (guint i = 0; hours != NULL && i < json_array_get_length (hours); i++)
    {
      JsonObject *entry = anj_json_array_get_object (hours, i);

      if (entry != NULL)
        anj_pager_append (facts, anj_fact_new (anj_page_get_metrics (self), NULL,
                                               anj_json_get_text (entry, "days", language),
                                               anj_json_get_text (entry, "hours", language), NULL));
    }
  if (hours == NULL || json_array_get_length (hours) == 0)
    anj_facts_say_none (self, facts, "jam", _ ("Jam belum ditulis. Tanyakan kepada petugas."));
}

static void
anj_hours_page_class_init (AnjHoursPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_hours_page_constructed;
}

static void
anj_hours_page_init (AnjHoursPage *self G_GNUC_UNUSED)
{
}
