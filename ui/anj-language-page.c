/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-language-page.h"

#include "ui/anj-hero.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-languages.h"
#include "ui/anj-parts.h"

/* with more than these the rows are low, and lying they stand in two columns */
#define FEW_LANGUAGES 3

struct _AnjLanguagePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjLanguagePage, anj_language_page, ANJ_TYPE_PAGE)

/* a picture that only this language has */
static const struct
{
  const char *code;
  const char *icon_name;
} PICTURES[] = {
  { "id", "bahasa-id" },   { "jv", "bahasa-jv" }, { "su", "bahasa-su" },
  { "mad", "bahasa-mad" }, { "en", "bahasa-en" },
};

static const char *
find_picture (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (PICTURES); i++)
    if (g_str_equal (PICTURES[i].code, code))
      return PICTURES[i].icon_name;
  return "bahasa";
}

static void
on_clicked (AnjPage *self, GtkButton *button)
{
  g_autofree char *code = g_strdup (g_object_get_data (G_OBJECT (button), "code"));

  /* the last thing done here: the screen makes the next page in the new language */
  anj_visit_set_language (anj_page_get_visit (self), code);
  anj_page_next (self);
}

static double
row_height_mm (const AnjMetrics *metrics, guint n_languages)
{
  if (anj_metrics_is_landscape (metrics))
    return anj_metrics_is_large_landscape (metrics) ? 34 : 21;
  if (n_languages <= FEW_LANGUAGES)
    return 62;
  return anj_metrics_is_wide (metrics) ? 43 : 29;
}

/* named and greeting in itself, never translated */
static GtkWidget *
make_row (AnjPage *self, const AnjLanguage *language, guint n_languages)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *now = anj_visit_get_language (anj_page_get_visit (self));
  gboolean chosen = g_str_equal (now, language->code);
  double height_mm = row_height_mm (metrics, n_languages);
  double side_mm = MIN (height_mm * 0.62, 34);
  GtkWidget *row = gtk_button_new ();
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics,
                                  anj_metrics_is_landscape (metrics) ? 4 : 7, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *arrow = anj_icon_new (chosen ? "status-diterima" : "rincian", landscape ? 10 : 15);

  gtk_box_append (GTK_BOX (words), anj_parts_label (language->name, "nama-bahasa"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (language->greeting, "isi kedua"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (arrow, "panah");
  /* lying a name needs the arrow's room */
  gtk_widget_set_visible (arrow, chosen || !landscape);
  gtk_box_append (GTK_BOX (box), anj_parts_square (find_picture (language->code), side_mm * 0.72,
                                                   metrics, side_mm, "nila"));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_widget_set_focus_on_click (row, FALSE);
  gtk_widget_set_hexpand (row, TRUE);
  gtk_widget_set_size_request (row, -1, anj_metrics_px (metrics, height_mm));
  gtk_widget_add_css_class (row, "kartu");
  gtk_widget_add_css_class (row, "bahasa");
  anj_parts_set_name (row, language->name);
  anj_parts_set_language (row, language->code);
  g_object_set_data_full (G_OBJECT (row), "code", g_strdup (language->code), g_free);
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
  return row;
}

static GtkWidget *
make_rows (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean landscape = anj_metrics_is_landscape (metrics);
  g_autoptr (GPtrArray) languages = anj_visit_get_languages (anj_page_get_visit (self));
  guint n_columns = landscape && languages->len > FEW_LANGUAGES ? 2 : 1;
  double gap_mm = landscape ? 3 : 4;
  /* boxes, not a grid: a grid that is asked how high it is at any width answers for the narrowest
   */
  GtkWidget *rows = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, gap_mm, NULL);

  for (guint i = 0; i < languages->len; i += n_columns)
    {
      GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);

      gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
      for (guint j = i; j < i + n_columns; j++)
        gtk_box_append (GTK_BOX (row),
                        j < languages->len
                            ? make_row (self, g_ptr_array_index (languages, j), languages->len)
                            : gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
      gtk_box_append (GTK_BOX (rows), row);
    }
  gtk_widget_set_valign (rows, anj_metrics_is_small_landscape (metrics) ? GTK_ALIGN_END
                                                                        : GTK_ALIGN_CENTER);
  return rows;
}

static void
anj_language_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;

  G_OBJECT_CLASS (anj_language_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_question (self, _ ("Pilih bahasa Anda"));
  else
    anj_page_set_top (self,
                      anj_hero_new (metrics, _ ("Pilih bahasa Anda"), _ ("Sentuh satu bahasa.")));
  anj_page_set_content (self, make_rows (self));
  anj_page_set_navigation (self, TRUE, NULL, NULL);
}

static void
anj_language_page_class_init (AnjLanguagePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_language_page_constructed;
}

static void
anj_language_page_init (AnjLanguagePage *self G_GNUC_UNUSED)
{
}
