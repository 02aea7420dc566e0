/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-member-page.h"

#include "core/anj-json.h"
#include "ui/anj-choices.h"
#include "ui/anj-data-date.h"
#include "ui/anj-emblem.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-referral.h"
#include "ui/anj-update.h"

#define EMBLEM_HEIGHT_MM 70
#define SQUARE_MM 26
#define SQUARE_LANDSCAPE_MM 16
#define SQUARE_BROAD_MM 26
#define MAX_ROW_MM 48
#define N_COLUMNS_LANDSCAPE 2
#define MEMBER_KEY "anj-member"

struct _AnjMemberPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjMemberPage, anj_member_page, ANJ_TYPE_PAGE)

static void
on_clicked (AnjPage *self, GtkWidget *row)
{
  AnjVisit *visit = anj_page_get_visit (self);

  anj_update_choose_member (visit, g_object_get_data (G_OBJECT (row), MEMBER_KEY));
  if (anj_update_is_new_member (visit))
    anj_update_choose_field (visit, ANJ_UPDATE_NEW_MEMBER);
  anj_page_next (self);
}

static GtkWidget *
make_row (AnjPage *self, const AnjChoiceCard *card, const char *id)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  double square_mm = anj_metrics_is_broad_landscape (metrics) ? SQUARE_BROAD_MM
                     : anj_metrics_is_landscape (metrics)     ? SQUARE_LANDSCAPE_MM
                                                              : SQUARE_MM;
  GtkWidget *row = anj_choice_card_new (metrics, square_mm, card);

  g_object_set_data_full (G_OBJECT (row), MEMBER_KEY, g_strdup (id), g_free);
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
  return row;
}

static GtkWidget *
make_member_row (AnjPage *self, JsonObject *member)
{
  JsonObject *document = anj_visit_get_household (anj_page_get_visit (self));
  const char *id = anj_json_get_string (member, "id", "");
  gboolean viewer = g_str_equal (anj_json_get_string (document, "viewer", ""), id);
  const char *relation = anj_update_relation (member);
  /* translators: %s is what the resident is in the family, e.g. "Kepala keluarga" */
  g_autofree char *own = g_strdup_printf (_ ("%s (Anda)"), relation);
  AnjChoiceCard card = {
    .icon_name = anj_update_icon (member),
    .word = anj_json_get_string (member, "name", ""),
    .sentence = viewer ? own : relation,
  };
  GtkWidget *row = make_row (self, &card, id);

  anj_parts_set_secrecy (row, ANJ_SECRECY_HEADSET, card.sentence);
  return row;
}

/* (transfer full) (element-type GtkWidget) */
static GPtrArray *
make_rows (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonArray *members = anj_update_get_members (visit);
  GPtrArray *rows = g_ptr_array_new ();

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);

      if (member != NULL)
        g_ptr_array_add (rows, make_member_row (self, member));
    }
  if (anj_visit_is_kind (visit, "update") &&
      anj_update_find_field (visit, ANJ_UPDATE_NEW_MEMBER) != NULL)
    {
      AnjChoiceCard card = {
        .icon_name = "orang-bayi",
        .word = _ ("Anggota belum tercatat"),
        .sentence = _ ("Misalnya bayi yang baru lahir."),
      };
      GtkWidget *row = make_row (self, &card, ANJ_UPDATE_NEW_MEMBER);

      gtk_widget_add_css_class (row, "baru");
      g_ptr_array_add (rows, row);
    }
  return rows;
}

static GtkWidget *
make_date (AnjPage *self)
{
  JsonObject *document = anj_visit_get_household (anj_page_get_visit (self));
  AnjDataDate date = { 0 };

  date.as_of = document != NULL ? anj_json_get_string (document, "as_of", "") : "";
  return anj_data_date_new (anj_page_get_visit (self), anj_page_get_metrics (self),
                            anj_page_get_clock (self), &date);
}

/* the age is told, not judged: nobody's birth date is on the screen */
static void
set_words (AnjPage *self)
{
  JsonObject *referral = anj_referral_get (anj_page_get_visit (self));
  g_autofree char *age = referral != NULL ? anj_referral_age_words (referral) : NULL;

  anj_page_set_question (self,
                         referral != NULL ? _ ("Untuk siapa?") : _ ("Data siapa yang diperbaiki?"));
  if (age != NULL)
    anj_page_set_sentence (self, age);
}

static void
anj_member_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  GtkWidget *box = NULL, *list = NULL;
  gboolean landscape;

  G_OBJECT_CLASS (anj_member_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  landscape = anj_metrics_is_landscape (metrics);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 2 : 5, NULL);
  set_words (self);
  gtk_box_append (GTK_BOX (box), make_date (self));
  rows = make_rows (self);
  list = anj_choices_new (metrics, (GtkWidget *const *) rows->pdata, rows->len,
                          landscape ? N_COLUMNS_LANDSCAPE : 1, MAX_ROW_MM);
  if (!landscape)
    list = anj_emblem_new_above (metrics, "program-pkh", EMBLEM_HEIGHT_MM, list);
  gtk_widget_set_vexpand (list, TRUE);
  gtk_box_append (GTK_BOX (box), list);
  anj_page_set_navigation (self, TRUE, NULL, NULL);
  anj_page_set_content (self, box);
}

static void
anj_member_page_class_init (AnjMemberPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_member_page_constructed;
}

static void
anj_member_page_init (AnjMemberPage *self G_GNUC_UNUSED)
{
}
