/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-check-page.h"

#include <string.h>

#include "core/anj-secret.h"
#include "ui/anj-case-words.h"
#include "ui/anj-check-rows.h"
#include "ui/anj-draft.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-next-steps.h"
#include "ui/anj-pager.h"
#include "ui/anj-pairs.h"
#include "ui/anj-parts.h"
#include "ui/anj-sending.h"
#include "ui/anj-update.h"

/* as much of the story as says which one it is */
#define EXCERPT_CHARACTERS 280
#define EXCERPT_LARGE_CHARACTERS 90
#define EXCERPT_TIGHT_CHARACTERS 45
#define GAP_MM 5
#define GAP_LANDSCAPE_MM 2
/* a row may grow to this where a page has room left */
#define ROW_MAX_MM 46
#define ROW_MAX_LARGE_MM 76
#define FEW_ROWS 4
#define SQUARE_MM 24
#define SQUARE_LANDSCAPE_MM 13

struct _AnjCheckPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjCheckPage, anj_check_page, ANJ_TYPE_PAGE)

static void
show_failure (AnjPage *page, const GError *error)
{
  const char *unsaved = anj_case_words (anj_visit_get_kind (anj_page_get_visit (page)))->unsaved;

  if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_FULL))
    anj_page_set_error (page, _ (unsaved),
                        _ ("Mesin ini penuh. Panggil petugas. Tulisan Anda tetap ada."));
  else if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_NO_STORAGE))
    anj_page_set_error (page, _ (unsaved),
                        _ ("Mesin ini rusak. Panggil petugas. Tulisan Anda tetap ada."));
  else if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_LOCKED))
    anj_page_set_error (page, _ (unsaved), _ ("Layar sedang dikunci. Mohon temui petugas."));
  else
    anj_page_set_error (page, _ (unsaved),
                        _ ("Tulisan Anda tetap ada. Coba lagi, atau panggil petugas."));
}

static void
on_sent (AnjPage *page, gboolean sent, const GError *error)
{
  if (sent)
    anj_page_next (page);
  else
    show_failure (page, error);
}

static void
send (AnjPage *page)
{
  anj_page_set_error (page, NULL, NULL);
  if (anj_visit_get_ticket (anj_page_get_visit (page)) != NULL)
    anj_page_next (page);
  else
    anj_sending_begin (page, on_sent);
}

static void
on_change_clicked (AnjPage *self, GtkButton *button)
{
  anj_page_go (self, g_object_get_data (G_OBJECT (button), "way"));
}

static char *
make_excerpt (const char *words, glong n_max)
{
  g_autofree char *line = g_strdelimit (g_strdup (words), "\n\r\t", ' ');
  g_autofree char *cut = NULL;
  char *space = NULL;

  if (g_utf8_strlen (line, -1) <= n_max)
    return g_steal_pointer (&line);
  cut = g_utf8_substring (line, 0, n_max);
  space = strrchr (cut, ' ');
  if (space != NULL && space > cut)
    *space = '\0';
  return g_strconcat (cut, " …", NULL);
}

static GtkWidget *
make_change_button (AnjPage *self, const AnjCheckRow *row)
{
  GtkWidget *button = anj_parts_button ("ubah", _ ("Ubah"), "kecil-tombol");
  /* translators: %s is what is to be changed, e.g. "Masalah" */
  g_autofree char *name = g_strdup_printf (_ ("Ubah %s"), _ (row->question));

  g_object_set_data (G_OBJECT (button), "way", (gpointer) row->way);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_change_clicked), self);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  anj_parts_set_name (button, name);
  anj_parts_say (button, name);
  return button;
}

/* what the register holds, struck by nothing: it holds until officers have looked */
static GtkWidget *
make_value_box (const AnjMetrics *metrics, const char *head, const char *value, const char *css)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0.5, css);
  GtkWidget *label = anj_parts_label (value, "label");

  gtk_box_append (GTK_BOX (box), anj_parts_label (head, "kecil gelap"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, TRUE);
  return box;
}

static GtkWidget *
make_old_and_new (AnjPage *self, const char *answer)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *recorded = anj_update_get_recorded (visit);
  gboolean stacked = metrics->text_size >= ANJ_TEXT_150 || anj_metrics_is_upright_narrow (metrics);
  GtkWidget *box = anj_parts_box (stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                  metrics, 3, NULL);
  GtkWidget *arrow = anj_icon_new ("lanjut", stacked ? 8 : 11);
  GtkWidget *new_box = make_value_box (metrics, _ ("Baru, dari Anda"), answer, "kotak-baru");

  if (*recorded == '\0')
    return new_box;
  gtk_widget_add_css_class (arrow, "nila");
  gtk_box_append (GTK_BOX (box),
                  make_value_box (metrics, _ ("Tercatat sekarang"), recorded, "kotak-tercatat"));
  if (!stacked)
    gtk_box_append (GTK_BOX (box), arrow);
  gtk_box_append (GTK_BOX (box), new_box);
  return box;
}

static GtkWidget *
make_words (AnjPage *self, const AnjCheckRow *row, const char *answer)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (
      GTK_BOX (words),
      anj_parts_label (_ (row->question), anj_metrics_is_landscape (metrics) &&
                                                  !anj_metrics_is_broad_landscape (metrics)
                                              ? "kecil kedua"
                                              : "isi kedua"));
  if (g_strcmp0 (row->way, "new") == 0)
    gtk_box_append (GTK_BOX (words), make_old_and_new (self, answer));
  else
    gtk_box_append (
        GTK_BOX (words),
        anj_parts_label (answer, g_strcmp0 (row->way, "words") == 0 ? "pesan" : "jawab"));
  if (row->secret)
    anj_parts_mark_secret (gtk_widget_get_last_child (words));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

/* the largest letters on a panel that is not wide */
static gboolean
is_tight (const AnjMetrics *metrics)
{
  return metrics->text_size >= ANJ_TEXT_200 && anj_metrics_is_upright_narrow (metrics);
}

/* a long word leaves the pager no room beside it */
static gboolean
sends_briefly (const AnjMetrics *metrics)
{
  return is_tight (metrics) ||
         (anj_pager_stands_close (metrics) && metrics->text_size > ANJ_TEXT_100);
}

/* beside each other, where little height is left: without the picture, a picture tells no more than
 * the words there */
static gboolean
are_paired (const AnjMetrics *metrics)
{
  return anj_metrics_is_landscape (metrics) && metrics->text_size == ANJ_TEXT_100;
}

/* a long answer, or two values, take the whole width */
static gboolean
is_broad (const AnjCheckRow *row)
{
  return g_strcmp0 (row->way, "words") == 0 || g_strcmp0 (row->way, "new") == 0 ||
         g_strcmp0 (row->way, "about") == 0;
}

/* (transfer floating) (nullable) */
static GtkWidget *
make_row (AnjPage *self, const AnjCheckRow *row)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  gboolean narrow = metrics->text_size >= ANJ_TEXT_150 || anj_metrics_is_landscape (metrics) ||
                    (anj_metrics_is_upright_narrow (metrics) && metrics->text_size > ANJ_TEXT_100);
  gboolean stacked = is_tight (metrics);
  g_autoptr (AnjSecretString) answer = row->answer (visit);
  g_autoptr (AnjSecretString) excerpt = make_excerpt (answer, stacked  ? EXCERPT_TIGHT_CHARACTERS
                                                              : narrow ? EXCERPT_LARGE_CHARACTERS
                                                                       : EXCERPT_CHARACTERS);
  GtkWidget *box = NULL;

  if (*answer == '\0')
    return NULL;
  box = anj_parts_box (stacked ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, metrics,
                       narrow ? 3 : 6, "baris-periksa");
  if (metrics->text_size < ANJ_TEXT_150 &&
      (!are_paired (metrics) || is_broad (row) || anj_metrics_is_broad_landscape (metrics)))
    {
      double side_mm = narrow && !anj_metrics_is_broad_landscape (metrics) ? SQUARE_LANDSCAPE_MM
                                                                           : SQUARE_MM;
      GtkWidget *square = anj_parts_square (row->icon (visit), side_mm * 0.7, metrics, side_mm,
                                            NULL);

      gtk_widget_set_valign (square, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), square);
    }
  gtk_box_append (GTK_BOX (box), make_words (self, row, excerpt));
  if (row->way != NULL && (row->changeable == NULL || row->changeable (visit)))
    gtk_box_append (GTK_BOX (box), make_change_button (self, row));
  return box;
}

/* where the rows leave room for it: those of a complaint do when there are few, and would otherwise
 * stand in a box far too large for them */
static gboolean
shows_steps (AnjPage *self, guint n_rows)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);

  return (!anj_visit_is_kind (anj_page_get_visit (self), "complaint") || n_rows <= FEW_ROWS) &&
         metrics->text_size < ANJ_TEXT_150 && !anj_metrics_is_landscape (metrics);
}

/* in one card, which takes the room that is left */
static void
append_together (AnjPager *pager, const AnjMetrics *metrics, GPtrArray *widgets)
{
  GtkWidget *list = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0, "daftar-periksa");

  for (guint i = 0; i < widgets->len; i++)
    {
      if (i == 0)
        gtk_widget_add_css_class (widgets->pdata[i], "pertama");
      gtk_widget_set_vexpand (widgets->pdata[i], TRUE);
      gtk_box_append (GTK_BOX (list), widgets->pdata[i]);
    }
  anj_pager_append (pager, list);
}

/* one card each, where all together are too much for a page */
static void
append_apart (AnjPairs *pairs, const AnjCheckRow *row, GtkWidget *widget)
{
  gtk_widget_add_css_class (widget, "daftar-periksa");
  if (pairs->two && !is_broad (row))
    gtk_widget_add_css_class (widget, "beriring");
  if (is_broad (row))
    anj_pairs_add_broad (pairs, widget);
  else
    anj_pairs_add (pairs, widget);
}

/* returns how many there are */
static guint
append_rows (AnjPage *self, AnjPager *pager, double gap_mm)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  AnjVisit *visit = anj_page_get_visit (self);
  gboolean apart = metrics->text_size > ANJ_TEXT_100 || !anj_metrics_is_wide (metrics);
  AnjPairs pairs = {
    .pager = pager, .metrics = metrics, .gap_mm = gap_mm, .two = are_paired (metrics)
  };
  g_autoptr (GPtrArray) widgets = g_ptr_array_new ();
  guint n_rows;
  const AnjCheckRow *rows = anj_check_rows (&n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      gboolean asked = rows[i].kind == NULL || anj_visit_is_kind (visit, rows[i].kind);
      GtkWidget *widget = asked ? make_row (self, &rows[i]) : NULL;

      if (widget == NULL)
        continue;
      if (apart)
        append_apart (&pairs, &rows[i], widget);
      g_ptr_array_add (widgets, widget);
    }
  anj_pairs_end_row (&pairs);
  if (!apart)
    append_together (pager, metrics, widgets);
  return widgets->len;
}

static GtkWidget *
make_box (AnjPage *self, const char *icon_name, const char *text, const char *css_class)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, anj_page_get_metrics (self), 5,
                                  css_class);

  gtk_box_append (GTK_BOX (box), anj_icon_new (icon_name, 11));
  gtk_box_append (GTK_BOX (box), anj_parts_label (text, "isi tebal"));
  return box;
}

static GtkWidget *
make_reader_box (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  g_autofree char *reader = anj_draft_reader (visit);
  g_autofree char *text = NULL;

  /* translators: %s is the office that reads the case */
  if (anj_draft_is_sensitive (visit))
    text = g_strdup_printf (_ ("Tidak dibaca desa. Langsung ke %s."), reader);
  else if (anj_visit_is_kind (visit, "objection"))
    text = g_strdup_printf (_ ("Hanya %s yang melihat NIK Anda."), reader);
  else
    text = g_strdup_printf (_ ("Hanya %s yang bisa membacanya."), reader);
  return make_box (self, "rahasia", text, "kotak-aman");
}

static void
anj_check_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  const AnjCaseWords *words = NULL;
  GtkWidget *box = NULL, *pager = NULL;
  double gap_mm;
  guint n_rows;

  G_OBJECT_CLASS (anj_check_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  anj_draft_set_checked (anj_page_get_visit (self));
  words = anj_case_words (anj_visit_get_kind (anj_page_get_visit (self)));
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 5, NULL);
  anj_page_set_question (self, is_tight (metrics) ? _ ("Periksa dulu")
                                                  : _ ("Periksa dulu sebelum dikirim"));
  if (!anj_metrics_is_landscape (metrics) && metrics->text_size < ANJ_TEXT_200)
    anj_page_set_sentence (self, _ ("Sentuh Ubah jika ada yang salah."));
  gap_mm = anj_metrics_is_landscape (metrics) ? GAP_LANDSCAPE_MM : GAP_MM;
  pager = anj_pager_new (metrics, gap_mm,
                         metrics->text_size >= ANJ_TEXT_150 ? ROW_MAX_LARGE_MM : ROW_MAX_MM);
  n_rows = append_rows (self, ANJ_PAGER (pager), gap_mm);
  if (shows_steps (self, n_rows))
    anj_pager_append (ANJ_PAGER (pager), anj_next_steps_new (self));
  if (words->notice != NULL)
    anj_pager_append (ANJ_PAGER (pager),
                      make_box (self, "status-perlu-tindakan", _ (words->notice), "kotak-kuning"));
  anj_pager_append (ANJ_PAGER (pager), make_reader_box (self));
  gtk_widget_set_vexpand (pager, TRUE);
  gtk_box_append (GTK_BOX (box), pager);
  gtk_box_append (GTK_BOX (box), anj_page_take_error_place (self));
  anj_page_set_navigation (self, TRUE, sends_briefly (metrics) ? _ ("Kirim") : _ (words->send),
                           "kirim");
  anj_page_set_primary_func (self, send);
  if (anj_pager_stands_close (metrics))
    anj_page_set_secondary (self, anj_pager_take_close_bar (ANJ_PAGER (pager), metrics));
  anj_page_set_content (self, box);
}

static void
anj_check_page_class_init (AnjCheckPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_check_page_constructed;
}

static void
anj_check_page_init (AnjCheckPage *self G_GNUC_UNUSED)
{
}
