/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-hours-page.h"

#include "core/anj-json.h"
#include "ui/anj-facts.h"
#include "ui/anj-hours.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"
#include "ui/anj-when.h"

#define MAX_ITEM_MM 60
#define MAX_DAY_MM 26
#define STATE_ICON_MM 16
#define STATE_ICON_LANDSCAPE_MM 10
#define STATE_CHARACTERS_LANDSCAPE 14

struct _AnjHoursPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjHoursPage, anj_hours_page, ANJ_TYPE_PAGE)

/* "Buka sekarang", and until when; else when it opens again */
static GtkWidget *
make_state (AnjPage *self, const AnjHoursNow *now)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *box = anj_parts_box (landscape ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                  metrics, landscape ? 2 : 5, "kotak-status");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = anj_icon_new (now->is_open ? "status-diterima" : "jam",
                                  landscape ? STATE_ICON_LANDSCAPE_MM : STATE_ICON_MM);
  const char *language = anj_visit_get_language (anj_page_get_visit (self));
  g_autofree char *holiday = anj_hours_holiday (now, language);
  g_autofree char *next = anj_hours_next (now, language);

  gtk_widget_add_css_class (box, now->is_open ? "menerima" : "menunggu");
  gtk_widget_set_halign (icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (
      GTK_BOX (words),
      anj_parts_label (now->is_open ? _ ("Buka sekarang") : _ ("Tutup sekarang"), "label"));
  if (holiday != NULL)
    gtk_box_append (GTK_BOX (words), anj_parts_label (holiday, "isi"));
  if (*next != '\0')
    gtk_box_append (GTK_BOX (words), anj_parts_label (next, "isi"));
  /* beside the days it is narrow */
  for (GtkWidget *line = gtk_widget_get_first_child (words); landscape && line != NULL;
       line = gtk_widget_get_next_sibling (line))
    gtk_label_set_max_width_chars (GTK_LABEL (line), STATE_CHARACTERS_LANDSCAPE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

/* @hours: (nullable): %NULL: closed */
static GtkWidget *
make_row (AnjPage *self, const char *day, const char *hours, gboolean today)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, "baris-hari");
  GtkWidget *name = anj_parts_label (day, "label");
  GtkWidget *when = anj_parts_label (hours != NULL ? hours : _ ("Tutup"),
                                     hours != NULL ? "label" : "isi");

  gtk_box_append (GTK_BOX (row), name);
  if (today)
    {
      gtk_widget_add_css_class (row, "hari-ini");
      gtk_box_append (GTK_BOX (row), anj_parts_label (_ ("hari ini"), "isi"));
    }
  gtk_widget_set_hexpand (when, TRUE);
  gtk_label_set_xalign (GTK_LABEL (when), 1);
  gtk_label_set_justify (GTK_LABEL (when), GTK_JUSTIFY_RIGHT);
  gtk_box_append (GTK_BOX (row), when);
  for (GtkWidget *part = name; part != NULL; part = gtk_widget_get_next_sibling (part))
    {
      gtk_widget_set_valign (part, GTK_ALIGN_CENTER);
      /* the hours of a day with a break may take two lines */
      gtk_label_set_wrap (GTK_LABEL (part), part == when);
    }
  return row;
}

static GtkWidget *
make_day (AnjPage *self, guint weekday, const AnjHoursNow *now)
{
  gboolean is_today = weekday == now->weekday;
  g_autofree char *hours = anj_hours_of_day (anj_visit_get_config (anj_page_get_visit (self)),
                                             weekday);

  return make_row (self, anj_hours_weekday (weekday),
                   is_today && now->holiday != NULL ? _ ("Libur") : hours, is_today);
}

static void
append_holidays (AnjPage *self, AnjPager *pager)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const char *language = anj_visit_get_language (visit);
  g_autoptr (GPtrArray) holidays = anj_hours_list_holidays (
      anj_visit_get_config (visit), anj_clock_real_us (anj_page_get_clock (self)));

  for (guint i = 0; i < holidays->len; i++)
    {
      JsonObject *holiday = g_ptr_array_index (holidays, i);
      g_autofree char *day = anj_when_day (anj_json_get_string (holiday, "date", ""), language);
      /* translators: %s is a holiday's name */
      g_autofree char *name = g_strdup_printf (_ ("Libur: %s"),
                                               anj_json_get_text (holiday, "name", language));

      anj_pager_append (pager, anj_fact_new (anj_page_get_metrics (self), NULL, day, name, NULL));
    }
}

/* lying, beside the days: there is little height */
static void
put_state (AnjPage *self, GtkWidget *state, GtkWidget *days)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *box = gtk_widget_get_ancestor (days, GTK_TYPE_BOX);
  GtkWidget *row = NULL;

  if (!anj_metrics_is_landscape (metrics))
    {
      gtk_box_prepend (GTK_BOX (box), state);
      return;
    }
  row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);
  gtk_widget_set_valign (state, GTK_ALIGN_START);
  gtk_widget_set_hexpand (gtk_widget_get_last_child (state), FALSE);
  gtk_widget_set_hexpand (state, FALSE);
  g_object_ref (days);
  gtk_box_remove (GTK_BOX (box), days);
  gtk_box_append (GTK_BOX (row), state);
  gtk_box_append (GTK_BOX (row), days);
  g_object_unref (days);
  gtk_widget_set_hexpand (days, TRUE);
  gtk_box_append (GTK_BOX (box), row);
}

static void
show_week (AnjPage *self, const AnjHoursNow *now)
{
  gboolean wide = anj_metrics_is_wide (anj_page_get_metrics (self));
  AnjPager *days = anj_facts_fill (self, _ ("Jam layanan"), wide ? "jam" : NULL, MAX_DAY_MM);

  for (guint weekday = 1; weekday <= ANJ_HOURS_N_DAYS; weekday++)
    anj_pager_append (days, make_day (self, weekday, now));
  append_holidays (self, days);
  anj_pager_show_item (days, now->weekday - 1);
  put_state (self, make_state (self, now), GTK_WIDGET (days));
}

/* as the office wrote them */
static void
show_words (AnjPage *self, JsonArray *hours)
{
  const char *language = anj_visit_get_language (anj_page_get_visit (self));
  AnjPager *facts = anj_facts_fill (self, _ ("Jam layanan"), "jam", MAX_ITEM_MM);

  for (guint i = 0; hours != NULL && i < json_array_get_length (hours); i++)
    {
      JsonObject *entry = anj_json_array_get_object (hours, i);

      if (entry != NULL)
        anj_pager_append (facts, anj_fact_new (anj_page_get_metrics (self), NULL,
                                               anj_json_get_text (entry, "days", language),
                                               anj_json_get_text (entry, "hours", language), NULL));
    }
  append_holidays (self, facts);
  if (hours == NULL || json_array_get_length (hours) == 0)
    anj_facts_say_none (self, facts, "jam", _ ("Jam belum ditulis. Tanyakan kepada petugas."));
}

static void
anj_hours_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  JsonObject *config = NULL;
  AnjHoursNow now;

  G_OBJECT_CLASS (anj_hours_page_parent_class)->constructed (object);

  config = anj_visit_get_config (anj_page_get_visit (self));
  if (anj_visit_is_time_sure (anj_page_get_visit (self)) &&
      anj_hours_look (config, anj_clock_real_us (anj_page_get_clock (self)), &now))
    show_week (self, &now);
  else
    show_words (self, anj_json_get_array (config, "opening_hours"));
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
