/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-result-page.h"

#include <string.h>

#include "core/anj-json.h"
#include "core/anj-nik.h"
#include "ui/anj-card-row.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-contact.h"
#include "ui/anj-data-date.h"
#include "ui/anj-disagreement-box.h"
#include "ui/anj-facts.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pager.h"
#include "ui/anj-pairs.h"
#include "ui/anj-parts.h"
#include "ui/anj-print-button.h"
#include "ui/anj-programme.h"

#define GAP_MM 4
#define CARD_MAX_MM 76
#define CARD_MAX_LARGE_MM 90
#define GAP_LOW_MM 3
/* who knows most about a family's data at a village office */
#define WHOM "OPERATOR_DESA"
#define FIRST_ITEM_KEY "anj-result-first-item"

struct _AnjResultPage
{
  AnjPage parent_instance;
};

G_DEFINE_FINAL_TYPE (AnjResultPage, anj_result_page, ANJ_TYPE_PAGE)

/* order on the page; disagreements come before what the family does not get */
static const AnjProgrammeClass ORDER[] = { ANJ_CLASS_PAID, ANJ_CLASS_PENDING, ANJ_CLASS_FAILED,
                                           ANJ_CLASS_EXCLUDED, ANJ_CLASS_NONE };

/* on a low panel cards stand two by two; large letters, and a small panel, need the whole width */
static gboolean
is_low (const AnjMetrics *metrics)
{
  return anj_metrics_is_landscape (metrics) && !anj_metrics_is_small_landscape (metrics) &&
         metrics->text_size == ANJ_TEXT_100;
}

static void
on_card_clicked (AnjPage *self, GtkButton *card)
{
  anj_visit_set_programme (anj_page_get_visit (self),
                           g_object_get_data (G_OBJECT (card), "programme"));
  anj_page_go (self, "detail");
}

/* bold, last: what was paid, or what can be done; NULL when there is neither */
static char *
make_strong (JsonObject *programme, const char *language)
{
  const char *next_step = anj_json_get_text (programme, "next_step", language);
  g_autofree char *paid = NULL;

  switch (anj_programme_class (programme))
    {
    case ANJ_CLASS_PAID:
      paid = anj_programme_paid_line (programme, language);
      return paid != NULL ? g_strconcat (paid, ".", NULL) : NULL;
    case ANJ_CLASS_PENDING:
      return NULL;
    default:
      /* translators: what the resident can do about it */
      return *next_step != '\0' ? g_strdup_printf (_ ("Langkah: %s"), next_step) : NULL;
    }
}

/* the same words at every size of letters: what has no room goes to the list's next page */
static GtkWidget *
make_card (AnjPage *self, JsonObject *programme)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  AnjVisit *visit = anj_page_get_visit (self);
  const char *language = anj_visit_get_language (visit);
  JsonObject *config = anj_visit_get_config (visit);
  const char *code = anj_json_get_string (programme, "code", "");
  JsonObject *entry = anj_catalogue_programme (config, code);
  const char *explanation = anj_json_get_text (programme, "explanation", language);
  AnjCardRow row = { .badge = anj_badge_of (programme) };
  g_autofree char *sentence = NULL;
  g_autofree char *strong = make_strong (programme, language);
  GtkWidget *card = NULL;

  row.icon_name = entry != NULL ? anj_json_get_string (entry, "icon", "kertas") : "kertas";
  row.name = anj_catalogue_programme_name (config, code, language);
  row.long_name = entry != NULL ? anj_json_get_text (entry, "long_name", language) : NULL;
  sentence = anj_programme_is_refused (programme)
                 /* translators: why a programme is not received */
                 ? g_strdup_printf (_ ("Sebab: %s"), explanation)
                 : g_strdup (explanation);
  row.sentence = sentence;
  row.strong = strong;
  row.strong_is_secret = anj_programme_class (programme) == ANJ_CLASS_PAID;
  row.broad = !is_low (metrics);
  row.narrow = !row.broad || anj_metrics_is_small_landscape (metrics);
  card = anj_card_row_new (metrics, &row);
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

static void
add_disagreements (AnjPage *self, AnjPager *pager, JsonObject *household)
{
  g_autoptr (GPtrArray) disagreements = anj_disagreements (household);

  for (guint i = 0; i < disagreements->len; i++)
    {
      GtkWidget *rest = NULL;
      GtkWidget *box = anj_disagreement_box_new (
          anj_page_get_metrics (self), anj_page_get_visit (self), household,
          disagreements->pdata[i], make_way (self, disagreements->pdata[i]), &rest);

      anj_pager_append (pager, box);
      if (rest != NULL)
        anj_pager_append (pager, rest);
    }
}

/* returns how many there are */
static guint
add_programmes (AnjPage *self, AnjPairs *list, JsonObject *household, AnjProgrammeClass klass)
{
  JsonArray *programmes = anj_json_get_array (household, "programmes");
  guint n = 0;

  for (guint i = 0; programmes != NULL && i < json_array_get_length (programmes); i++)
    {
      JsonObject *programme = anj_json_array_get_object (programmes, i);

      if (programme == NULL || anj_programme_class (programme) != klass)
        continue;
      anj_pairs_add (list, make_card (self, programme));
      n++;
    }
  return n;
}

static void
on_turned (AnjPage *self, guint first_item)
{
  g_object_set_data (G_OBJECT (anj_page_get_visit (self)), FIRST_ITEM_KEY,
                     GUINT_TO_POINTER (first_item));
}

/* who can tell more; @pager gets nothing where the terminal knows nobody */
static void
add_contact (AnjPage *self, AnjPager *pager)
{
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *contact = anj_contact_find (visit, WHOM);
  const char *role = contact != NULL ? anj_json_get_string (contact, "role", "") : NULL;
  GtkWidget *box = NULL;

  if (contact == NULL)
    return;
  box = anj_fact_new (anj_page_get_metrics (self), anj_contact_role_icon (visit, role),
                      anj_contact_role_title (visit, role),
                      anj_json_get_string (contact, "name", ""),
                      anj_json_get_string (contact, "contact", NULL));
  gtk_widget_add_css_class (box, "jarang");
  anj_pager_append (pager, box);
}

/* a family that no programme lists at all: what can be done */
static GtkWidget *
make_propose_box (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *box = anj_fact_new (metrics, "usulkan", NULL, _ ("Usulkan keluarga saya"),
                                 _ ("Keputusan dibuat lewat musyawarah desa."));
  GtkWidget *button = anj_parts_button ("usulkan", _ ("Usulkan"), "utama sedang-tombol");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_propose_clicked), self);
  if (metrics->text_size >= ANJ_TEXT_150)
    gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (box, "jarang");
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

static void
add_none (AnjPage *self, AnjPager *pager)
{
  GtkWidget *none = anj_fact_new (anj_page_get_metrics (self), "status-tidak-terdaftar", NULL,
                                  _ ("Keluarga Anda belum tercatat menerima bantuan."), NULL);

  gtk_widget_add_css_class (none, "jarang");
  anj_pager_append (pager, none);
  anj_pager_append (pager, make_propose_box (self));
  add_contact (self, pager);
}

static void
show_own_data (AnjPage *self)
{
  anj_page_go (self, "own-data");
}

static GtkWidget *
make_own_data_button (AnjPage *self)
{
  GtkWidget *button = anj_parts_button ("kartu", _ ("Data saya"), NULL);

  g_signal_connect_swapped (button, "clicked", G_CALLBACK (show_own_data), self);
  return button;
}

/* (transfer floating) (nullable): where there is a printer */
static GtkWidget *
make_print_button (AnjPage *self)
{
  AnjPrintJob job = { .job = anj_visit_get_household (anj_page_get_visit (self)),
                      .word = _ ("Cetak"),
                      .make = anj_slip_text_new_result,
                      .write_down = _ ("Hasil ini tetap bisa dilihat."),
                      .comfort = _ ("Hasil ini tetap bisa dilihat.") };

  return anj_print_button_new (self, &job);
}

/* what turns the pages leaves it no room beside the primary button */
static gboolean
prints_in_list (const AnjMetrics *metrics)
{
  return anj_metrics_is_small_landscape (metrics) && metrics->text_size > ANJ_TEXT_100;
}

/* large letters leave beside the primary button room for one: what prints, where there is a
 * printer */
static gboolean
lists_own_data (AnjPage *self)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  AnjSlipPaper paper;

  return anj_metrics_is_small_landscape (metrics) ||
         (metrics->text_size >= ANJ_TEXT_150 &&
          anj_printing_is_possible (anj_page_get_visit (self), &paper));
}

/* after all that it prints; what goes wrong with the slip is said above it */
static void
add_print (AnjPage *self, AnjPager *pager)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *print = prints_in_list (metrics) ? make_print_button (self) : NULL;
  GtkWidget *box = NULL;

  if (print == NULL)
    return;
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, 2, NULL);
  gtk_box_append (GTK_BOX (box), anj_page_take_error_place (self));
  gtk_box_append (GTK_BOX (box), print);
  anj_pager_append (pager, box);
}

static GtkWidget *
make_pager (AnjPage *self, JsonObject *household)
{
  AnjVisit *visit = anj_page_get_visit (self);
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  double max_mm = metrics->text_size >= ANJ_TEXT_150 ? CARD_MAX_LARGE_MM : CARD_MAX_MM;
  gboolean low = is_low (metrics) ||
                 (anj_metrics_is_small_landscape (metrics) && metrics->text_size == ANJ_TEXT_100);
  double gap_mm = low ? GAP_LOW_MM : GAP_MM;
  GtkWidget *pager = anj_pager_new (metrics, gap_mm, max_mm);
  AnjPairs list = {
    .pager = ANJ_PAGER (pager), .metrics = metrics, .gap_mm = gap_mm, .two = is_low (metrics)
  };
  guint n_listed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (ORDER); i++)
    {
      if (ORDER[i] == ANJ_CLASS_NONE)
        {
          anj_pairs_end_row (&list);
          if (n_listed == 0)
            add_none (self, ANJ_PAGER (pager));
          add_disagreements (self, ANJ_PAGER (pager), household);
        }
      n_listed += add_programmes (self, &list, household, ORDER[i]);
    }
  if (lists_own_data (self))
    anj_pairs_add (&list, make_own_data_button (self));
  anj_pairs_end_row (&list);
  add_print (self, ANJ_PAGER (pager));
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

/* bottom left: the way to what is recorded; on a low panel what turns the pages, so that it takes
 * no row of its own. Beside it what prints them, where it does not stand in the list */
static void
add_below (AnjPage *self, AnjPager *pager)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  GtkWidget *left = NULL, *print = NULL, *both = NULL;

  if (anj_pager_stands_close (metrics))
    left = anj_pager_take_close_bar (pager, metrics);
  else if (anj_metrics_is_small_landscape (metrics))
    left = anj_pager_take_bar (pager);
  else if (!lists_own_data (self))
    left = make_own_data_button (self);
  print = prints_in_list (metrics) ? NULL : make_print_button (self);
  if (left == NULL || print == NULL)
    {
      anj_page_set_secondary (self, left != NULL ? left : print);
      return;
    }
  both = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics,
                        anj_metrics_is_landscape (metrics) ? 3 : 4, NULL);
  gtk_box_append (GTK_BOX (both), left);
  gtk_box_append (GTK_BOX (both), print);
  anj_page_set_secondary (self, both);
}

/* the day stands beside the heading, so that it takes no line of its own */
static gboolean
has_date_beside (const AnjMetrics *metrics)
{
  return is_low (metrics) ||
         (anj_metrics_is_small_landscape (metrics) && metrics->text_size < ANJ_TEXT_200);
}

static GtkWidget *
make_content (AnjPage *self, JsonObject *document, const char *question)
{
  const AnjMetrics *metrics = anj_page_get_metrics (self);
  AnjVisit *visit = anj_page_get_visit (self);
  JsonObject *household = anj_json_get_object (document, "household");
  AnjDataDate date = { .as_of = anj_json_get_string (document, "as_of", ""),
                       .kk = anj_json_get_string (household, "no_kk", NULL) };
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics,
                                  metrics->text_size >= ANJ_TEXT_200 ? 1 : 2.5, NULL);
  GtkWidget *pager = make_pager (self, household);

  if (has_date_beside (metrics) &&
      !anj_data_date_is_old (visit, anj_page_get_clock (self), date.as_of))
    {
      GtkWidget *heading = anj_parts_label (question, "pertanyaan");

      anj_parts_set_secrecy (heading, ANJ_SECRECY_HEADSET, _ ("Bantuan keluarga Anda"));
      gtk_box_append (GTK_BOX (box), anj_data_date_beside (visit, metrics, heading, date.as_of));
    }
  else
    {
      anj_page_set_secret_question (self, question, _ ("Bantuan keluarga Anda"));
      gtk_box_append (GTK_BOX (box),
                      anj_data_date_new (visit, metrics, anj_page_get_clock (self), &date));
    }
  add_below (self, ANJ_PAGER (pager));
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
