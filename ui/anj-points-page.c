/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-points-page.h"

#include "core/anj-json.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"

#define MAX_ITEM_MM 62
#define MAX_LINES 3

struct _AnjPointsPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjPointsPage, anj_points_page, ANJ_TYPE_PAGE)

/* (transfer full): when, where, whom to ask; a line each, as far as it is told */
static char *
make_more (JsonObject *point)
{
  static const char *const MEMBERS[MAX_LINES] = { "schedule", "address", "contact" };
  const char *lines[MAX_LINES + 1] = { NULL };
  guint n = 0;

  for (guint i = 0; i < MAX_LINES; i++)
    {
      const char *line = anj_json_get_string (point, MEMBERS[i], "");

      if (*line != '\0')
        lines[n++] = line;
    }
  return g_strjoinv ("\n", (char **) lines);
}

static void
add_point (AnjPage *self, AnjPager *facts, JsonObject *point)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *config = anj_visit_get_config (visit);
  const char *code = anj_json_get_string (point, "programme", "");
  JsonObject *programme = anj_catalogue_programme (config, code);
  const char *long_name = programme != NULL ? anj_json_get_text (programme, "long_name",
                                                                 anj_visit_get_language (visit))
                                            : code;
  g_autofree char *more = make_more (point);

  anj_pager_append (
      facts,
      anj_fact_new (anj_page_get_metrics (self),
                    programme != NULL ? anj_json_get_string (programme, "icon", "rumah") : "rumah",
                    long_name, anj_json_get_string (point, "name", ""), more));
}

static void
anj_points_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  JsonObject *place = NULL;
  JsonArray *points = NULL;
  AnjPager *facts = NULL;
  guint n = 0;

  G_OBJECT_CLASS (anj_points_page_parent_class)->constructed (object);

  place = anj_json_get_object (anj_visit_get_config (anj_page_get_visit (self)), "place");
  points = place != NULL ? anj_json_get_array (place, "points") : NULL;
  facts = anj_facts_fill (self, _ ("Tempat dan jadwal"), "program-mbg", MAX_ITEM_MM);
  for (guint i = 0; points != NULL && i < json_array_get_length (points); i++)
    {
      JsonObject *point = anj_json_array_get_object (points, i);

      if (point != NULL)
        {
          add_point (self, facts, point);
          n++;
        }
    }
  if (n == 0)
    anj_facts_say_none (self, facts, "program-mbg",
                        _ ("Tempat belum ditulis. Tanyakan di kantor desa."));
}

static void
anj_points_page_class_init (AnjPointsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_points_page_constructed;
}

static void
anj_points_page_init (AnjPointsPage *self G_GNUC_UNUSED)
{
}
