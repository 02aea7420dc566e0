/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-totals-page.h"

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"
#include "ui/anj-place.h"

#define MAX_ITEM_MM 46

struct _AnjTotalsPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjTotalsPage, anj_totals_page, ANJ_TYPE_PAGE)

/* "1.234 keluarga"; what is too few to be told is null */
static char *
make_count (AnjPage *self, JsonObject *totals, const char *member)
{
  gint64 count = anj_json_get_int (totals, member, -1);
  g_autofree char *digits = NULL;

  if (count < 0)
    return g_strdup (_ ("Kurang dari 5"));
  digits = anj_number_format (count, anj_visit_get_language (anj_page_get_visit (self)));
  /* translators: %s is a number of people or of families */
  return g_str_equal (member, "people") ? g_strdup_printf (_ ("%s orang"), digits)
                                        : g_strdup_printf (_ ("%s keluarga"), digits);
}

static void
add_total (AnjPage *self,
           AnjPager *facts,
           JsonObject *totals,
           const char *member,
           const char *icon_name,
           const char *text)
{
  g_autofree char *count = NULL;

  if (!json_object_has_member (totals, member))
    return;
  count = make_count (self, totals, member);
  anj_pager_append (facts,
                    anj_fact_count_new (anj_page_get_metrics (self), icon_name, text, count));
}

static void
add_programmes (AnjPage *self, AnjPager *facts, JsonObject *totals)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *config = anj_visit_get_config (visit);
  JsonArray *programmes = anj_json_get_array (totals, "programmes");

  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);
      const char *code = programme != NULL ? anj_json_get_string (programme, "code", "") : "";
      JsonObject *entry = anj_catalogue_programme (config, code);

      if (*code != '\0')
        add_total (self, facts, programme, "households",
                   entry != NULL ? anj_json_get_string (entry, "icon", "kertas") : "kertas",
                   anj_catalogue_programme_name (config, code, anj_visit_get_language (visit)));
    }
}

static void
anj_totals_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  AnjVisit *visit = NULL;
  JsonObject *config = NULL, *place = NULL, *totals = NULL;
  AnjPager *facts = NULL;
  g_autofree char *village = NULL, *question = NULL, *day = NULL, *sentence = NULL;

  G_OBJECT_CLASS (anj_totals_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (self);
  config = anj_visit_get_config (visit);
  place = anj_json_get_object (config, "place");
  totals = place != NULL ? anj_json_get_object (place, "totals") : NULL;
  village = anj_place_village (config);
  /* translators: %s is a village */
  question = *village != '\0' ? g_strdup_printf (_ ("Bantuan di %s"), village)
                              : g_strdup (_ ("Bantuan di desa ini"));
  facts = anj_facts_fill (self, question, /* emblem */ NULL, MAX_ITEM_MM);
  if (totals == NULL)
    {
      anj_facts_say_none (self, facts, "jumlah", _ ("Jumlah belum ada. Coba lagi besok."));
      return;
    }
  day = anj_date_in_words (anj_json_get_string (totals, "date", ""),
                           anj_visit_get_language (visit));
  sentence = g_strdup_printf (_ ("Data per %s"), day);
  anj_page_set_sentence (self, sentence);
  add_total (self, facts, totals, "households", "rumah", _ ("Keluarga tercatat"));
  add_total (self, facts, totals, "people", "orang-bapak", _ ("Warga tercatat"));
  add_programmes (self, facts, totals);
}

static void
anj_totals_page_class_init (AnjTotalsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_totals_page_constructed;
}

static void
anj_totals_page_init (AnjTotalsPage *self G_GNUC_UNUSED)
{
}
