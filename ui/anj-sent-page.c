/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-sent-page.h"

#include "core/anj-json.h"
#include "ui/anj-case-words.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-next-steps.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-print-button.h"
#include "ui/anj-ticket-panel.h"

/* just before a personal page's 45 s are over */
#define STAY_S 40

struct _AnjSentPage
{
  AnjPage parent_instance;

  AnjPrinting *printing; /* (unowned) (nullable): the visit's */
  gboolean is_ending;    /* as soon as the slip is out */
  guint stay_source;
};

G_DEFINE_FINAL_TYPE (AnjSentPage, anj_sent_page, ANJ_TYPE_PAGE)

static gboolean
is_online (AnjVisit *visit)
{
  JsonObject *status = anj_visit_get_status (visit);

  return status != NULL && anj_json_get_bool (status, "online", FALSE);
}

static GtkWidget *
make_done_box (const AnjMetrics *metrics, const AnjCaseWords *words_of, gboolean online)
{
  /* number and PIN belong on this page too */
  gboolean tight = metrics->text_size >= ANJ_TEXT_150 && anj_metrics_is_upright_narrow (metrics);
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, tight ? 4 : 8,
                                  "kotak-selesai");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), anj_icon_new ("status-diterima", tight ? 16 : 24));
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ (words_of->saved), "pertanyaan"));
  if (!tight)
    gtk_box_append (GTK_BOX (words), anj_parts_label (online ? _ ("Terima kasih, Bapak atau Ibu.")
                                                             : _ ("Aman di mesin ini, terkunci."),
                                                      "isi gelap"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

static GtkWidget *
make_advice (const AnjMetrics *metrics)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 4, NULL);

  gtk_box_append (GTK_BOX (box), anj_icon_new ("layanan-ikuti", 10));
  gtk_box_append (
      GTK_BOX (box),
      anj_parts_label (_ ("Catat nomor dan PIN ini. Tanyakan di layar ini kapan saja."), "isi"));
  return box;
}

/* printing */

static gboolean
on_stayed (gpointer user_data)
{
  ANJ_SENT_PAGE (user_data)->stay_source = 0;
  anj_page_stir (user_data);
  return G_SOURCE_REMOVE;
}

static void
on_printing_changed (AnjSentPage *self)
{
  AnjPrintingState state = anj_printing_get_state (self->printing);

  if (state == ANJ_PRINTING_RUNNING)
    return;
  if (self->is_ending && state == ANJ_PRINTING_DONE)
    anj_page_end (ANJ_PAGE (self));
  else if (state != ANJ_PRINTING_DONE)
    {
      /* no slip: there is time to write the number down */
      self->is_ending = FALSE;
      anj_page_set_busy (ANJ_PAGE (self), FALSE);
      anj_page_stir (ANJ_PAGE (self));
      if (self->stay_source == 0)
        self->stay_source = g_timeout_add_seconds (STAY_S, on_stayed, self);
    }
}

/* the end of the session would cut the slip off */
static void
on_primary (AnjPage *page)
{
  AnjSentPage *self = ANJ_SENT_PAGE (page);

  if (self->printing != NULL && anj_printing_get_state (self->printing) == ANJ_PRINTING_RUNNING)
    {
      self->is_ending = TRUE;
      anj_page_set_busy (page, TRUE);
    }
  else
    anj_page_end (page);
}

/* (transfer floating) (nullable) */
static GtkWidget *
make_print_button (AnjSentPage *self, const AnjTicket *ticket)
{
  AnjVisit *visit = anj_page_get_visit (ANJ_PAGE (self));
  AnjPrintJob job = { .job = ticket,
                      .word = _ ("Cetak struk"),
                      .make = anj_slip_text_new_ticket,
                      .write_down = _ ("Mohon catat nomor ini."),
                      .comfort = _ ("Nomor Anda tetap berlaku.") };
  GtkWidget *button = anj_print_button_new (ANJ_PAGE (self), &job);

  if (button == NULL)
    return NULL;
  self->printing = anj_printing_of (visit, ticket);
  g_signal_connect_object (self->printing, "changed", G_CALLBACK (on_printing_changed), self,
                           G_CONNECT_SWAPPED);
  return button;
}

/* What goes wrong with the slip is said above the number, which is to be written down then. Upright
 * the button stands beside the primary one; where a panel lies, the pager does. */
static GtkWidget *
make_ticket (AnjPage *self, const AnjTicket *ticket, const char *number_word)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *print = make_print_button (ANJ_SENT_PAGE (self), ticket);
  GtkWidget *box = NULL;

  if (anj_metrics_is_landscape (metrics))
    return anj_ticket_panel_new (metrics, ticket, number_word, print);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 5, NULL);
  if (print != NULL)
    gtk_box_append (GTK_BOX (box), anj_page_take_error_place (self));
  gtk_box_append (GTK_BOX (box),
                  anj_ticket_panel_new (metrics, ticket, number_word, /* below */ NULL));
  if (print != NULL)
    {
      gtk_widget_set_hexpand (print, TRUE);
      anj_page_set_secondary (self, print);
    }
  return box;
}

static void
anj_sent_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  const AnjTicket *ticket = NULL;
  AnjVisit *visit = NULL;
  const AnjCaseWords *words = NULL;
  GtkWidget *pager = NULL;
  double gap_mm;

  G_OBJECT_CLASS (anj_sent_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  visit = anj_page_get_visit (self);
  ticket = anj_visit_get_ticket (visit);
  gap_mm = anj_metrics_is_landscape (metrics) ? 2 : 5;
  pager = anj_pager_new (metrics, gap_mm, /* max_item_mm */ 0);
  words = anj_case_words (anj_visit_get_kind (visit));
  /* number and PIN stand on the first page, also where that has little room */
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_question (self, _ (words->saved));
  else
    anj_pager_append (ANJ_PAGER (pager), make_done_box (metrics, words, is_online (visit)));
  if (ticket != NULL)
    anj_pager_append (ANJ_PAGER (pager), make_ticket (self, ticket, _ (words->number)));
  anj_next_steps_append (self, ANJ_PAGER (pager), gap_mm);
  anj_pager_append (ANJ_PAGER (pager), make_advice (metrics));
  anj_page_set_navigation (self, FALSE, _ ("Selesai"), "status-diterima");
  anj_page_set_primary_func (self, on_primary);
  anj_page_set_content (self, pager);
  /* number and PIN need all the height there is */
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_secondary (self, anj_pager_take_bar (ANJ_PAGER (pager)));
}

static void
anj_sent_page_dispose (GObject *object)
{
  g_clear_handle_id (&ANJ_SENT_PAGE (object)->stay_source, g_source_remove);
  G_OBJECT_CLASS (anj_sent_page_parent_class)->dispose (object);
}

static void
anj_sent_page_class_init (AnjSentPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_sent_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = anj_sent_page_dispose;
}

static void
anj_sent_page_init (AnjSentPage *self G_GNUC_UNUSED)
{
}
