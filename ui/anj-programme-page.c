/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-programme-page.h"

#include "core/anj-json.h"
#include "ui/anj-about-page.h"
#include "ui/anj-badge.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-contact.h"
#include "ui/anj-data-date.h"
#include "ui/anj-emblem.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"
#include "ui/anj-indication.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-programme-terms.h"
#include "ui/anj-programme.h"
#include "ui/anj-referral.h"
#include "ui/anj-steps.h"
#include "ui/anj-when.h"

#define SQUARE_MM 30
#define SQUARE_LANDSCAPE_MM 24
#define SQUARE_LOW_MM 16
#define UNPAID_CATEGORY "tidak-cair"
#define LAST_MONEY_STEP 4
#define GAP_MM 4
#define GAP_LOW_MM 2
#define HALVES_GAP_MM 8
/* where there is no way of money to show: height of the picture, and of what is said beneath it */
#define EMBLEM_HEIGHT_MM 84
#define FACT_MAX_MM 60
#define MAX_EARLIER 2

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

typedef struct
{
  const AnjMetrics *metrics;
  AnjVisit *visit;
  const char *language;
  JsonObject *programme;
  JsonObject *entry; /* (nullable): the catalogue's */
  AnjProgrammeClass klass;
  AnjBadge badge;
  JsonObject *payment; /* (nullable): newest */
  gint64 amount;
  GPtrArray *earlier; /* (element-type JsonObject) (owned): payments before it */
  char *today;        /* (owned) (nullable): "2026-11-22"; NULL: not known */
  AnjSteps steps;     /* of the journey */
  AnjSteps history;   /* what was paid before it */
} View;

static void
view_clear (View *view)
{
  g_clear_pointer (&view->earlier, g_ptr_array_unref);
  g_clear_pointer (&view->steps.widgets, g_ptr_array_unref);
  g_clear_pointer (&view->history.widgets, g_ptr_array_unref);
  g_clear_pointer (&view->today, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (View, view_clear)

/* little fits on a page: what matters comes first */
static gboolean
is_close (const AnjMetrics *metrics)
{
  return anj_metrics_is_landscape (metrics) || metrics->text_size >= ANJ_TEXT_150;
}

/* lying, with less height than a wide panel has width */
static gboolean
is_brief (const AnjMetrics *metrics)
{
  return anj_metrics_is_landscape (metrics) && !anj_metrics_is_broad_landscape (metrics);
}

static double
gap_mm (const AnjMetrics *metrics)
{
  return is_brief (metrics) ? GAP_LOW_MM : GAP_MM;
}

static char *
today (const AnjClock *clock)
{
  g_autoptr (GDateTime)
      now = g_date_time_new_from_unix_local (anj_clock_real_us (clock) / G_TIME_SPAN_SECOND);

  return g_date_time_format (now, "%F");
}

static AnjSteps
make_steps (const AnjMetrics *metrics, const char *heading)
{
  return (AnjSteps){ .metrics = metrics,
                     .gap_mm = gap_mm (metrics),
                     .heading = is_brief (metrics) ? NULL : heading,
                     .widgets = g_ptr_array_new () };
}

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
  view.badge = anj_badge_of (view.programme);
  view.payment = anj_programme_newest_payment (view.programme);
  view.amount = anj_programme_amount (view.programme);
  view.earlier = anj_programme_earlier_payments (view.programme);
  if (anj_visit_is_time_sure (view.visit))
    view.today = today (anj_page_get_clock (self));
  view.steps = make_steps (view.metrics, _ ("Perjalanan uang Anda"));
  view.history = make_steps (view.metrics, _ ("Pembayaran sebelumnya"));
  return view;
}

static const char *
programme_icon (const View *view)
{
  return view->entry != NULL ? anj_json_get_string (view->entry, "icon", "kertas") : "kertas";
}

static GtkWidget *
make_head (const View *view)
{
  gboolean landscape = anj_metrics_is_landscape (view->metrics);
  gboolean large = view->metrics->text_size >= ANJ_TEXT_150;
  gboolean low = anj_metrics_is_small_landscape (view->metrics);
  double side = is_brief (view->metrics) ? SQUARE_LOW_MM
                : landscape              ? SQUARE_LANDSCAPE_MM
                                         : SQUARE_MM;
  const char *code = anj_json_get_string (view->programme, "code", "");
  const char *icon = programme_icon (view);
  GtkWidget *head = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 6, NULL);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *badge = anj_badge_new (view->badge);

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

/* "Sebab: …" where the family gets nothing; else what there is to say */
static char *
make_explanation (const View *view)
{
  const char *explanation = anj_json_get_text (view->programme, "explanation", view->language);

  return anj_programme_is_refused (view->programme) ? g_strdup_printf (_ ("Sebab: %s"), explanation)
                                                    : g_strdup (explanation);
}

/* (nullable) (transfer floating): of which months, and how much; @money: (nullable) */
static GtkWidget *
make_sum (const View *view, const char *money)
{
  GtkWidget *sum = NULL;
  g_autofree char *period = view->payment != NULL
                                ? anj_programme_payment_period (view->payment, view->language)
                                : g_strdup ("");

  if (*period == '\0' && money == NULL)
    return NULL;
  sum = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  if (*period != '\0')
    gtk_box_append (GTK_BOX (sum), anj_parts_label (period, "isi"));
  if (money != NULL)
    {
      GtkWidget *amount = anj_parts_label (money, "angka");

      anj_parts_mark_secret (amount);
      gtk_box_append (GTK_BOX (sum), amount);
    }
  return sum;
}

/* what happened, and how much */
static GtkWidget *
make_state_box (const View *view)
{
  gboolean low = anj_metrics_is_small_landscape (view->metrics);
  GtkWidget *box = anj_parts_box (low ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  view->metrics, low ? 8 : 0.5, "kotak-status");
  g_autofree char *explanation = make_explanation (view);
  /* what has stopped is not money that the family has */
  g_autofree char *money = view->amount > 0 && view->klass != ANJ_CLASS_EXCLUDED
                               ? anj_money_format (view->amount, view->language)
                               : NULL;
  GtkWidget *sum = make_sum (view, money);
  GtkWidget *label = anj_parts_label (explanation, money != NULL ? "isi" : "fakta");

  gtk_widget_add_css_class (box, anj_badge_css_class (view->badge));
  if (sum != NULL)
    gtk_box_append (GTK_BOX (box), sum);
  gtk_widget_set_hexpand (label, TRUE);
  if (low || money == NULL)
    {
      /* the words fill a box that grows, the box does not ask for it */
      gtk_widget_set_vexpand (label, TRUE);
      gtk_widget_set_vexpand (box, FALSE);
    }
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

static char *
payment_day (JsonObject *payment, const char *language)
{
  const char *date = payment != NULL ? anj_json_get_string (payment, "date", NULL) : NULL;

  return date != NULL ? anj_date_in_words (date, language) : NULL;
}

/* (nullable): of what is on its way, as the badge has it */
static const char *
step_icon (const View *view, AnjStepState state)
{
  return view->badge == ANJ_BADGE_SENT && state == ANJ_STEP_NOW ? "jam" : NULL;
}

static void
add_step (View *view, AnjStepState state, const char *heading, const char *under)
{
  anj_steps_add (&view->steps, state, step_icon (view, state), heading, under);
}

/* --- the way of the money --- */

static void
add_earlier_payment (View *view, JsonObject *payment)
{
  g_autofree char *period = anj_programme_payment_period (payment, view->language);
  g_autofree char *money = anj_money_format (anj_json_get_int (payment, "amount", 0),
                                             view->language);
  g_autofree char *heading = anj_programme_is_same_stage (payment, view->payment)
                                 /* translators: an amount of the same stage as the newest */
                                 ? g_strdup_printf (_ ("Tahap ini juga %s"), money)
                                 /* translators: an earlier payment's amount */
                                 : g_strdup_printf (_ ("Sebelumnya %s"), money);
  g_autofree char *day = payment_day (payment, view->language);
  const char *parts[] = { NULL, NULL, NULL };
  g_autofree char *under = NULL;
  guint n = 0;

  if (*period != '\0')
    parts[n++] = period;
  if (day != NULL)
    parts[n++] = day;
  under = g_strjoinv (" · ", (char **) parts);
  anj_parts_mark_secret (
      anj_steps_add (&view->history, ANJ_STEP_DONE, /* icon */ NULL, heading, under));
}

/* of the step that things are at */
static AnjStepState
state_now (const View *view)
{
  switch (view->badge)
    {
    case ANJ_BADGE_PAID:
      return ANJ_STEP_DONE;
    case ANJ_BADGE_SENT:
    case ANJ_BADGE_PENDING:
      return ANJ_STEP_NOW;
    default:
      return ANJ_STEP_STOPPED;
    }
}

static char *
money_step_heading (const View *view, guint step)
{
  const char *channel = view->payment != NULL ? anj_json_get_string (view->payment, "channel", "")
                                              : "";

  return step == LAST_MONEY_STEP && *channel != '\0'
             /* translators: %s is what the money comes by, "KKS" or "PT Pos" */
             ? g_strdup_printf (_ ("Uang masuk lewat %s"), channel)
             : g_strdup (_ (MONEY_STEPS[step]));
}

/* the day of money that is under way is that of its order */
static const char *
under_money_step (const View *view, guint step, guint now, const char *day)
{
  if (step == now)
    return state_now (view) == ANJ_STEP_DONE
               ? day
               : anj_json_get_text (view->programme, "explanation", view->language);
  return view->badge == ANJ_BADGE_SENT && step + 1 == now ? day : NULL;
}

static void
add_money_steps (View *view, guint now)
{
  g_autofree char *day = payment_day (view->payment, view->language);

  for (guint step = 1; step <= LAST_MONEY_STEP; step++)
    {
      AnjStepState state = step < now   ? ANJ_STEP_DONE
                           : step > now ? ANJ_STEP_AHEAD
                                        : state_now (view);
      g_autofree char *heading = money_step_heading (view, step);

      add_step (view, state, heading, under_money_step (view, step, now, day));
    }
}

/* of money that takes no way that is told: that it came or stopped, and when */
static void
add_plain_step (View *view)
{
  g_autofree char *day = payment_day (view->payment, view->language);

  add_step (view, state_now (view), anj_badge_word (view->badge), day);
}

/* (nullable) (transfer floating): the step that things are at, alone; what it means stands in the
 * box above */
static GtkWidget *
make_step_now (const View *view)
{
  guint now = anj_programme_money_step (view->programme);
  AnjSteps alone = make_steps (view->metrics, /* heading */ NULL);
  g_autoptr (GPtrArray) widgets = alone.widgets;
  g_autofree char *heading = now > 0 ? money_step_heading (view, now) : NULL;
  g_autofree char *day = payment_day (view->payment, view->language);

  if (now == 0)
    return NULL;
  return anj_steps_add (&alone, state_now (view), step_icon (view, state_now (view)), heading,
                        state_now (view) == ANJ_STEP_DONE ? day : anj_badge_word (view->badge));
}

static void
add_expected (View *view)
{
  g_autofree char *period = view->today != NULL
                                ? anj_programme_expected (view->programme, view->today)
                                : NULL;
  g_autofree char *words = period != NULL ? anj_when_period (period, view->language) : NULL;
  /* translators: %s is a month or a quarter: nobody has promised it */
  g_autofree char *estimate = words != NULL ? g_strdup_printf (_ ("Perkiraan %s"), words) : NULL;

  add_step (view, ANJ_STEP_AHEAD, _ ("Tahap berikutnya"),
            estimate != NULL ? estimate : _ ("Jadwal belum ada."));
}

/* what was paid when, where the money is now, what is expected next */
static void
add_journey (View *view)
{
  guint now = anj_programme_money_step (view->programme);

  if (now == 0 && view->amount == 0 && view->earlier->len == 0)
    return;
  if (now > 0)
    add_money_steps (view, now);
  else
    add_plain_step (view);
  if (view->klass == ANJ_CLASS_PAID)
    add_expected (view);
  for (guint i = 0; i < MIN (view->earlier->len, MAX_EARLIER); i++)
    add_earlier_payment (view, view->earlier->pdata[i]);
}

/* --- what next, whom to see --- */

static GtkWidget *
make_fact (const View *view,
           const char *icon_name,
           const char *small,
           const char *text,
           const char *more)
{
  GtkWidget *fact = anj_fact_new (view->metrics, icon_name, small, text, more);

  gtk_widget_add_css_class (fact, "rapat");
  return fact;
}

/* (nullable) (transfer floating) */
static GtkWidget *
make_whom_box (const View *view)
{
  const char *whom = anj_programme_whom (view->programme, view->language);
  JsonObject *contact = anj_contact_find_whom (view->visit,
                                               anj_programme_whom (view->programme, "id"));
  gboolean brief = is_brief (view->metrics);
  const char *name = NULL, *role = NULL;
  g_autofree char *ask = NULL, *who = NULL;

  if (contact == NULL)
    return *whom != '\0' ? make_fact (view, "tanya-petugas", _ ("Tanyakan kepada"), whom, NULL)
                         : NULL;
  name = anj_json_get_string (contact, "name", "");
  role = anj_contact_role_title (view->visit, anj_json_get_string (contact, "role", ""));
  /* translators: %s says whom to ask: "Tanya: Petugas desa" */
  ask = g_strdup_printf (_ ("Tanya: %s"), brief || *whom == '\0' ? role : whom);
  who = brief ? g_strdup (name) : g_strjoin (", ", name, role, NULL);
  return make_fact (view, "tanya-petugas", ask, who,
                    anj_json_get_string (contact, "contact", NULL));
}

/* (nullable) (transfer floating) */
static GtkWidget *
make_next_box (const View *view)
{
  const char *next_step = anj_json_get_text (view->programme, "next_step", view->language);
  g_autofree char *text = g_strdup_printf (_ ("Langkah: %s"), next_step);

  return *next_step != '\0' ? make_fact (view, "lanjut", NULL, text, NULL) : NULL;
}

/* (nullable) (transfer floating): for whom a programme is that does not list the family */
static GtkWidget *
make_rule_box (const View *view)
{
  JsonObject *rule = view->entry != NULL ? anj_json_get_object (view->entry, "rule") : NULL;
  g_autofree char *hint = anj_indication_says (view->programme, view->language);

  if (rule == NULL || view->klass != ANJ_CLASS_NONE)
    return NULL;
  return make_fact (view, "kertas", NULL, anj_json_get_text (rule, "text", view->language), hint);
}

/* (nullable) (transfer floating): what a family gets that it lists */
static GtkWidget *
make_terms_box (const View *view)
{
  g_autofree char *amounts = NULL;
  g_autofree char *how = NULL;

  if (view->entry == NULL || view->klass != ANJ_CLASS_NONE)
    return NULL;
  amounts = anj_programme_terms_amounts (view->entry, view->language);
  how = anj_programme_terms_how (view->entry, view->language);
  if (amounts == NULL && how == NULL)
    return NULL;
  return make_fact (view, "kalender", _ ("Jika terdaftar"), amounts != NULL ? amounts : how,
                    amounts != NULL ? how : NULL);
}

/* (nullable) (transfer floating): what to bring where the family may ask for something */
static GtkWidget *
make_papers_box (const View *view)
{
  JsonObject *referral = anj_referral_offered_by (view->visit, view->programme);
  g_autofree char *papers = NULL;

  if (view->entry == NULL || (view->klass != ANJ_CLASS_NONE && referral == NULL))
    return NULL;
  papers = anj_programme_terms_papers (view->visit, view->entry, referral);
  return papers != NULL ? make_fact (view, "kartu", _ ("Yang perlu dibawa"), papers, NULL) : NULL;
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
update (AnjPage *self)
{
  anj_visit_set_kind (anj_page_get_visit (self), "update");
  anj_page_go (self, "update");
}

static void
refer (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);

  anj_referral_begin (visit, anj_json_get_string (anj_visit_get_programme (visit), "code", ""));
  anj_page_go (self, "refer");
}

static void
set_ways (AnjPage *self, const View *view)
{
  /* money that is not yet due is no money that did not come */
  gboolean money = view->klass == ANJ_CLASS_PAID &&
                   (anj_programme_money_step (view->programme) > 0 || view->amount > 0);
  JsonObject *config = anj_visit_get_config (view->visit);

  if (anj_referral_offered_by (view->visit, view->programme) != NULL)
    {
      anj_page_set_navigation (self, TRUE, _ ("Ajukan di sini"), "kirim");
      anj_page_set_primary_func (self, refer);
    }
  else if (view->klass == ANJ_CLASS_NONE)
    {
      anj_page_set_navigation (self, TRUE, _ ("Usulkan"), "usulkan");
      anj_page_set_primary_func (self, propose);
    }
  else if (anj_programme_may (view->programme, "update"))
    {
      anj_page_set_navigation (self, TRUE, _ ("Perbaiki data"), "layanan-perbarui-data");
      anj_page_set_primary_func (self, update);
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

static void
append_journey (const View *view, AnjPager *pager)
{
  for (guint i = 0; i < view->steps.widgets->len; i++)
    anj_pager_append (pager, view->steps.widgets->pdata[i]);
  for (guint i = 0; i < view->history.widgets->len; i++)
    anj_pager_append (pager, view->history.widgets->pdata[i]);
}

/* what holds now and what to do come first where not all fits on a page */
static GtkWidget *
make_pages (AnjPage *self, View *view)
{
  gboolean close = is_close (view->metrics);
  gboolean plain = view->steps.widgets->len == 0;
  GtkWidget *pager = anj_pager_new (view->metrics, gap_mm (view->metrics),
                                    plain && !close ? FACT_MAX_MM : 0);
  GtkWidget *advice[] = { close ? make_step_now (view) : NULL,
                          make_next_box (view),
                          make_papers_box (view),
                          make_whom_box (view),
                          make_rule_box (view),
                          make_terms_box (view) };

  if (plain)
    gtk_widget_add_css_class (pager, "jarang");
  anj_pager_append (ANJ_PAGER (pager), make_state_box (view));
  for (gsize i = 0; close && i < G_N_ELEMENTS (advice); i++)
    if (advice[i] != NULL)
      anj_pager_append (ANJ_PAGER (pager), advice[i]);
  append_journey (view, ANJ_PAGER (pager));
  for (gsize i = 0; !close && i < G_N_ELEMENTS (advice); i++)
    if (advice[i] != NULL)
      anj_pager_append (ANJ_PAGER (pager), advice[i]);
  anj_pager_append (ANJ_PAGER (pager), make_date (self, view));
  return pager;
}

static GtkWidget *
make_row (const View *view, GtkWidget *left, GtkWidget *right)
{
  GtkWidget *row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, GAP_MM, NULL);

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row), left);
  gtk_box_append (GTK_BOX (row), right);
  return row;
}

/* a small panel that lies: what to do beside whom to see */
static GtkWidget *
make_low_pages (AnjPage *self, View *view)
{
  GtkWidget *pager = anj_pager_new (view->metrics, GAP_LOW_MM, /* max_item_mm */ 0);
  GtkWidget *next = make_next_box (view), *whom = make_whom_box (view);
  GtkWidget *now = make_step_now (view);
  GtkWidget *more[] = { make_papers_box (view), make_rule_box (view), make_terms_box (view) };

  anj_pager_append (ANJ_PAGER (pager), make_state_box (view));
  if (now != NULL)
    anj_pager_append (ANJ_PAGER (pager), now);
  if (next != NULL && whom != NULL)
    anj_pager_append (ANJ_PAGER (pager), make_row (view, next, whom));
  else if (next != NULL || whom != NULL)
    anj_pager_append (ANJ_PAGER (pager), next != NULL ? next : whom);
  for (gsize i = 0; i < G_N_ELEMENTS (more); i++)
    if (more[i] != NULL)
      anj_pager_append (ANJ_PAGER (pager), more[i]);
  append_journey (view, ANJ_PAGER (pager));
  anj_pager_append (ANJ_PAGER (pager), make_date (self, view));
  anj_page_set_secondary (self, anj_pager_take_close_bar (ANJ_PAGER (pager), view->metrics));
  return pager;
}

/* what holds now at the left, how it came to it at the right */
static GtkWidget *
make_halves (AnjPage *self, View *view)
{
  GtkWidget *halves = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, HALVES_GAP_MM,
                                     NULL);
  GtkWidget *left = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, gap_mm (view->metrics),
                                   NULL);
  GtkWidget *right = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, gap_mm (view->metrics),
                                    NULL);
  GtkWidget *parts[] = { make_state_box (view), make_next_box (view), make_papers_box (view),
                         make_whom_box (view), make_date (self, view) };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      gtk_box_append (GTK_BOX (left), parts[i]);
  for (guint i = 0; i < view->steps.widgets->len; i++)
    gtk_box_append (GTK_BOX (right), view->steps.widgets->pdata[i]);
  for (guint i = 0; i < view->history.widgets->len; i++)
    gtk_box_append (GTK_BOX (right), view->history.widgets->pdata[i]);
  gtk_box_set_homogeneous (GTK_BOX (halves), TRUE);
  gtk_box_append (GTK_BOX (halves), left);
  gtk_box_append (GTK_BOX (halves), right);
  return halves;
}

/* a warning of old data beneath all that leaves the halves no room */
static gboolean
warns_too_low (AnjPage *self, const View *view)
{
  JsonObject *document = anj_visit_get_household (view->visit);

  return document != NULL && is_brief (view->metrics) &&
         anj_data_date_is_old (view->visit, anj_page_get_clock (self),
                               anj_json_get_string (document, "as_of", ""));
}

static GtkWidget *
make_parts (AnjPage *self, View *view)
{
  if (anj_pager_stands_close (view->metrics))
    return make_low_pages (self, view);
  if (anj_metrics_is_large_landscape (view->metrics) && view->metrics->text_size < ANJ_TEXT_150 &&
      view->steps.widgets->len > 0 && !warns_too_low (self, view))
    return make_halves (self, view);
  return make_pages (self, view);
}

static void
anj_programme_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  g_auto (View) view = { 0 };
  GtkWidget *box = NULL, *parts = NULL;

  G_OBJECT_CLASS (anj_programme_page_parent_class)->constructed (object);

  view = make_view (self);
  if (view.programme == NULL)
    {
      anj_page_set_navigation (self, TRUE, NULL, NULL);
      return;
    }
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, view.metrics, gap_mm (view.metrics), NULL);
  gtk_box_append (GTK_BOX (box), make_head (&view));
  add_journey (&view);
  parts = make_parts (self, &view);
  if (view.steps.widgets->len == 0 && !is_close (view.metrics))
    parts = anj_emblem_new_above (view.metrics, programme_icon (&view), EMBLEM_HEIGHT_MM, parts);
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
