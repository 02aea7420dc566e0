/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-data-date.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-masked.h"
#include "ui/anj-parts.h"
#include "ui/anj-place.h"

#define DEFAULT_OLD_DAYS 30
#define ICON_MM 7
#define WARNING_ICON_MM 10
#define BESIDE_ICON_MM 8
#define BESIDE_CHARACTERS 11

guint
anj_data_date_age_days (const char *as_of, gint64 real_us)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *midnight = g_strconcat (as_of != NULL ? as_of : "", "T00:00:00Z", NULL);
  g_autoptr (GDateTime) then = g_date_time_new_from_iso8601 (midnight, utc);
  gint64 age_us = 0;

  if (then != NULL)
    age_us = real_us - g_date_time_to_unix (then) * G_TIME_SPAN_SECOND;
  return age_us > 0 ? (guint) (age_us / G_TIME_SPAN_DAY) : 0;
}

static GtkWidget *
make_part (const AnjMetrics *metrics, const char *icon_name, const char *text)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2.5, "kedua");

  gtk_box_append (GTK_BOX (box), anj_icon_new (icon_name, ICON_MM));
  gtk_box_append (GTK_BOX (box), anj_parts_label (text, "tanggal"));
  return box;
}

static char *
show_kk (const char *kk)
{
  g_autofree char *number = anj_masked_number (kk);

  return number != NULL ? g_strconcat ("KK ", number, NULL) : NULL;
}

/* lying there is no heading above it, and low panels have room for one line */
static const char *
choose_class (const AnjMetrics *metrics)
{
  return anj_metrics_is_small_landscape (metrics) ? "isi-kartu tebal"
         : anj_metrics_is_landscape (metrics)     ? "isi tebal"
                                                  : anj_parts_under_heading (metrics);
}

static GtkWidget *
make_old_box (AnjVisit *visit, const AnjMetrics *metrics, guint age_days)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, "kotak-kuning");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *text = NULL;

  if (anj_visit_is_time_sure (visit))
    /* translators: %u days; how old the data are */
    text = g_strdup_printf (_ ("Data ini sudah %u hari. Tanyakan kepada petugas."), age_days);
  else
    /* translators: %u days; how old the data are, or older */
    text = g_strdup_printf (_ ("Data sudah %u hari lebih. Tanyakan kepada petugas."), age_days);

  gtk_box_append (GTK_BOX (box), anj_icon_new ("kalender", WARNING_ICON_MM));
  /* lying, the day beneath says the rest */
  if (!anj_metrics_is_landscape (metrics))
    gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Data sudah lama"), "label"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (text, choose_class (metrics)));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

gboolean
anj_data_date_is_old (AnjVisit *visit, const AnjClock *clock, const char *as_of)
{
  return anj_data_date_age_days (as_of, anj_clock_real_us (clock)) >
         anj_json_get_int (anj_visit_get_config (visit), "data_old_days", DEFAULT_OLD_DAYS);
}

GtkWidget *
anj_data_date_new (AnjVisit *visit,
                   const AnjMetrics *metrics,
                   const AnjClock *clock,
                   const AnjDataDate *date)
{
  const char *language = anj_visit_get_language (visit);
  guint age_days = anj_data_date_age_days (date->as_of, anj_clock_real_us (clock));
  g_autofree char *words = anj_date_in_words (date->as_of, language);
  g_autofree char *kk = show_kk (date->kk);
  g_autofree char *text = NULL;
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 2, ANJ_DATA_DATE_CLASS);
  /* large letters: the number stands beneath the day */
  gboolean beneath = metrics->text_size >= ANJ_TEXT_150;
  GtkWidget *line = anj_parts_box (beneath ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                   metrics, beneath ? 0 : 6, NULL);

  if (date->source != NULL && *date->source != '\0')
    /* translators: the first %s is a date, the second whose data they are */
    text = g_strdup_printf (_ ("Data per %s. Sumber: %s."), words, date->source);
  else
    /* translators: %s is a date */
    text = g_strdup_printf (_ ("Data per %s"), words);
  if (anj_data_date_is_old (visit, clock, date->as_of))
    gtk_box_append (GTK_BOX (self), make_old_box (visit, metrics, age_days));
  gtk_box_append (GTK_BOX (line), make_part (metrics, "kalender", text));
  if (kk != NULL)
    {
      GtkWidget *card = make_part (metrics, "kartu", kk);

      anj_parts_mark_secret (card);
      gtk_box_append (GTK_BOX (line), card);
    }
  gtk_box_append (GTK_BOX (self), line);
  return self;
}

GtkWidget *
anj_data_date_beside (AnjVisit *visit,
                      const AnjMetrics *metrics,
                      GtkWidget *heading,
                      const char *as_of)
{
  g_autofree char *day = anj_place_short_date (as_of, anj_visit_get_language (visit));
  g_autofree char *date = g_strdup_printf (_ ("Data per %s"), day != NULL ? day : as_of);
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, NULL);
  GtkWidget *label = anj_parts_label (date, "tanggal kedua");

  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_add_css_class (label, ANJ_DATA_DATE_CLASS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), BESIDE_CHARACTERS);
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), anj_icon_new ("kalender", BESIDE_ICON_MM));
  gtk_box_append (GTK_BOX (self), label);
  return self;
}
