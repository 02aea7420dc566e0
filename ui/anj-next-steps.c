/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-next-steps.h"

#include "core/anj-json.h"
#include "ui/anj-case-words.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-draft.h"
#include "ui/anj-i18n.h"
#include "ui/anj-parts.h"
#include "ui/anj-steps.h"
#include "ui/anj-when.h"

static gboolean
is_online (AnjVisit *visit)
{
  JsonObject *status = anj_visit_get_status (visit);

  return status != NULL && anj_json_get_bool (status, "online", FALSE);
}

static char *
due_words (AnjPage *page)
{
  AnjVisit *visit = anj_page_get_visit (page);
  guint n_days = anj_catalogue_due_days (anj_visit_get_config (visit), anj_visit_get_kind (visit),
                                         anj_visit_get_answer (visit, "category"));
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (
      anj_clock_real_us (anj_page_get_clock (page)) / G_TIME_SPAN_SECOND);
  g_autofree char *due = anj_catalogue_due_date (now, n_days);
  g_autofree char *words = anj_when_day (due, anj_visit_get_language (visit));

  if (!is_online (visit) || !anj_visit_is_time_sure (visit))
    /* translators: %u working days after the case arrived */
    return g_strdup_printf (
        ngettext ("%u hari kerja setelah diterima", "%u hari kerja setelah diterima", n_days),
        n_days);
  /* translators: %s is a date with its weekday */
  return g_strdup_printf (_ ("Paling lambat %s"), words);
}

static const char *
forwarding_words (AnjVisit *visit)
{
  gboolean online = is_online (visit);

  /* an anonymous case waits a random while, so that its time tells nothing */
  if (anj_visit_is_kind (visit, "complaint") &&
      anj_visit_get_name_choice (visit) == ANJ_NAME_ANONYMOUS)
    return online ? _ ("Paling lambat besok. Jamnya acak, agar tidak ada yang menebak Anda.")
                  : _ ("Paling lambat sehari setelahnya. Jamnya acak, agar tidak ada yang menebak "
                       "Anda.");
  return online ? _ ("Otomatis, paling lambat hari ini") : _ ("Hari yang sama setelah tersambung");
}

void
anj_next_steps_tell (AnjPage *page, AnjNextStepFunc func, gpointer user_data)
{
  AnjVisit *visit = anj_page_get_visit (page);
  const AnjCaseWords *words = anj_case_words (anj_visit_get_kind (visit));
  gboolean online = is_online (visit);
  g_autofree char *reader = anj_draft_reader (visit);
  /* translators: %s is the office that reads the case */
  g_autofree char *forwarded = g_strdup_printf (_ ("Diteruskan ke %s"), reader);
  g_autofree char *due = due_words (page);

  if (!online)
    func (ANJ_STEP_NOW, "luring", _ ("Menunggu internet desa"),
          _ ("Dikirim sendiri saat tersambung"), user_data);
  func (online ? ANJ_STEP_NOW : ANJ_STEP_AHEAD, "kirim", forwarded, forwarding_words (visit),
        user_data);
  if (online)
    func (ANJ_STEP_AHEAD, words->step_icon, _ (words->step), _ (words->doing), user_data);
  func (ANJ_STEP_AHEAD, "layanan-pengaduan", _ ("Jawaban untuk Anda"), due, user_data);
}

static void
add_to_timeline (AnjStepState state,
                 const char *icon_name,
                 const char *heading,
                 const char *text,
                 gpointer timeline)
{
  anj_timeline_add (ANJ_TIMELINE (timeline), state, icon_name, heading, text);
}

static GtkWidget *
make_timeline (AnjPage *page)
{
  GtkWidget *timeline = anj_timeline_new (anj_page_get_metrics (page));

  anj_next_steps_tell (page, add_to_timeline, timeline);
  return timeline;
}

GtkWidget *
anj_next_steps_new (AnjPage *page)
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  GtkWidget *self = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 4,
                                   anj_metrics_is_landscape (metrics) ? "kotak-orang" : NULL);

  gtk_box_append (GTK_BOX (self), anj_parts_label (_ ("Yang terjadi selanjutnya"), "label judul"));
  gtk_box_append (GTK_BOX (self), make_timeline (page));
  gtk_widget_set_vexpand (self, TRUE);
  return self;
}

static void
add_to_pieces (AnjStepState state,
               const char *icon_name,
               const char *heading,
               const char *text,
               gpointer pieces)
{
  anj_steps_add (pieces, state, icon_name, heading, text);
}

void
anj_next_steps_append (AnjPage *page, AnjPager *pager, double gap_mm)
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  AnjSteps pieces = { .metrics = metrics,
                      .gap_mm = gap_mm,
                      .heading = _ ("Yang terjadi selanjutnya") };

  if (metrics->text_size < ANJ_TEXT_150)
    {
      anj_pager_append (pager, anj_next_steps_new (page));
      return;
    }
  pieces.widgets = g_ptr_array_new ();
  anj_next_steps_tell (page, add_to_pieces, &pieces);
  for (guint i = 0; i < pieces.widgets->len; i++)
    anj_pager_append (pager, pieces.widgets->pdata[i]);
  g_ptr_array_unref (pieces.widgets);
}
