/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-programme-page.h"

#include "core/anj-json.h"
#include "ui/anj-about-page.h"
#include "ui/anj-badge.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-contact.h"
#include "ui/anj-data-date.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-programme.h"
#include "ui/anj-timeline.h"
#include "ui/anj-when.h"

#define SQUARE_MM 30
#define SQUARE_LANDSCAPE_MM 24
#define SQUARE_LOW_MM 16
/* of the way of the money, together on a page of a panel that lies */
#define LOW_STEPS 3
#define UNPAID_CATEGORY "tidak-cair"
#define LAST_MONEY_STEP 4
#define REGISTRAR "OPERATOR_DESA"
#define GAP_MM 4
#define HALVES_GAP_MM 8
#define LEFT_MM 100

struct _AnjProgrammePage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjProgrammePage, anj_programme_page, ANJ_TYPE_PAGE)

static const char *const MONEY_STEPS[] = {
  NULL,
  N_ ("Keluarga dipastikan berhak"),
  N_ ("Rekening diperiksa"),
  N_ ("Perintah bayar terbit"),
  N_ ("Uang masuk"),
};

static const char *const BOX_CLASSES[] = {
  [ANJ_CLASS_NONE] = "tidak",        [ANJ_CLASS_PAID] = "menerima",
  [ANJ_CLASS_PENDING] = "menunggu",  [ANJ_CLASS_FAILED] = "tindakan",
  [ANJ_CLASS_EXCLUDED] = "berhenti",
};

typedef struct
{
  const AnjMetrics *metrics;
  AnjVisit *visit;
  const char *language;
  JsonObject *programme;
  JsonObject *entry; /* (nullable): the catalogue's */
  AnjProgrammeClass klass;
  JsonObject *payment; /* (nullable): newest */
  gint64 amount;
  GtkWidget *journey;  /* (unowned): where timelines stand */
  GtkWidget *timeline; /* (unowned) (nullable): that takes the next step */
} View;

static View
make_view (AnjPage *self)
{
  View view = { .metrics = anj_page_get_metrics (self), .visit = anj_page_get_visit (self) };

  view.language = anj_visit_get_language (view.visit);
  view.programme = anj_visit_get_programme (view.visit);
  if (view.programme == NULL)
    return view;
  view.entry = anj_catalogue_programme (anj_visit_get_config (view.visit),
                                        anj_json_get_string (view.programme, "code", ""));
  view.klass = anj_programme_class (view.programme);
  view.payment = anj_programme_newest_payment (view.programme);
  view.amount = anj_programme_amount (view.programme);
  return view;
}

static GtkWidget *
make_head (const View *view)
{
  gboolean landscape = anj_metrics_is_landscape (view->metrics);
  gboolean large = view->metrics->text_size >= ANJ_TEXT_150;
  gboolean low = anj_metrics_is_small_landscape (view->metrics);
  double side = low ? SQUARE_LOW_MM : landscape ? SQUARE_LANDSCAPE_MM : SQUARE_MM;
  const char *code = anj_json_get_string (view->programme, "code", "");
  const char *icon = view->entry != NULL ? anj_json_get_string (view->entry, "icon", "kertas")
                                         : "kertas";
  GtkWidget *head = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 6, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *badge = anj_badge_new (view->klass);

  gtk_box_append (GTK_BOX (head), anj_parts_square (icon, side * 0.74, view->metrics, side, NULL));
  gtk_box_append (GTK_BOX (words),
                  anj_parts_label (anj_catalogue_programme_name (anj_visit_get_config (view->visit),
                                                                 code, view->language),
                                   "pertanyaan"));
  if (view->entry != NULL)
    gtk_box_append (GTK_BOX (words),
                    anj_parts_label (anj_json_get_text (view->entry, "long_name", view->language),
                                     low ? "kecil kedua" : "isi kedua"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), words);
  gtk_box_append (GTK_BOX (large ? words : head), badge);
  return head;
}

/* what happened, and how much */
static GtkWidget *
make_state_box (const View *view)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, 0.5, "kotak-status");
  const char *explanation = anj_json_get_text (view->programme, "explanation", view->language);
  g_autofree char *period = view->payment != NULL
                                ? anj_programme_payment_period (view->payment, view->language)
                                : NULL;
  g_autofree char *money = view->amount > 0 ? anj_money_format (view->amount, view->language)
                                            : NULL;
  g_autofree char *cause = g_strdup_printf (_ ("Sebab: %s"), explanation);

  gtk_widget_add_css_class (box, BOX_CLASSES[view->klass]);
  if (period != NULL && *period != '\0')
    gtk_box_append (GTK_BOX (box), anj_parts_label (period, "isi"));
  if (money != NULL)
    gtk_box_append (GTK_BOX (box), anj_parts_label (money, "angka"));
  gtk_box_append (GTK_BOX (box),
                  anj_parts_label (view->klass == ANJ_CLASS_NONE ? cause : explanation,
                                   money != NULL ? "isi" : "isi tebal"));
  return box;
}

static char *
payment_day (JsonObject *payment, const char *language)
{
  const char *date = payment != NULL ? anj_json_get_string (payment, "date", NULL) : NULL;

  return date != NULL ? anj_date_in_words (date, language) : NULL;
}

/* a panel that lies may show a few steps at a time: there the pager takes timelines one by one
 */
static void
add_step (View *view,
          AnjStepState state,
          const char *icon_name,
          const char *heading,
          const char *under)
{
  gboolean low = ANJ_IS_PAGER (view->journey);

  if (view->timeline == NULL ||
      (low && anj_timeline_get_n_steps (ANJ_TIMELINE (view->timeline)) == LOW_STEPS))
    {
      view->timeline = anj_timeline_new (view->metrics);
      if (low)
        anj_pager_append (ANJ_PAGER (view->journey), view->timeline);
      else
        gtk_box_append (GTK_BOX (view->journey), view->timeline);
    }
  anj_timeline_add (ANJ_TIMELINE (view->timeline), state, icon_name, heading, under);
}

static void
add_earlier (View *view)
{
  JsonObject *earlier = anj_programme_earlier_payment (view->programme);
  g_autofree char *period = NULL, *money = NULL, *heading = NULL, *day = NULL;

  if (earlier == NULL || view->metrics->text_size >= ANJ_TEXT_150)
    return;
  period = anj_programme_payment_period (earlier, view->language);
  money = anj_money_format (anj_json_get_int (earlier, "amount", 0), view->language);
  /* translators: an earlier payment: amount, then stage and months */
  heading = g_strdup_printf (_ ("Sebelumnya %s"), money);
  day = payment_day (earlier, view->language);
  if (day != NULL && *period != '\0')
    {
      g_autofree char *both = g_strjoin (" · ", period, day, NULL);

      add_step (view, ANJ_STEP_DONE, NULL, heading, both);
    }
  else
    {
      add_step (view, ANJ_STEP_DONE, NULL, heading, day != NULL ? day : period);
    }
}

static AnjStepState
step_state (guint step, guint now, AnjProgrammeClass klass, gboolean arrived)
{
  if (step < now || (step == now && klass == ANJ_CLASS_PAID && arrived))
    return ANJ_STEP_DONE;
  if (step > now)
    return ANJ_STEP_AHEAD;
  return klass == ANJ_CLASS_FAILED ? ANJ_STEP_STOPPED : ANJ_STEP_NOW;
}

static void
add_money_steps (View *view, guint now)
{
  const char *explanation = anj_json_get_text (view->programme, "explanation", view->language);
  const char *channel = view->payment != NULL ? anj_json_get_string (view->payment, "channel", "")
                                              : "";
  g_autofree char *day = payment_day (view->payment, view->language);

  for (guint step = 1; step <= LAST_MONEY_STEP; step++)
    {
      AnjStepState state = step_state (step, now, view->klass,
                                       anj_programme_has_arrived (view->programme));
      g_autofree char *heading = NULL;

      if (step == LAST_MONEY_STEP && *channel != '\0')
        /* translators: %s is what the money comes by, "KKS" or "PT Pos" */
        heading = g_strdup_printf (_ ("Uang masuk lewat %s"), channel);
      else
        heading = g_strdup (_ (MONEY_STEPS[step]));
      if (step == now)
        add_step (view, state, NULL, heading, state == ANJ_STEP_DONE ? day : explanation);
      else
        add_step (view, state, NULL, heading, NULL);
    }
}

/* programmes without a way of money: what was written down, and what holds now */
static void
add_plain_steps (View *view)
{
  g_autofree char *day = payment_day (view->payment, view->language);
  AnjStepState state = view->klass == ANJ_CLASS_PAID      ? ANJ_STEP_DONE
                       : view->klass == ANJ_CLASS_PENDING ? ANJ_STEP_NOW
                                                          : ANJ_STEP_STOPPED;

  if (view->klass == ANJ_CLASS_NONE)
    return;
  add_step (view, state, NULL, anj_badge_word (view->klass), day);
}

static void
add_steps (View *view)
{
  guint now = anj_programme_money_step (view->programme);
  const char *next_step = anj_json_get_text (view->programme, "next_step", view->language);

  if (now > 0)
    add_money_steps (view, now);
  else
    add_plain_steps (view);
  if (*next_step != '\0')
    add_step (view, ANJ_STEP_AHEAD, "lanjut", _ ("Langkah Anda"), next_step);
}

static GtkWidget *
make_journey (View *view, gboolean with_earlier)
{
  view->journey = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, GAP_MM, NULL);
  if (anj_programme_money_step (view->programme) > 0)
    gtk_box_append (GTK_BOX (view->journey),
                    anj_parts_label (_ ("Perjalanan uang Anda"), "label judul"));
  view->timeline = NULL;
  if (with_earlier)
    add_earlier (view);
  add_steps (view);
  return view->journey;
}

/* the person with the role that "whom" names; for what the village puts on its lists, who keeps
 * them
 */
static JsonObject *
find_contact (const View *view, const char *whom)
{
  JsonObject *contact = anj_contact_find_whom (view->visit, whom);

  if (contact == NULL && view->klass == ANJ_CLASS_NONE)
    contact = anj_contact_find (view->visit, REGISTRAR);
  return contact;
}

static GtkWidget *
make_whom_box (const View *view)
{
  const char *whom = anj_programme_whom (view->programme, view->language);
  JsonObject *contact = find_contact (view, whom);
  const char *how = contact != NULL ? anj_json_get_string (contact, "contact", "") : "";
  g_autofree char *who = contact != NULL
                             ? g_strjoin (", ", anj_json_get_string (contact, "name", ""),
                                          *how != '\0' ? how : NULL, NULL)
                             : g_strdup (whom);
  const char *role = contact != NULL ? anj_contact_role_title (
                                           view->visit, anj_json_get_string (contact, "role", ""))
                                     : NULL;
  /* translators: %s is a role: "Tanya: Operator data desa" */
  g_autofree char *ask = role != NULL ? g_strdup_printf (_ ("Tanya: %s"), role)
                                      : g_strdup (_ ("Tanyakan kepada"));
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 5, "kotak-orang");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  double side = anj_metrics_is_landscape (view->metrics) ? 14 : 22;

  gtk_box_append (GTK_BOX (box),
                  anj_parts_square ("tanya-petugas", side * 0.72, view->metrics, side, NULL));
  gtk_box_append (GTK_BOX (words), anj_parts_label (ask, "kecil kedua"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (who, "isi tebal"));
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

static void
answer_programme (AnjVisit *visit)
{
  anj_visit_set_answer (visit, "programme",
                        anj_json_get_string (anj_visit_get_programme (visit), "code", ""));
}

static void
begin_complaint (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);

  anj_visit_set_kind (visit, "complaint");
  answer_programme (visit);
}

static void
complain_unpaid (AnjPage *self)
{
  begin_complaint (self);
  anj_visit_set_answer (anj_page_get_visit (self), "category", UNPAID_CATEGORY);
  anj_page_go (self, "unpaid");
}

static void
complain (AnjPage *self)
{
  begin_complaint (self);
  anj_page_go (self, "complaint");
}

static void
propose (AnjPage *self)
{
  anj_visit_set_kind (anj_page_get_visit (self), "proposal");
  answer_programme (anj_page_get_visit (self));
  anj_page_go (self, "propose");
}

static void
object (AnjPage *self)
{
  anj_about_begin_own (anj_page_get_visit (self));
  answer_programme (anj_page_get_visit (self));
  anj_page_go (self, "object");
}

static void
set_ways (AnjPage *self, const View *view)
{
  gboolean money = anj_programme_money_step (view->programme) > 0 || view->amount > 0;
  JsonObject *config = anj_visit_get_config (view->visit);

  if (view->klass == ANJ_CLASS_NONE)
    {
      anj_page_set_navigation (self, TRUE, _ ("Usulkan"), "usulkan");
      anj_page_set_primary_func (self, propose);
    }
  else if (view->klass == ANJ_CLASS_EXCLUDED)
    {
      anj_page_set_navigation (self, TRUE, _ ("Sanggah hasil ini"), "sanggah");
      anj_page_set_primary_func (self, object);
    }
  else if (money && anj_catalogue_category (config, UNPAID_CATEGORY) != NULL)
    {
      anj_page_set_navigation (self, TRUE, _ ("Uang belum diterima"), "layanan-pengaduan");
      anj_page_set_primary_func (self, complain_unpaid);
    }
  else
    {
      anj_page_set_navigation (self, TRUE, _ ("Sampaikan masalah"), "layanan-pengaduan");
      anj_page_set_primary_func (self, complain);
    }
}

static GtkWidget *
make_date (AnjPage *self, const View *view)
{
  JsonObject *document = anj_visit_get_household (view->visit);
  AnjDataDate date = { 0 };

  date.as_of = document != NULL ? anj_json_get_string (document, "as_of", "") : "";
  date.source = view->entry != NULL ? anj_json_get_string (view->entry, "owner", NULL) : NULL;
  return anj_data_date_new (view->visit, view->metrics, anj_page_get_clock (self), &date);
}

/* one below the other, as many as fit on a page */
static GtkWidget *
make_pages (AnjPage *self, View *view)
{
  GtkWidget *pager = anj_pager_new (view->metrics, GAP_MM, /* max_item_mm */ 0);
  GtkWidget *whom = *anj_programme_whom (view->programme, view->language) != '\0'
                        ? make_whom_box (view)
                        : NULL;
  gboolean low = anj_metrics_is_landscape (view->metrics);

  anj_pager_append (ANJ_PAGER (pager), make_state_box (view));
  if (whom != NULL && low)
    anj_pager_append (ANJ_PAGER (pager), whom);
  if (low)
    {
      view->journey = pager;
      add_earlier (view);
      add_steps (view);
    }
  else
    {
      anj_pager_append (ANJ_PAGER (pager), make_journey (view, TRUE));
    }
  if (whom != NULL && !low)
    anj_pager_append (ANJ_PAGER (pager), whom);
  anj_pager_append (ANJ_PAGER (pager), make_date (self, view));
  return pager;
}

/* what holds now at the left, how it came to it at the right */
static GtkWidget *
make_halves (AnjPage *self, View *view)
{
  GtkWidget *halves = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, HALVES_GAP_MM,
                                     NULL);
  GtkWidget *left = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, GAP_MM, NULL);

  gtk_widget_set_size_request (left, anj_metrics_px (view->metrics, LEFT_MM), -1);
  gtk_box_append (GTK_BOX (left), make_state_box (view));
  view->journey = left;
  add_earlier (view);
  if (*anj_programme_whom (view->programme, view->language) != '\0')
    gtk_box_append (GTK_BOX (left), make_whom_box (view));
  gtk_box_append (GTK_BOX (left), make_date (self, view));
  gtk_box_append (GTK_BOX (halves), left);
  gtk_widget_set_hexpand (left, FALSE);
  gtk_box_append (GTK_BOX (halves), make_journey (view, FALSE));
  gtk_widget_set_hexpand (view->journey, TRUE);
  return halves;
}

static void
anj_programme_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  View view;
  GtkWidget *box = NULL, *parts = NULL;

  G_OBJECT_CLASS (anj_programme_page_parent_class)->constructed (object);

  view = make_view (self);
  if (view.programme == NULL)
    {
      anj_page_set_navigation (self, TRUE, NULL, NULL);
      return;
    }
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, view.metrics, GAP_MM, NULL);
  gtk_box_append (GTK_BOX (box), make_head (&view));
  parts = anj_metrics_is_large_landscape (view.metrics) && view.metrics->text_size < ANJ_TEXT_150
              ? make_halves (self, &view)
              : make_pages (self, &view);
  gtk_widget_set_vexpand (parts, TRUE);
  gtk_box_append (GTK_BOX (box), parts);
  set_ways (self, &view);
  anj_page_set_content (self, box);
}

static void
anj_programme_page_class_init (AnjProgrammePageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_programme_page_constructed;
}

static void
anj_programme_page_init (AnjProgrammePage *self G_GNUC_UNUSED)
{
}
