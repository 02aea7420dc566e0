/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-ticket-page.h"

#include <string.h>

#include "core/anj-household.h"
#include "core/anj-json.h"
#include "ui/anj-case-words.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-steps.h"
#include "ui/anj-when.h"

/* newest states of a long history */
#define MAX_STEPS 4
#define MAX_STEPS_LARGE 2
#define SQUARE_MM 22
#define GAP_MM 4
#define HALVES_GAP_MM 8
/* a longer answer needs the whole width */
#define BESIDE_CHARACTERS 90
#define BESIDE_HEADING_CHARACTERS 20
#define GAP_LOW_MM 1

struct _AnjTicketPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjTicketPage, anj_ticket_page, ANJ_TYPE_PAGE)

static const struct
{
  const char *state;
  const char *heading; /* as the page's heading */
  const char *step;    /* in the history */
  const char *icon_name;
  const char *css_class;
} STATES[] = {
  { "waiting", N_ ("Menunggu internet desa"), N_ ("Tersimpan di mesin ini"), "luring", "menunggu" },
  { "received", N_ ("Sudah diterima petugas"), N_ ("Diterima petugas"), "status-diterima",
    "menerima" },
  { "in_progress", N_ ("Sedang diperiksa"), N_ ("Diperiksa petugas"), "status-diproses",
    "menunggu" },
  { "answered", N_ ("Sudah dijawab"), N_ ("Jawaban untuk Anda"), "status-diterima", "menerima" },
  { "closed", N_ ("Sudah selesai"), N_ ("Selesai"), "status-diterima", "menerima" },
  { "lost", /* as the kind is called */ NULL, N_ ("Hilang karena mesin rusak"), "status-ditolak",
    "berhenti" },
  { "refused", N_ ("Maaf, kantor tidak menerimanya"), N_ ("Tidak diterima kantor"),
    "status-ditolak", "berhenti" },
};

typedef struct
{
  const AnjMetrics *metrics;
  const char *language;
  const char *number;
  const char *noun;   /* what such a case is called, translated */
  const char *lost;   /* that such a case is lost, translated */
  const char *about;  /* category, translated; "" */
  JsonObject *state;  /* never NULL */
  JsonObject *answer; /* (nullable) */
  const char *word;   /* the newest state */
  gboolean online;    /* the line is up now */
} View;

static guint
find_state (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (STATES); i++)
    if (strcmp (STATES[i].state, word) == 0)
      return i;
  return 1; /* a word of a later hub: at least it was received */
}

/* a damage of the terminal took it before it left, or the hub did not take it: nobody has read it
 */
static gboolean
is_in_vain (const char *word)
{
  return strcmp (word, "lost") == 0 || strcmp (word, "refused") == 0;
}

static gboolean
is_open (const View *view)
{
  return strcmp (view->word, "answered") != 0 && strcmp (view->word, "closed") != 0 &&
         !is_in_vain (view->word);
}

static GtkWidget *
make_heading (const View *view)
{
  gboolean low = anj_metrics_is_small_landscape (view->metrics);
  gboolean brief = view->metrics->text_size >= ANJ_TEXT_200;
  GtkWidget *box = anj_parts_box (low ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  view->metrics, low ? 3 : 0, NULL);
  g_autofree char *which = g_strdup_printf (*view->about != '\0' && !brief ? "%s %s: %s" : "%s %s",
                                            view->noun, view->number, view->about);
  GtkWidget *state = anj_parts_label (
      strcmp (view->word, "lost") == 0 ? view->lost : _ (STATES[find_state (view->word)].heading),
      "pertanyaan");
  GtkWidget *label = anj_parts_label (which, low ? "kecil kedua" : "isi kedua");

  anj_parts_set_secrecy (label, ANJ_SECRECY_HEADSET, view->noun);
  /* on a low panel beside what became of it: that is a row more for the page */
  gtk_widget_set_hexpand (low ? state : label, TRUE);
  gtk_box_append (GTK_BOX (box), low ? state : label);
  gtk_box_append (GTK_BOX (box), low ? label : state);
  if (low)
    gtk_label_set_max_width_chars (GTK_LABEL (label), BESIDE_HEADING_CHARACTERS);
  return box;
}

static GtkWidget *
make_due_box (AnjPage *self, const View *view)
{
  const char *due = anj_json_get_string (view->state, "due", NULL);
  g_autofree char *day = due != NULL ? anj_when_day (due, view->language) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (
      anj_clock_real_us (anj_page_get_clock (self)) / G_TIME_SPAN_SECOND);
  guint n_left = due != NULL ? anj_when_working_days_until (now, due) : 0;
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 5, "kotak-status");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gboolean landscape = anj_metrics_is_landscape (view->metrics);
  gboolean low = anj_metrics_is_small_landscape (view->metrics);
  /* unsure, it is at least as late as the clock says */
  gboolean tells_left = n_left == 0 || anj_visit_is_time_sure (anj_page_get_visit (self));
  g_autofree char *left = NULL;

  if (n_left > 0)
    /* translators: %u working days until the answer is due */
    left = g_strdup_printf (
        ngettext ("Masih %u hari kerja lagi.", "Masih %u hari kerja lagi.", n_left), n_left);
  else
    left = g_strdup (_ ("Sudah waktunya. Petugas bisa membantu Anda."));
  gtk_widget_add_css_class (box, "menunggu");
  gtk_box_append (GTK_BOX (box), anj_icon_new ("jam", 13));
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Jawaban paling lambat"),
                                                    landscape ? "kecil gelap" : "isi gelap"));
  gtk_box_append (GTK_BOX (words), anj_parts_label (day, low         ? "isi-kartu tebal gelap"
                                                         : landscape ? "label gelap"
                                                                     : "hari-besar gelap"));
  if (tells_left && (!landscape || n_left == 0))
    gtk_box_append (GTK_BOX (words), anj_parts_label (left, "isi gelap"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

/* what happened, and what to do */
static GtkWidget *
make_vain_box (const View *view)
{
  gboolean is_lost = strcmp (view->word, "lost") == 0;
  gboolean landscape = anj_metrics_is_landscape (view->metrics);
  const char *words_class = landscape ? "kecil gelap" : "isi gelap";
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 5, "kotak-status");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (box, "berhenti");
  gtk_box_append (GTK_BOX (box), anj_icon_new ("status-perlu-tindakan", 13));
  if (is_lost)
    gtk_box_append (GTK_BOX (words),
                    anj_parts_label (_ ("Mesin ini rusak sebelum mengirim."), words_class));
  gtk_box_append (GTK_BOX (words), anj_parts_label (is_lost ? _ ("Petugas tidak menerimanya.")
                                                            : _ ("Petugas belum membacanya."),
                                                    words_class));
  gtk_box_append (GTK_BOX (words), anj_parts_label (_ ("Silakan kirim lagi dari awal."),
                                                    landscape ? "isi tebal gelap" : "label gelap"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

/* a damage of the terminal took a photo or recording; the words go on */
static gboolean
has_lost_attachments (const View *view)
{
  return anj_json_get_int (view->state, "attachments_lost", 0) > 0 && !is_in_vain (view->word);
}

static void
add_history (const View *view, AnjSteps *steps)
{
  JsonArray *history = anj_json_get_array (view->state, "history");
  guint n = history != NULL ? json_array_get_length (history) : 0;
  guint n_max = view->metrics->text_size >= ANJ_TEXT_150 || anj_metrics_is_landscape (view->metrics)
                    ? MAX_STEPS_LARGE
                    : MAX_STEPS;

  /* that one takes the place of another */
  if (has_lost_attachments (view))
    n_max--;
  for (guint i = n > n_max ? n - n_max : 0; i < n; i++)
    {
      JsonObject *step = anj_json_array_get_object (history, i);
      const char *word = step != NULL ? anj_json_get_string (step, "state", "") : "";
      const char *time = step != NULL ? anj_json_get_string (step, "time", NULL) : NULL;
      g_autofree char *when = time != NULL ? anj_when_moment (time, view->language) : NULL;
      gboolean last = i + 1 == n;
      gboolean in_vain = is_in_vain (word);
      AnjStepState state = in_vain || (last && strcmp (word, "in_progress") == 0) ? ANJ_STEP_NOW
                                                                                  : ANJ_STEP_DONE;

      anj_steps_add (steps, state, in_vain ? STATES[find_state (word)].icon_name : NULL,
                     _ (STATES[find_state (word)].step), when);
    }
}

static void
add_lost_attachments (const View *view, AnjSteps *steps)
{
  if (has_lost_attachments (view))
    anj_steps_add (steps, ANJ_STEP_NOW, "status-perlu-tindakan", _ ("Foto atau suara hilang"),
                   _ ("Mesin ini rusak. Ceritanya tetap ada."));
}

/* a case without a history: it has not left, or nobody knows more */
static void
add_only_state (const View *view, AnjSteps *steps)
{
  const char *submitted = anj_json_get_string (view->state, "submitted", NULL);
  g_autofree char *when = submitted != NULL ? anj_when_moment (submitted, view->language) : NULL;

  anj_steps_add (steps, ANJ_STEP_DONE, NULL, _ (STATES[find_state (view->word)].step), when);
  if (strcmp (view->word, "waiting") != 0)
    return;
  if (view->online) /* an anonymous case waits on purpose */
    anj_steps_add (steps, ANJ_STEP_NOW, "jam", _ ("Menunggu dikirim"),
                   _ ("Otomatis, paling lambat besok"));
  else
    anj_steps_add (steps, ANJ_STEP_NOW, "luring", _ ("Menunggu internet desa"),
                   _ ("Dikirim sendiri saat tersambung"));
}

static double
gap_mm (const View *view)
{
  return anj_metrics_is_small_landscape (view->metrics) ? GAP_LOW_MM : GAP_MM;
}

/* (transfer full) (element-type GtkWidget): floating */
static GPtrArray *
make_steps (const View *view)
{
  gboolean close = anj_metrics_is_landscape (view->metrics) ||
                   view->metrics->text_size >= ANJ_TEXT_150;
  AnjSteps steps = { .metrics = view->metrics,
                     .gap_mm = gap_mm (view),
                     .heading = close ? NULL : _ ("Yang sudah terjadi"),
                     .widgets = g_ptr_array_new () };

  add_history (view, &steps);
  if (steps.widgets->len == 0)
    add_only_state (view, &steps);
  add_lost_attachments (view, &steps);
  if (is_open (view))
    anj_steps_add (&steps, ANJ_STEP_AHEAD, NULL, _ ("Jawaban untuk Anda"),
                   view->answer != NULL ? NULL : _ ("Belum ada"));
  return steps.widgets;
}

static GtkWidget *
make_message (const View *view)
{
  const char *time = anj_json_get_string (view->answer, "time", NULL);
  g_autofree char *day = time != NULL ? anj_date_in_words (time, view->language) : NULL;
  /* translators: %s is a date */
  g_autofree char *head = day != NULL ? g_strdup_printf (_ ("Jawaban petugas, %s"), day)
                                      : g_strdup (_ ("Jawaban petugas"));
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 6, "kotak-jawaban");
  GtkWidget *words = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, 2, NULL);

  if (view->metrics->text_size < ANJ_TEXT_150 && !anj_metrics_is_landscape (view->metrics))
    {
      GtkWidget *square = anj_parts_square ("layanan-pengaduan", SQUARE_MM * 0.72, view->metrics,
                                            SQUARE_MM, "nila");

      gtk_widget_set_valign (square, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (box), square);
    }
  gtk_box_append (GTK_BOX (words),
                  anj_parts_label (head, anj_metrics_is_landscape (view->metrics) ? "kecil kedua"
                                                                                  : "isi kedua"));
  gtk_box_append (GTK_BOX (words),
                  anj_parts_label (anj_json_get_string (view->answer, "text", ""), "pesan"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

/* when this was known */
static GtkWidget *
make_news_date (AnjPage *self, const View *view)
{
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, 2.5, "kedua");
  gboolean offline = anj_json_get_bool (view->state, "offline", FALSE) && !view->online;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (
      anj_clock_real_us (anj_page_get_clock (self)) / G_TIME_SPAN_SECOND);
  g_autofree char *iso = g_date_time_format (now, "%FT%TZ");
  g_autofree char *moment = anj_when_moment (iso, view->language);
  /* translators: %s is a moment: day and time */
  g_autofree char *news = anj_visit_is_time_sure (anj_page_get_visit (self))
                              ? g_strdup_printf (_ ("Kabar per %s"), moment)
                              : g_strdup (_ ("Kabar terbaru"));

  gtk_box_append (GTK_BOX (box), anj_icon_new (offline ? "luring" : "kalender", 6));
  gtk_box_append (
      GTK_BOX (box),
      anj_parts_label (offline ? _ ("Tanpa internet. Ini kabar terakhir di mesin ini.") : news,
                       "tanggal"));
  return box;
}

/* what a referral asks for; "" of another case, and where the programme alone would tell too much
 */
static const char *
name_referral (AnjVisit *visit, JsonObject *state)
{
  JsonObject *programme = anj_catalogue_programme (anj_visit_get_config (visit),
                                                   anj_json_get_string (state, "programme", NULL));

  if (programme == NULL || strcmp (anj_json_get_string (state, "kind", ""), "referral") != 0 ||
      anj_json_get_bool (programme, "sensitive", FALSE))
    return "";
  return anj_json_get_text (programme, "name", anj_visit_get_language (visit));
}

static gboolean
make_view (AnjPage *self, View *view)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *followed = anj_visit_get_followed (visit);
  JsonObject *status = anj_visit_get_status (visit);
  JsonObject *category = NULL;
  const AnjCaseWords *words = NULL;

  view->metrics = anj_page_get_metrics (self);
  view->language = anj_visit_get_language (visit);
  view->state = followed != NULL ? anj_json_get_object (followed, "state") : NULL;
  if (view->state == NULL)
    return FALSE;
  view->number = anj_json_get_string (followed, "number", anj_visit_get_follow_number (visit));
  view->answer = anj_json_get_object (followed, "answer");
  view->word = anj_json_get_string (view->state, "state", "received");
  category = anj_catalogue_category (anj_visit_get_config (visit),
                                     anj_json_get_string (view->state, "category", NULL));
  words = anj_case_words (anj_json_get_string (view->state, "kind", ""));
  view->noun = _ (words->noun);
  view->lost = _ (words->lost);
  view->about = category != NULL ? anj_json_get_text (category, "label", view->language)
                                 : name_referral (visit, view->state);
  view->online = status != NULL && anj_json_get_bool (status, "online", FALSE);
  return TRUE;
}

/* more to this case: its number goes along, nobody has to type it again */
static void
begin_note (AnjPage *self)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *followed = anj_visit_get_followed (visit);
  g_autofree char *about = g_strjoin ("/", anj_json_get_string (followed, "region", ""),
                                      anj_json_get_string (followed, "number", ""), NULL);

  anj_visit_set_kind (visit, "note");
  anj_visit_set_answer (visit, "about", about);
  anj_page_go (self, "note");
}

static GtkWidget *
make_note_button (AnjPage *self)
{
  GtkWidget *button = anj_parts_button ("ubah", _ ("Tambah kabar"), NULL);

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (begin_note), self);
  return button;
}

/* the first question of such a case; more to a case begins with the number of that case */
static void
begin_again (AnjPage *self)
{
  static const char *const wishes[] = { "update", "proposal", "objection", "referral", NULL };
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *state = anj_json_get_object (anj_visit_get_followed (visit), "state");
  const char *kind = anj_json_get_string (state, "kind", "");
  gboolean is_note = strcmp (kind, "note") == 0;

  anj_visit_set_kind (visit, is_note || g_strv_contains (wishes, kind) ? "" : "complaint");
  anj_page_go (self, is_note ? "follow" : "again");
}

static GtkWidget *
make_end_button (AnjPage *self)
{
  GtkWidget *button = anj_parts_button ("status-diterima", _ ("Selesai"), NULL);

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (anj_page_end), self);
  return button;
}

static void
end_here (AnjPage *self)
{
  anj_page_set_navigation (self, FALSE, _ ("Selesai"), "status-diterima");
  anj_page_set_primary_func (self, anj_page_end);
}

/* what there is to do stands where every page has it */
static void
offer_again (AnjPage *self)
{
  anj_page_set_navigation (self, FALSE, _ ("Kirim lagi"), "kirim");
  anj_page_set_primary_func (self, begin_again);
  anj_page_set_secondary (self, make_end_button (self));
}

/* (transfer full) (element-type GtkWidget): floating; the answer is what people come for */
static GPtrArray *
make_boxes (AnjPage *self, const View *view)
{
  GPtrArray *boxes = g_ptr_array_new ();

  if (is_in_vain (view->word))
    g_ptr_array_add (boxes, make_vain_box (view));
  if (is_open (view) && anj_json_get_string (view->state, "due", NULL) != NULL)
    g_ptr_array_add (boxes, make_due_box (self, view));
  if (view->answer != NULL)
    g_ptr_array_add (boxes, make_message (view));
  return boxes;
}

static gboolean
has_long_answer (const View *view)
{
  const char *text = view->answer != NULL ? anj_json_get_string (view->answer, "text", "") : "";

  return g_utf8_strlen (text, -1) > BESIDE_CHARACTERS;
}

static GtkWidget *
make_stack (const View *view, GPtrArray *widgets)
{
  GtkWidget *stack = anj_parts_box (GTK_ORIENTATION_VERTICAL, view->metrics, gap_mm (view), NULL);

  for (guint i = 0; i < widgets->len; i++)
    gtk_box_append (GTK_BOX (stack), widgets->pdata[i]);
  return stack;
}

/* lying: what holds at the left, how it came to it at the right */
static GtkWidget *
make_halves (const View *view, GPtrArray *boxes, GPtrArray *steps)
{
  GtkWidget *halves = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, view->metrics, HALVES_GAP_MM,
                                     NULL);

  gtk_box_set_homogeneous (GTK_BOX (halves), boxes->len > 0);
  if (boxes->len > 0)
    gtk_box_append (GTK_BOX (halves), make_stack (view, boxes));
  gtk_box_append (GTK_BOX (halves), make_stack (view, steps));
  return halves;
}

static GtkWidget *
make_pager (AnjPage *self, const View *view)
{
  g_autoptr (GPtrArray) boxes = make_boxes (self, view);
  g_autoptr (GPtrArray) steps = make_steps (view);
  GtkWidget *pager = anj_pager_new (view->metrics, gap_mm (view), /* max_item_mm */ 0);
  gboolean beside = anj_metrics_is_landscape (view->metrics) &&
                    view->metrics->text_size < ANJ_TEXT_150 && !has_long_answer (view);

  if (beside)
    anj_pager_append (ANJ_PAGER (pager), make_halves (view, boxes, steps));
  for (guint i = 0; !beside && i < boxes->len; i++)
    anj_pager_append (ANJ_PAGER (pager), boxes->pdata[i]);
  for (guint i = 0; !beside && i < steps->len; i++)
    anj_pager_append (ANJ_PAGER (pager), steps->pdata[i]);
  anj_pager_append (ANJ_PAGER (pager), make_news_date (self, view));
  gtk_widget_set_vexpand (pager, TRUE);
  return pager;
}

static void
anj_ticket_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  View view = { 0 };
  GtkWidget *box = NULL;

  G_OBJECT_CLASS (anj_ticket_page_parent_class)->constructed (object);

  if (!make_view (self, &view))
    {
      end_here (self);
      return;
    }
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, view.metrics,
                       anj_metrics_is_landscape (view.metrics) ? 1 : GAP_MM, NULL);
  gtk_box_append (GTK_BOX (box), make_heading (&view));
  gtk_box_append (GTK_BOX (box), make_pager (self, &view));
  if (is_in_vain (view.word))
    offer_again (self);
  else
    {
      end_here (self);
      anj_page_set_secondary (self, make_note_button (self));
    }
  anj_page_set_content (self, box);
}

static void
anj_ticket_page_class_init (AnjTicketPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_ticket_page_constructed;
}

static void
anj_ticket_page_init (AnjTicketPage *self G_GNUC_UNUSED)
{
}
