/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-language-page.h"

#include "core/anj-json.h"
#include "ui/anj-hero.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-parts.h"

struct _AnjLanguagePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjLanguagePage, anj_language_page, ANJ_TYPE_PAGE)

/* languages that are whole; each is named and greets in itself, never translated */
static const struct
{
  const char *code;
  const char *sign;
  const char *name;
  const char *greeting;
} LANGUAGES[] = {
  { "id", "Id", "Bahasa Indonesia", "Selamat datang" },
  { "en", "En", "English", "Welcome" },
};

/* a picture that only this language has */
static GtkWidget *
make_sign (const AnjMetrics *metrics, const char *sign)
{
  GtkWidget *square = gtk_center_box_new ();
  int side_px = anj_metrics_px (metrics, anj_metrics_is_landscape (metrics) ? 18 : 34);

  gtk_center_box_set_center_widget (GTK_CENTER_BOX (square), anj_parts_label (sign, "tanda"));
  gtk_widget_set_halign (square, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (square, GTK_ALIGN_CENTER);
  anj_parts_add_classes (square, "kotak nila");
  gtk_widget_set_size_request (square, side_px, side_px);
  return square;
}

static void
on_clicked (AnjPage *self, GtkButton *button)
{
  const char *code = g_object_get_data (G_OBJECT (button), "code");

  /* the last thing done here: the screen makes the next page in the new language */
  anj_visit_set_language (anj_page_get_visit (self), code);
  anj_page_next (self);
}

static GtkWidget *
make_row (AnjPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *now = anj_visit_get_language (anj_page_get_visit (self));
  gboolean chosen = g_strcmp0 (now, LANGUAGES[index].code) == 0;
  gboolean landscape = anj_metrics_is_landscape (metrics);
  GtkWidget *row = gtk_button_new ();
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 7, NULL);
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 1, NULL);
  GtkWidget *arrow = anj_icon_new (chosen ? "status-diterima" : "rincian", 15);

  gtk_box_append (GTK_BOX (words), anj_parts_label (LANGUAGES[index].name, "nama-bahasa"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (LANGUAGES[index].greeting, "isi kedua"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (arrow, "panah");
  gtk_box_append (GTK_BOX (box), make_sign (metrics, LANGUAGES[index].sign));
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_button_set_child (GTK_BUTTON (row), box);
  gtk_widget_set_focus_on_click (row, FALSE);
  gtk_widget_set_size_request (row, -1, anj_metrics_px (metrics, landscape ? 30 : 62));
  gtk_widget_add_css_class (row, "kartu");
  anj_parts_set_name (row, LANGUAGES[index].name);
  g_object_set_data (G_OBJECT (row), "code", (gpointer) LANGUAGES[index].code);
  g_signal_connect_swapped (row, "clicked", G_CALLBACK (on_clicked), self);
  return row;
}

/* the configuration may leave languages out; Indonesian is always there */
static gboolean
is_offered (AnjVisit *visit, const char *code)
{
  JsonArray *offered = anj_json_get_array (anj_visit_get_config (visit), "languages");
  guint n_offered = offered != NULL ? json_array_get_length (offered) : 0;

  for (guint i = 0; i < n_offered; i++)
    if (g_strcmp0 (json_array_get_string_element (offered, i), code) == 0)
      return TRUE;
  return offered == NULL || g_str_equal (code, "id");
}

static void
anj_language_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *rows = NULL;

  G_OBJECT_CLASS (anj_language_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  rows = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 5, NULL);
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_question (self, _ ("Pilih bahasa Anda"));
  else
    anj_page_set_top (self,
                      anj_hero_new (metrics, _ ("Pilih bahasa Anda"), _ ("Sentuh satu bahasa.")));
  for (guint i = 0; i < G_N_ELEMENTS (LANGUAGES); i++)
    if (is_offered (anj_page_get_visit (self), LANGUAGES[i].code))
      gtk_box_append (GTK_BOX (rows), make_row (self, i));
  gtk_widget_set_valign (rows,
                         anj_metrics_is_landscape (metrics) ? GTK_ALIGN_END : GTK_ALIGN_CENTER);
  anj_page_set_content (self, rows);
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
