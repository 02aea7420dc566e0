/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-sent-page.h"

#include "core/anj-json.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-ticket-panel.h"
#include "ui/anj-timeline.h"
#include "ui/anj-when.h"

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
make_done_box (const AnjMetrics *metrics, gboolean online)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 8, "kotak-selesai");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), anj_icon_new ("status-diterima", 24));
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Aduan sudah tersimpan"), "pertanyaan"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (online ? _ ("Terima kasih, Bapak atau Ibu.")
                                                           : _ ("Aman di mesin ini, terkunci."),
                                                    "isi gelap"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

static char *
due_words (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  guint n_days = anj_catalogue_due_days (anj_visit_get_config (visit),
                                         anj_visit_get_category (visit));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (
      anj_clock_real_us (anj_page_get_clock (self)) / G_TIME_SPAN_SECOND);
  g_autofree char *due = anj_catalogue_due_date (now, n_days);
  g_autofree char *words = anj_when_day (due, anj_visit_get_language (visit));

  if (!is_online (visit))
    /* translators: %u working days after the case arrived */
    return g_strdup_printf (_ ("%u hari kerja setelah diterima"), n_days);
  /* translators: %s is a date with its weekday */
  return g_strdup_printf (_ ("Paling lambat %s"), words);
}

static GtkWidget *
make_timeline (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  gboolean online = is_online (visit);
  gboolean anonymous = anj_visit_get_name_choice (visit) == ANJ_NAME_ANONYMOUS;
  GtkWidget *timeline = anj_timeline_new (anj_page_get_metrics (self));
  g_autofree char *reader = anj_catalogue_reader (
      anj_visit_get_config (visit), anj_visit_get_category (visit), anj_visit_get_language (visit));
  /* translators: %s is the office that reads the complaint */
  g_autofree char *forwarded = g_strdup_printf (_ ("Diteruskan ke %s"), reader);
  g_autofree char *due = due_words (self);
  const char *when = NULL;

  /* an anonymous case waits a random while, so that its time tells nothing */
  if (anonymous)
    when = online ? _ ("Otomatis, paling lambat besok") : _ ("Paling lambat sehari setelahnya");
  else
    when = online ? _ ("Otomatis, paling lambat hari ini")
                  : _ ("Hari yang sama setelah tersambung");
  if (!online)
    anj_timeline_add (ANJ_TIMELINE (timeline), ANJ_STEP_NOW, "luring", _ ("Menunggu internet desa"),
                      _ ("Dikirim sendiri saat tersambung"));
  anj_timeline_add (ANJ_TIMELINE (timeline), online ? ANJ_STEP_NOW : ANJ_STEP_AHEAD, "kirim",
                    forwarded, when);
  if (online)
    anj_timeline_add (ANJ_TIMELINE (timeline), ANJ_STEP_AHEAD, "layanan-cek-bantuan",
                      _ ("Diperiksa petugas"), _ ("Petugas membaca dan mencari jawabannya"));
  anj_timeline_add (ANJ_TIMELINE (timeline), ANJ_STEP_AHEAD, "layanan-pengaduan",
                    _ ("Jawaban untuk Anda"), due);
  return timeline;
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
  GtkWidget *pager = NULL, *next = NULL;

  G_OBJECT_CLASS (anj_sent_page_parent_class)->constructed (object);

  metrics = anj_page_get_metrics (self);
  visit = anj_page_get_visit (self);
  ticket = anj_visit_get_ticket (visit);
  pager = anj_pager_new (metrics, anj_metrics_is_landscape (metrics) ? 2 : 5, /* max_item_mm */ 0);
  next = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 4, NULL);
  /* number and PIN stand on the first page, also where that has little room */
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_question (self, _ ("Aduan sudah tersimpan"));
  else
    anj_pager_append (ANJ_PAGER (pager), make_done_box (metrics, is_online (visit)));
  if (ticket != NULL)
    anj_pager_append (ANJ_PAGER (pager), anj_ticket_panel_new (metrics, ticket));
  gtk_box_append (GTK_BOX (next), anj_parts_label (_ ("Yang terjadi selanjutnya"), "label judul"));
  gtk_box_append (GTK_BOX (next), make_timeline (self));
  anj_pager_append (ANJ_PAGER (pager), next);
  anj_pager_append (ANJ_PAGER (pager), make_advice (metrics));
  anj_page_set_navigation (self, FALSE, _ ("Selesai"), "status-diterima");
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
