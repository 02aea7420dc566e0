/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-officials-page.h"

#include "core/anj-json.h"
#include "ui/anj-contact.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"

#define MAX_ITEM_MM 62

struct _AnjOfficialsPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjOfficialsPage, anj_officials_page, ANJ_TYPE_PAGE)

/* one may stand in the register of staff and in the configuration */
static gboolean
is_new (GHashTable *shown, JsonObject *official)
{
  return g_hash_table_add (shown, g_strjoin ("\n", anj_json_get_string (official, "role", ""),
                                             anj_json_get_string (official, "name", ""), NULL));
}

static void
add_officials (AnjPage *self, AnjPager *facts, JsonArray *officials, GHashTable *shown)
{
  AnjVisit *visit = anj_page_get_visit (self);

  for (guint i = 0; officials != NULL && i < json_array_get_length (officials); i++)
    {
      JsonObject *official = anj_json_array_get_object (officials, i);
      const char *role = official != NULL ? anj_json_get_string (official, "role", "") : "";
      const char *name = official != NULL ? anj_json_get_string (official, "name", "") : "";

      if (*name != '\0' && is_new (shown, official))
        anj_pager_append (facts, anj_fact_new (anj_page_get_metrics (self),
                                               anj_contact_role_icon (visit, role),
                                               anj_contact_role_title (visit, role), name,
                                               anj_json_get_string (official, "contact", NULL)));
    }
}

static void
anj_officials_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  JsonObject *config = NULL, *place = NULL;
  AnjPager *facts = NULL;
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  G_OBJECT_CLASS (anj_officials_page_parent_class)->constructed (object);

  config = anj_visit_get_config (anj_page_get_visit (self));
  place = anj_json_get_object (config, "place");
  facts = anj_facts_fill (self, _ ("Petugas yang bisa Anda tanya"), "tanya-petugas", MAX_ITEM_MM);
  if (place != NULL)
    add_officials (self, facts, anj_json_get_array (place, "officials"), shown);
  add_officials (self, facts, anj_json_get_array (config, "contacts"), shown);
  if (g_hash_table_size (shown) == 0)
    anj_facts_say_none (self, facts, "tanya-petugas",
                        _ ("Nama petugas belum ditulis. Tanyakan di kantor desa."));
}

static void
anj_officials_page_class_init (AnjOfficialsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_officials_page_constructed;
}

static void
anj_officials_page_init (AnjOfficialsPage *self G_GNUC_UNUSED)
{
}
