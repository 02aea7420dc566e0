/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-field-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-i18n.h"
#include "ui/anj-tile.h"
#include "ui/anj-update.h"

#define EMBLEM_HEIGHT_MM 92
#define MAX_ROW_MM 66
#define N_COLUMNS 2
#define SQUARE_LANDSCAPE_MM 15
#define SQUARE_BROAD_MM 26
#define FIELD_KEY "anj-field"

struct _AnjFieldPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjFieldPage, anj_field_page, ANJ_TYPE_PAGE)

static void
on_clicked (AnjPage *self, GtkWidget *tile)
{
  anj_update_choose_field (anj_page_get_visit (self),
                           g_object_get_data (G_OBJECT (tile), FIELD_KEY));
  anj_page_next (self);
}

static GtkWidget *
make_tile (AnjPage *self, JsonObject *field)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *icon_name = anj_json_get_string (field, "icon", "layanan-perbarui-data");
  const char *label = anj_json_get_text (field, "label",
                                         anj_visit_get_language (anj_page_get_visit (self)));
  const AnjChoiceCard card = { .icon_name = icon_name, .word = label };
  GtkWidget *tile = anj_metrics_is_landscape (metrics)
                        ? anj_choice_card_new (metrics,
                                               anj_metrics_is_broad_landscape (metrics)
                                                   ? SQUARE_BROAD_MM
                                                   : SQUARE_LANDSCAPE_MM,
                                               &card)
                        : anj_tile_new (metrics, icon_name, label, /* note */ NULL);

  g_object_set_data_full (G_OBJECT (tile), FIELD_KEY,
                          g_strdup (anj_json_get_string (field, "code", "")), g_free);
  g_signal_connect_swapped (tile, "clicked", G_CALLBACK (on_clicked), self);
  return tile;
}

/* (transfer full) (element-type GtkWidget): somebody new is chosen on the page before */
static GPtrArray *
make_tiles (AnjPage *self)
{
  JsonArray *fields = anj_json_get_array (anj_visit_get_config (anj_page_get_visit (self)),
                                          "update_fields");
  GPtrArray *tiles = g_ptr_array_new ();

  for (guint i = 0; fields != NULL && i < json_array_get_length (fields); i++)
    {
      JsonObject *field = anj_json_array_get_object (fields, i);

      if (field != NULL &&
          !g_str_equal (anj_json_get_string (field, "code", ""), ANJ_UPDATE_NEW_MEMBER))
        g_ptr_array_add (tiles, make_tile (self, field));
    }
  return tiles;
}

static void
anj_field_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  AnjVisit *visit = NULL;
  JsonObject *member = NULL;
  g_autoptr (GPtrArray) tiles = NULL;
  g_autofree char *first_name = NULL;
  g_autofree char *question = NULL;
  GtkWidget *list = NULL;

  G_OBJECT_CLASS (anj_field_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (self);
  member = anj_update_get_member (visit);
  first_name = g_strdup (anj_update_get_member_name (visit));
  *strchrnul (first_name, ' ') = '\0';
  /* translators: %s is the first name of somebody of the family */
  question = g_strdup_printf (_ ("Apa yang salah pada data %s?"), first_name);
  anj_page_set_secret_question (self, question, _ ("Apa yang salah pada data itu?"));
  tiles = make_tiles (self);
  list = anj_choices_new (anj_page_get_metrics (self), (GtkWidget *const *) tiles->pdata,
                          tiles->len, N_COLUMNS, MAX_ROW_MM);
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_choices_show (self, list, member != NULL ? anj_update_icon (member) : "tanya-petugas",
                    EMBLEM_HEIGHT_MM);
}

static void
anj_field_page_class_init (AnjFieldPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_field_page_constructed;
}

static void
anj_field_page_init (AnjFieldPage *self G_GNUC_UNUSED)
{
}
