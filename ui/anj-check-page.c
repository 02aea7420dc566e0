/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-check-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-secret.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-draft.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"

/* as much of the story as says which one it is */
#define EXCERPT_CHARACTERS 160
#define EXCERPT_LARGE_CHARACTERS 70
#define GAP_MM 5

struct _AnjCheckPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjCheckPage, anj_check_page, ANJ_TYPE_PAGE)

typedef struct
{
  AnjPage *page;   /* (owned) */
  AnjVisit *visit; /* (owned): outlives the page when language or text size change meanwhile */
} Sending;

static void
sending_free (Sending *self)
{
  g_object_unref (self->page);
  g_object_unref (self->visit);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
show_failure (AnjPage *page, const GError *error)
{
  if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_FULL))
    anj_page_set_error (page, _ ("Aduan belum tersimpan. Mesin ini penuh."),
                        _ ("Tulisan Anda tetap ada. Mohon panggil petugas."));
  else if (g_error_matches (error, ANJ_SESSION_ERROR, ANJ_SESSION_ERROR_LOCKED))
    anj_page_set_error (page, _ ("Aduan belum tersimpan. Layar sedang dikunci."),
                        _ ("Tulisan Anda tetap ada. Mohon temui petugas."));
  else
    anj_page_set_error (page, _ ("Aduan belum tersimpan."),
                        _ ("Tulisan Anda tetap ada. Coba lagi, atau panggil petugas."));
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  AnjTicket *ticket = anj_session_send_finish (ANJ_SESSION (source), result, &error);

  anj_page_set_busy (sending->page, FALSE);
  if (ticket == NULL)
    {
      show_failure (sending->page, error);
      return;
    }
  anj_visit_take_ticket (sending->visit, ticket);
  anj_page_next (sending->page);
}

/* Not cancelled when the page goes: what is on its way gets its number. */
static void
send (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  AnjSession *session = anj_visit_get_session (visit);
  JsonObject *body = NULL;
  Sending *sending = NULL;

  anj_page_set_error (page, NULL, NULL);
  if (anj_visit_get_ticket (visit) != NULL)
    {
      anj_page_next (page);
      return;
    }
  if (session == NULL)
    {
      show_failure (page, /* error */ NULL);
      return;
    }
  sending = g_new0 (Sending, 1);
  sending->page = g_object_ref (page);
  sending->visit = g_object_ref (visit);
  body = anj_visit_make_complaint (visit);
  anj_page_set_busy (page, TRUE);
  anj_session_send_async (session, "complaint", body, /* cancellable */ NULL, on_sent, sending);
  json_object_unref (body);
}

static void
on_change_clicked (AnjPage *self, GtkButton *button)
{
  anj_page_go (self, g_object_get_data (G_OBJECT (button), "way"));
}

static void
add_row (AnjPage *self, GtkBox *list, const char *question, const char *answer, const char *way)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 5, "baris-periksa");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0.5, NULL);

  gtk_box_append (GTK_BOX (words), anj_parts_label (question, "kecil kedua"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (answer, "isi tebal"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), words);
  if (way != NULL)
    {
      GtkWidget *button = anj_parts_button ("ubah", _ ("Ubah"), "kecil-tombol");
      /* translators: %s is what is to be changed, e.g. "Masalah" */
      g_autofree char *name = g_strdup_printf (_ ("Ubah %s"), question);

      g_object_set_data (G_OBJECT (button), "way", (gpointer) way);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_change_clicked), self);
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      anj_parts_set_name (button, name);
      gtk_box_append (GTK_BOX (row), button);
    }
  if (gtk_widget_get_first_child (GTK_WIDGET (list)) == NULL)
    gtk_widget_add_css_class (row, "pertama");
  gtk_box_append (list, row);
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
make_list (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *config = anj_visit_get_config (visit);
  const char *language = anj_visit_get_language (visit);
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  JsonObject *category = anj_catalogue_category (config, anj_visit_get_category (visit));
  JsonObject *programme = anj_visit_get_programme (visit);
  gboolean large = metrics->text_size >= ANJ_TEXT_150 || anj_metrics_is_landscape (metrics);
  g_autoptr (AnjSecretString) excerpt = make_excerpt (
      anj_visit_get_words (visit), large ? EXCERPT_LARGE_CHARACTERS : EXCERPT_CHARACTERS);
  GtkWidget *list = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 0, "daftar-periksa");

  add_row (self, GTK_BOX (list), _ ("Masalah"),
           category != NULL ? anj_json_get_text (category, "label", language) : "", "category");
  if (programme != NULL)
    add_row (self, GTK_BOX (list), _ ("Bantuan"),
             anj_catalogue_programme_name (config, anj_json_get_string (programme, "code", ""),
                                           language),
             /* way */ NULL);
  add_row (self, GTK_BOX (list), _ ("Nama"),
           anj_draft_name_word (anj_visit_get_name_choice (visit)), "name");
  add_row (self, GTK_BOX (list), _ ("Cerita"), excerpt, "words");
  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    gtk_widget_set_vexpand (row, TRUE);
  return list;
}

/* one card each, where all together are too much for a page */
static void
append_rows (AnjPager *pager, GtkWidget *list)
{
  GtkWidget *row = NULL;

  g_object_ref_sink (list);
  while ((row = gtk_widget_get_first_child (list)) != NULL)
    {
      g_object_ref (row);
      gtk_box_remove (GTK_BOX (list), row);
      gtk_widget_set_vexpand (row, FALSE);
      gtk_widget_add_css_class (row, "daftar-periksa");
      anj_pager_append (pager, row);
      g_object_unref (row);
    }
  g_object_unref (list);
}

static GtkWidget *
make_reader_box (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  g_autofree char *reader = anj_catalogue_reader (
      anj_visit_get_config (visit), anj_visit_get_category (visit), anj_visit_get_language (visit));
  /* translators: %s is the office that reads the complaint */
  g_autofree char *text = g_strdup_printf (_ ("Hanya %s yang bisa membaca aduan ini."), reader);
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, anj_page_get_metrics (self), 5,
                                  "kotak-aman");

  gtk_box_append (GTK_BOX (box), anj_icon_new ("rahasia", 11));
  gtk_box_append (GTK_BOX (box), anj_parts_label (text, "isi tebal"));
  return box;
}

static void
anj_check_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *box = NULL, *list = NULL, *pager = NULL;

  G_OBJECT_CLASS (anj_check_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 5, NULL);
  list = make_list (self);
  anj_page_set_question (self, _ ("Periksa dulu sebelum dikirim"));
  anj_page_set_sentence (self, _ ("Sentuh Ubah jika ada yang salah."));
  pager = anj_pager_new (metrics, GAP_MM, /* max_item_mm */ 0);
  if (metrics->text_size < ANJ_TEXT_150)
    anj_pager_append (ANJ_PAGER (pager), list);
  else
    append_rows (ANJ_PAGER (pager), list);
  anj_pager_append (ANJ_PAGER (pager), make_reader_box (self));
  gtk_widget_set_vexpand (pager, TRUE);
  gtk_box_append (GTK_BOX (box), pager);
  gtk_box_append (GTK_BOX (box), anj_page_take_error_place (self));
  anj_page_set_navigation (self, TRUE, _ ("Kirim aduan"), "kirim");
  anj_page_set_primary_func (self, send);
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
