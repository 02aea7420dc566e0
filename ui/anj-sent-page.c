/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-sent-page.h"

#include "core/anj-json.h"
#include "ui/anj-case-words.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-next-steps.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-ticket-panel.h"

struct _AnjSentPage
{
  AnjPage parent_instance;
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
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 8, "kotak-selesai");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), anj_icon_new ("status-diterima", 24));
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ (words_of->saved), "pertanyaan"));
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

static void
anj_sent_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  const AnjTicket *ticket = NULL;
  AnjVisit *visit = NULL;
  const AnjCaseWords *words = NULL;
  GtkWidget *pager = NULL;

  G_OBJECT_CLASS (anj_sent_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  visit = anj_page_get_visit (self);
  ticket = anj_visit_get_ticket (visit);
  pager = anj_pager_new (metrics, anj_metrics_is_landscape (metrics) ? 2 : 5, /* max_item_mm */ 0);
  words = anj_case_words (anj_visit_get_kind (visit));
  /* number and PIN stand on the first page, also where that has little room */
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_question (self, _ (words->saved));
  else
    anj_pager_append (ANJ_PAGER (pager), make_done_box (metrics, words, is_online (visit)));
  if (ticket != NULL)
    anj_pager_append (ANJ_PAGER (pager), anj_ticket_panel_new (metrics, ticket, _ (words->number)));
  anj_pager_append (ANJ_PAGER (pager), anj_next_steps_new (self));
  anj_pager_append (ANJ_PAGER (pager), make_advice (metrics));
  anj_page_set_navigation (self, FALSE, _ ("Selesai"), "status-diterima");
  /* number and PIN need all the height there is */
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_secondary (self, anj_pager_take_bar (ANJ_PAGER (pager)));
  anj_page_set_primary_func (self, anj_page_end);
  anj_page_set_content (self, pager);
}

static void
anj_sent_page_class_init (AnjSentPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_sent_page_constructed;
}

static void
anj_sent_page_init (AnjSentPage *self G_GNUC_UNUSED)
{
}
