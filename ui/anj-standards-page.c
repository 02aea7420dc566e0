/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-standards-page.h"

#include "core/anj-json.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"

#define MAX_ITEM_MM 58

struct _AnjStandardsPage
{
  AnjPage parent_instance;

  GArray *services; /* (element-type guint): of each item, which service it belongs to */
};

G_DEFINE_FINAL_TYPE (AnjStandardsPage, anj_standards_page, ANJ_TYPE_PAGE)

/* the six parts of a standard that are posted */
static const struct
{
  const char *member;
  const char *icon_name;
  const char *word;
} PARTS[] = {
  { "requirements", "kartu", N_ ("Syarat") },
  { "procedure", "lanjut", N_ ("Cara") },
  { "time", "jam", N_ ("Waktu") },
  { "cost", "program-blt-desa", N_ ("Biaya") },
  { "product", "kertas", N_ ("Hasil") },
  { "complaints", "layanan-pengaduan", N_ ("Tidak puas?") },
};

static JsonArray *
get_standards (AnjStandardsPage *self)
{
  return anj_json_get_array (anj_visit_get_config (anj_page_get_visit (ANJ_PAGE (self))),
                             "service_standards");
}

/* the service's name stays the heading, on however many pages it is spread */
static void
on_turned (AnjStandardsPage *self, guint first_item)
{
  AnjPage *page = ANJ_PAGE (self);
  const char *language = anj_visit_get_language (anj_page_get_visit (page));
  guint service = g_array_index (self->services, guint, first_item);
  JsonObject *standard = anj_json_array_get_object (get_standards (self), service);

  anj_page_set_question (page, anj_json_get_text (standard, "title", language));
}

static void
add_standard (AnjStandardsPage *self, AnjPager *facts, guint index)
{
  AnjPage *page = ANJ_PAGE (self);
  const char *language = anj_visit_get_language (anj_page_get_visit (page));
  JsonObject *standard = anj_json_array_get_object (get_standards (self), index);

  if (standard == NULL)
    return;
  anj_pager_begin_page (facts);
  for (gsize i = 0; i < G_N_ELEMENTS (PARTS); i++)
    {
      const char *text = anj_json_get_text (standard, PARTS[i].member, language);

      if (*text == '\0')
        continue;
      anj_pager_append (facts, anj_fact_new (anj_page_get_metrics (page), PARTS[i].icon_name,
                                             _ (PARTS[i].word), text, NULL));
      g_array_append_val (self->services, index);
    }
}

static void
anj_standards_page_constructed (GObject *object)
{
  AnjStandardsPage *self = ANJ_STANDARDS_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  JsonArray *standards = NULL;
  AnjPager *facts = NULL;

  G_OBJECT_CLASS (anj_standards_page_parent_class)->constructed (object);

  standards = get_standards (self);
  facts = anj_facts_fill (page, _ ("Standar layanan"), /* emblem */ NULL, MAX_ITEM_MM);
  for (guint i = 0; standards != NULL && i < json_array_get_length (standards); i++)
    add_standard (self, facts, i);
  if (self->services->len == 0)
    {
      anj_facts_say_none (page, facts, "kertas",
                          _ ("Standar belum ditulis. Tanyakan kepada petugas."));
      return;
    }
  g_signal_connect_object (facts, "turned", G_CALLBACK (on_turned), self, G_CONNECT_SWAPPED);
  on_turned (self, 0);
}

static void
anj_standards_page_finalize (GObject *object)
{
  g_array_unref (ANJ_STANDARDS_PAGE (object)->services);

  G_OBJECT_CLASS (anj_standards_page_parent_class)->finalize (object);
}

static void
anj_standards_page_class_init (AnjStandardsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_standards_page_constructed;
  G_OBJECT_CLASS (klass)->finalize = anj_standards_page_finalize;
}

static void
anj_standards_page_init (AnjStandardsPage *self)
{
  self->services = g_array_new (FALSE, FALSE, sizeof (guint));
}
