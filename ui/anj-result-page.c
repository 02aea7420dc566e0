/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-result-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "ui/anj-card-row.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-data-date.h"
#include "ui/anj-disagreement-box.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-pager.h"
#include "ui/anj-parts.h"
#include "ui/anj-place.h"
#include "ui/anj-programme.h"
#include "ui/anj-when.h"

#define GAP_MM 4
#define CARD_MAX_MM 76
#define CARD_MAX_LARGE_MM 90
#define GAP_LOW_MM 2
#define LOW_DATE_CHARACTERS 11
#define FIRST_ITEM_KEY "anj-result-first-item"

struct _AnjResultPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjResultPage, anj_result_page, ANJ_TYPE_PAGE)

/* order on the page; disagreements come before what the family does not get */
static const AnjProgrammeClass ORDER[] = { ANJ_CLASS_PAID, ANJ_CLASS_PENDING, ANJ_CLASS_FAILED,
                                           ANJ_CLASS_EXCLUDED, ANJ_CLASS_NONE };

/* on a low panel cards stand two by two; large letters need the whole width */
static gboolean
is_low (const AnjMetrics *metrics)
{
  return anj_metrics_is_landscape (metrics) && metrics->text_size == ANJ_TEXT_100;
}

static void
on_card_clicked (AnjPage *self, GtkButton *card)
{
  anj_visit_set_programme (anj_page_get_visit (self),
                           g_object_get_data (G_OBJECT (card), "programme"));
  anj_page_go (self, "detail");
}

/* "Rp600.000, 12 November 2026."; NULL when nothing was paid */
static char *
paid_line (JsonObject *programme, const char *language, AnjTextSize text_size)
{
  JsonObject *payment = anj_programme_newest_payment (programme);
  gint64 amount = anj_programme_amount (programme);
  const char *date = payment != NULL ? anj_json_get_string (payment, "date", NULL) : NULL;
  g_autofree char *money = amount > 0 ? anj_money_format (amount, language) : NULL;
  g_autofree char *words = date != NULL ? anj_date_in_words (date, language) : NULL;

  if (money == NULL)
    return NULL;
  /* the day stands on the next page; here it would cost a card */
  if (text_size >= ANJ_TEXT_200)
    g_clear_pointer (&words, g_free);
  return words != NULL ? g_strdup_printf ("%s, %s.", money, words) : g_strconcat (money, ".", NULL);
}

static GtkWidget *
make_card (AnjPage *self, JsonObject *programme)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const char *language = anj_visit_get_language (visit);
  JsonObject *config = anj_visit_get_config (visit);
  const char *code = anj_json_get_string (programme, "code", "");
  JsonObject *entry = anj_catalogue_programme (config, code);
  const char *explanation = anj_json_get_text (programme, "explanation", language);
  const char *next_step = anj_json_get_text (programme, "next_step", language);
  AnjCardRow row = { .klass = anj_programme_class (programme) };
  g_autofree char *sentence = NULL;
  g_autofree char *strong = NULL;
  GtkWidget *card = NULL;

  row.icon_name = entry != NULL ? anj_json_get_string (entry, "icon", "kertas") : "kertas";
  row.name = anj_catalogue_programme_name (config, code, language);
  row.long_name = entry != NULL ? anj_json_get_text (entry, "long_name", language) : NULL;
  sentence = g_strdup (explanation);
  if (row.klass == ANJ_CLASS_PAID)
    strong = paid_line (programme, language, anj_page_get_metrics (self)->text_size);
  else if (row.klass == ANJ_CLASS_NONE)
    {
      g_free (sentence);
      /* translators: why a programme is not received */
      sentence = g_strdup_printf (_ ("Sebab: %s"), explanation);
      /* translators: what the resident can do about it */
      strong = g_strdup_printf (_ ("Langkah: %s"), next_step);
    }
  else if (row.klass != ANJ_CLASS_PENDING && *next_step != '\0')
    strong = g_strdup_printf (_ ("Langkah: %s"), next_step);
  /* the largest letters: what is not said here stands on the next page */
  if (anj_page_get_metrics (self)->text_size >= ANJ_TEXT_200 && strong != NULL)
    {
      if (row.klass == ANJ_CLASS_PAID)
        g_clear_pointer (&sentence, g_free);
      else if (row.klass != ANJ_CLASS_NONE)
        g_clear_pointer (&strong, g_free);
    }
  row.sentence = sentence;
  row.strong = strong;
  row.narrow = is_low (anj_page_get_metrics (self));
  if (row.narrow && row.klass != ANJ_CLASS_PAID && *next_step != '\0')
    row.strong = next_step;
  card = anj_card_row_new (anj_page_get_metrics (self), &row);
  g_object_set_data_full (G_OBJECT (card), "programme", json_object_ref (programme),
                          (GDestroyNotify) json_object_unref);
  g_signal_connect_swapped (card, "clicked", G_CALLBACK (on_card_clicked), self);
  return card;
}

static void
on_propose_clicked (AnjPage *self)
{
  anj_visit_set_kind (anj_page_get_visit (self), "proposal");
  anj_page_go (self, "propose");
}

static void
on_update_clicked (AnjPage *self)
{
  anj_visit_set_kind (anj_page_get_visit (self), "update");
  anj_page_go (self, "update");
}

/* what can be done about @disagreement; NULL where nothing can be done here */
static GtkWidget *
make_way (AnjPage *self, JsonObject *disagreement)
{
  const char *way = anj_disagreement_way (disagreement);
  GtkWidget *button = NULL;

  if (g_strcmp0 (way, "propose") == 0)
    {
      button = anj_parts_button ("usulkan", _ ("Usulkan"), "utama sedang-tombol");
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_propose_clicked), self);
    }
  else if (g_strcmp0 (way, "update") == 0)
    {
      button = anj_parts_button ("layanan-perbarui-data", _ ("Perbarui data"),
                                 "utama sedang-tombol");
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_update_clicked), self);
    }
  return button;
}

typedef struct
{
  AnjPager *pager; /* (unowned) */
  gboolean two;    /* cards beside each other */
  GtkWidget *row;  /* (unowned) (nullable): has room for one more card */
  double gap_mm;
} List;

static void
end_row (List *list)
{
  if (list->row != NULL)
    gtk_box_append (GTK_BOX (list->row), gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  list->row = NULL;
}

static void
add_card (List *list, const AnjMetrics *metrics, GtkWidget *card)
{
  if (!list->two)
    {
      anj_pager_append (list->pager, card);
      return;
    }
  if (list->row != NULL)
    {
      gtk_box_append (GTK_BOX (list->row), card);
      list->row = NULL;
      return;
    }
  list->row = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, list->gap_mm, NULL);
  gtk_box_set_homogeneous (GTK_BOX (list->row), TRUE);
  gtk_box_append (GTK_BOX (list->row), card);
  anj_pager_append (list->pager, list->row);
}

/* whether an earlier disagreement says already that the household is missing in that register */
static gboolean
is_said (JsonArray *disagreements, guint index, JsonObject *household)
{
  const char *lacking = anj_disagreement_lacking (household,
                                                  anj_json_array_get_object (disagreements, index));

  for (guint i = 0; lacking != NULL && i < index; i++)
    {
      JsonObject *other = anj_json_array_get_object (disagreements, i);

      if (other != NULL && g_strcmp0 (anj_disagreement_lacking (household, other), lacking) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_disagreements (AnjPage *self, AnjPager *pager, JsonObject *household)
{
  JsonArray *disagreements = anj_json_get_array (household, "disagreements");

  for (guint i = 0; disagreements != NULL && i < json_array_get_length (disagreements); i++)
    {
      JsonObject *disagreement = anj_json_array_get_object (disagreements, i);

      if (disagreement != NULL && !is_said (disagreements, i, household))
        anj_pager_append (pager, anj_disagreement_box_new (
                                     anj_page_get_metrics (self), anj_page_get_visit (self),
                                     household, disagreement, make_way (self, disagreement)));
    }
}

static void
add_programmes (AnjPage *self, List *list, JsonObject *household, AnjProgrammeClass klass)
{
  JsonArray *programmes = anj_json_get_array (household, "programmes");

  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (programme != NULL && anj_programme_class (programme) == klass)
        add_card (list, anj_page_get_metrics (self), make_card (self, programme));
    }
}

static void
on_turned (AnjPage *self, guint first_item)
{
  g_object_set_data (G_OBJECT (anj_page_get_visit (self)), FIRST_ITEM_KEY,
                     GUINT_TO_POINTER (first_item));
}

/* a look that nobody of the family remembers is one to ask about; NULL when there was none */
static GtkWidget *
make_last_viewed (AnjPage *self, JsonObject *document)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  const char *last_viewed = anj_json_get_string (document, "last_viewed", "");
  g_autofree char *moment = NULL, *text = NULL;
  GtkWidget *box = NULL;

  if (*last_viewed == '\0')
    return NULL;
  moment = anj_when_moment (last_viewed, anj_visit_get_language (anj_page_get_visit (self)));
  /* translators: %s is a day and a time */
  text = g_strdup_printf (_ ("Terakhir dilihat: %s"), moment);
  box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2.5, "kedua");
  gtk_box_append (GTK_BOX (box), anj_icon_new ("jam", 6));
  gtk_box_append (GTK_BOX (box), anj_parts_label (text, "kecil"));
  return box;
}

static GtkWidget *
make_pager (AnjPage *self, JsonObject *household)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  double max_mm = metrics->text_size >= ANJ_TEXT_150 ? CARD_MAX_LARGE_MM : CARD_MAX_MM;
  double gap_mm = is_low (metrics) ? GAP_LOW_MM : GAP_MM;
  GtkWidget *pager = anj_pager_new (metrics, gap_mm, max_mm);
  List list = { ANJ_PAGER (pager), is_low (metrics), NULL, gap_mm };

  for (gsize i = 0; i < G_N_ELEMENTS (ORDER); i++)
    {
      if (ORDER[i] == ANJ_CLASS_NONE)
        {
          end_row (&list);
          add_disagreements (self, ANJ_PAGER (pager), household);
        }
      add_programmes (self, &list, household, ORDER[i]);
    }
  end_row (&list);
  anj_pager_show_item (ANJ_PAGER (pager),
                       GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (visit), FIRST_ITEM_KEY)));
  g_signal_connect_swapped (pager, "turned", G_CALLBACK (on_turned), self);
  gtk_widget_set_vexpand (pager, TRUE);
  return pager;
}

static const char *
head_of (JsonArray *members)
{
  for (guint i = 0; i < json_array_get_length (members); i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);
      const char *relation = member != NULL ? anj_json_get_string (member, "relation", "") : "";

      if (g_ascii_strncasecmp (relation, "kepala", strlen ("kepala")) == 0)
        return anj_json_get_string (member, "name", NULL);
    }
  return NULL;
}

/* Who stands before the screen, as the terminal found by the NIK. A document without "viewer" tells
 * it by the masked number; where those are alike, as they are in most families, it is the head of
 * the family, and else nobody: a wrong name would be worse than none. */
static const char *
find_name (JsonObject *document, JsonObject *household, const char *nik)
{
  const char *viewer = anj_json_get_string (document, "viewer", "");
  JsonArray *members = anj_json_get_array (household, "members");
  g_autofree char *masked = anj_number_mask (nik);
  const char *name = NULL;
  guint n_alike = 0;

  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    {
      JsonObject *member = anj_json_array_get_object (members, i);

      if (member != NULL && *viewer != '\0' &&
          strcmp (anj_json_get_string (member, "id", ""), viewer) == 0)
        return anj_json_get_string (member, "name", NULL);
      if (member == NULL || strcmp (anj_json_get_string (member, "nik", ""), masked) != 0)
        continue;
      name = anj_json_get_string (member, "name", NULL);
      n_alike++;
    }
  if (n_alike == 1 || members == NULL)
    return name;
  return head_of (members);
}

/* beside the primary button, where there is room: when this was seen last */
static void
add_below (AnjPage *self, JsonObject *document, AnjPager *pager)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *last_viewed = make_last_viewed (self, document);

  if (last_viewed != NULL)
    {
      if (anj_metrics_is_landscape (metrics) || metrics->text_size >= ANJ_TEXT_150)
        anj_pager_append (pager, last_viewed);
      else
        anj_page_set_secondary (self, last_viewed);
    }
  if (anj_metrics_is_landscape (metrics))
    anj_page_set_secondary (self, anj_pager_take_bar (pager));
}

/* on a low panel the day of the data stands beside whose they are: that is a row of cards more */
static GtkWidget *
make_low_head (AnjPage *self, const char *question, const char *as_of)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  g_autofree char *day = anj_place_short_date (as_of,
                                               anj_visit_get_language (anj_page_get_visit (self)));
  g_autofree char *date = g_strdup_printf (_ ("Data per %s"), day != NULL ? day : as_of);
  GtkWidget *head = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 2, NULL);
  GtkWidget *heading = anj_parts_label (question, "pertanyaan");
  GtkWidget *label = anj_parts_label (date, "tanggal kedua");

  gtk_widget_set_hexpand (heading, TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LOW_DATE_CHARACTERS);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), anj_icon_new ("kalender", 8));
  gtk_box_append (GTK_BOX (head), label);
  return head;
}

static GtkWidget *
make_content (AnjPage *self, JsonObject *document, const char *question)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *household = anj_json_get_object (document, "household");
  AnjDataDate date = { .as_of = anj_json_get_string (document, "as_of", ""),
                       .kk = anj_json_get_string (household, "no_kk", NULL) };
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 2.5, NULL);
  GtkWidget *pager = make_pager (self, household);

  if (is_low (metrics) && !anj_data_date_is_old (visit, anj_page_get_clock (self), date.as_of))
    {
      gtk_box_append (GTK_BOX (box), make_low_head (self, question, date.as_of));
    }
  else
    {
      anj_page_set_question (self, question);
      gtk_box_append (GTK_BOX (box),
                      anj_data_date_new (visit, metrics, anj_page_get_clock (self), &date));
    }
  add_below (self, document, ANJ_PAGER (pager));
  gtk_box_append (GTK_BOX (box), pager);
  return box;
}

static void
anj_result_page_constructed (GObject *object)
{
  AnjPage *self = ANJ_PAGE (object);
  AnjVisit *visit = NULL;
  JsonObject *document = NULL, *household = NULL;
  g_autofree char *question = NULL;
  const char *name = NULL;

  G_OBJECT_CLASS (anj_result_page_parent_class)->constructed (object);

  visit = anj_page_get_visit (self);
  document = anj_visit_get_household (visit);
  household = document != NULL ? anj_json_get_object (document, "household") : NULL;
  /* here no programme is chosen: a complaint that starts anew is about none */
  anj_visit_set_programme (visit, NULL);
  if (household != NULL)
    name = find_name (document, household, anj_visit_get_nik (visit));
  /* translators: %s is a first name with initials */
  question = name != NULL ? g_strdup_printf (_ ("Bantuan keluarga %s"), name)
                          : g_strdup (_ ("Bantuan keluarga Anda"));
  anj_page_set_navigation (self, FALSE, _ ("Selesai"), "status-diterima");
  anj_page_set_primary_func (self, anj_page_end);
  if (household == NULL)
    anj_page_set_question (self, question);
  else
    anj_page_set_content (self, make_content (self, document, question));
}

static void
anj_result_page_class_init (AnjResultPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_result_page_constructed;
}

static void
anj_result_page_init (AnjResultPage *self G_GNUC_UNUSED)
{
}
