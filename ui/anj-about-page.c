/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-about-page.h"

#include <string.h>

#include "core/anj-secret.h"
#include "ui/anj-catalogue.h"
#include "ui/anj-i18n.h"
#include "ui/anj-icon.h"
#include "ui/anj-keyboard.h"
#include "ui/anj-parts.h"
#include "ui/anj-place.h"
#include "ui/anj-text-field.h"

/* data/schema/body-objection.json */
#define ICON_MM 6
#define MAX_CHARACTERS 200
#define OWN "about-own"
/* officers read Indonesian */
#define OWN_NAME "Keluarga sendiri"
#define N_FIELDS 2
#define LOW_WORD_CHARACTERS 7

struct _AnjAboutPage
{
  AnjPage parent_instance;

  GtkWidget *fields[N_FIELDS]; /* (unowned): children */
  GtkWidget *keyboard;         /* (unowned): child */
  guint active;
};

G_DEFINE_FINAL_TYPE (AnjAboutPage, anj_about_page, ANJ_TYPE_PAGE)

static const struct
{
  const char *question;
  const char *word;
  const char *hint;
  const char *icon_name;
} FIELDS[N_FIELDS] = {
  { "about-name", N_ ("Nama"), N_ ("Nama kepala keluarga"), "orang-bapak" },
  { "about-place", N_ ("Tempat tinggal"), N_ ("Dusun, RT, atau dekat apa"), "rumah" },
};

gboolean
anj_about_is_asked (AnjVisit *visit)
{
  return *anj_visit_get_answer (visit, OWN) == '\0';
}

void
anj_about_begin_own (AnjVisit *visit)
{
  g_autofree char *village = anj_place_village (anj_visit_get_config (visit));

  anj_visit_set_kind (visit, "objection");
  anj_visit_set_answer (visit, OWN, "1");
  anj_visit_set_answer (visit, "about-name", OWN_NAME);
  anj_visit_set_answer (visit, "about-place", *village != '\0' ? village : OWN_NAME);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static void
show_fields (AnjAboutPage *self)
{
  AnjPage *page = ANJ_PAGE (self);
  gboolean complete = TRUE;

  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *answer = anj_visit_get_answer (anj_page_get_visit (page), FIELDS[i].question);

      anj_text_field_set_text (ANJ_TEXT_FIELD (self->fields[i]), answer);
      anj_text_field_set_active (ANJ_TEXT_FIELD (self->fields[i]), i == self->active);
      complete = complete && !is_blank (answer);
    }
  anj_page_set_complete (page, complete, _ ("Tulis dulu nama dan tempat.\nBoleh nama panggilan."));
}

static void
activate_field (AnjAboutPage *self, guint index)
{
  self->active = index;
  anj_page_set_error (ANJ_PAGE (self), NULL, NULL);
  show_fields (self);
}

static void
on_field_clicked (AnjAboutPage *self, GtkButton *button)
{
  activate_field (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index")));
}

static void
on_key (AnjAboutPage *self, guint character)
{
  AnjPage *page = ANJ_PAGE (self);
  AnjVisit *visit = anj_page_get_visit (page);
  const char *question = FIELDS[self->active].question;
  g_autoptr (AnjSecretString) after = NULL;

  if (character == '\n')
    {
      activate_field (self, (self->active + 1) % N_FIELDS);
      return;
    }
  after = anj_text_field_type (anj_visit_get_answer (visit, question), MAX_CHARACTERS,
                               (gunichar) character);
  if (after == NULL)
    {
      anj_page_set_error (page, _ ("Sudah penuh."), _ ("Cukup sampai di sini."));
      return;
    }
  anj_page_set_error (page, NULL, NULL);
  anj_visit_set_answer (visit, question, after);
  show_fields (self);
}

static gboolean
anj_about_page_key (AnjPage *page, gunichar character, guint keyval)
{
  AnjKeyboard *keyboard = ANJ_KEYBOARD (ANJ_ABOUT_PAGE (page)->keyboard);

  if (keyval == GDK_KEY_BackSpace)
    anj_keyboard_press (keyboard, '\b');
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    anj_keyboard_press (keyboard, '\n');
  else if (g_unichar_isprint (character))
    anj_keyboard_press (keyboard, character);
  else
    return FALSE;
  return TRUE;
}

static GtkWidget *
make_field (AnjAboutPage *self, guint index)
{
  const AnjMetrics *metrics = anj_page_get_metrics (ANJ_PAGE (self));
  GtkWidget *button = gtk_button_new ();
  gboolean low = anj_metrics_is_small_landscape (metrics);
  GtkWidget *box = anj_parts_box (low ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                                  metrics, low ? 2 : 1, NULL);
  GtkWidget *head = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, low ? 1 : 2, NULL);
  GtkWidget *word = anj_parts_label (_ (FIELDS[index].word), low ? "kecil tebal" : "isi tebal");

  self->fields[index] = anj_text_field_new (metrics, _ (FIELDS[index].hint));
  gtk_widget_set_vexpand (self->fields[index], TRUE);
  gtk_widget_set_can_target (self->fields[index], FALSE);
  if (low)
    gtk_label_set_max_width_chars (GTK_LABEL (word), LOW_WORD_CHARACTERS);
  gtk_widget_set_hexpand (self->fields[index], TRUE);
  gtk_box_append (GTK_BOX (head), anj_icon_new (FIELDS[index].icon_name, ICON_MM));
  gtk_box_append (GTK_BOX (head), word);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->fields[index]);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_add_css_class (button, "polos");
  anj_parts_set_name (button, _ (FIELDS[index].word));
  g_object_set_data (G_OBJECT (button), "index", GUINT_TO_POINTER (index));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_field_clicked), self);
  return button;
}

/* who reads it, and who never learns of it */
/* the office that reads the objection must know who objects; nobody else does */
static char *
make_who (AnjVisit *visit)
{
  g_autofree char *reader = anj_catalogue_reader (anj_visit_get_config (visit), /* category */ NULL,
                                                  anj_visit_get_language (visit));

  /* translators: %s is the office that reads the objection */
  return g_strdup_printf (_ ("Hanya %s yang melihat NIK Anda."), reader);
}

static GtkWidget *
make_assurance (AnjPage *page, const char *who)
{
  const AnjMetrics *metrics = anj_page_get_metrics (page);
  GtkWidget *box = anj_parts_box (GTK_ORIENTATION_HORIZONTAL, metrics, 5, "kotak-aman");
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), anj_icon_new ("rahasia", 10));
  gtk_box_append (GTK_BOX (words), anj_parts_label (who, "isi tebal"));
  if (anj_metrics_is_wide (metrics) && metrics->text_size < ANJ_TEXT_150)
    gtk_box_append (GTK_BOX (words),
                    anj_parts_label (_ ("Keluarga itu tidak diberi tahu."), "isi"));
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  return box;
}

static void
anj_about_page_constructed (GObject *object)
{
  AnjAboutPage *self = ANJ_ABOUT_PAGE (object);
  AnjPage *page = ANJ_PAGE (object);
  const AnjMetrics *metrics = NULL;
  GtkWidget *box = NULL, *fields = NULL;
  g_autofree char *who = NULL;
  gboolean landscape, low;

  G_OBJECT_CLASS (anj_about_page_parent_class)->constructed (object);

  who = make_who (anj_page_get_visit (page));

  metrics = anj_page_get_metrics (page);
  landscape = anj_metrics_is_landscape (metrics);
  low = anj_metrics_is_small_landscape (metrics);
  box = anj_parts_box (GTK_ORIENTATION_VERTICAL, metrics, landscape ? 1.5 : 4, NULL);
  fields = anj_parts_box (landscape ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL,
                          metrics, 4, NULL);
  gtk_box_set_homogeneous (GTK_BOX (fields), TRUE);
  for (guint i = 0; i < N_FIELDS; i++)
    gtk_box_append (GTK_BOX (fields), make_field (self, i));
  gtk_widget_set_vexpand (fields, TRUE);
  self->keyboard = anj_keyboard_new (metrics);
  g_signal_connect_swapped (self->keyboard, "key", G_CALLBACK (on_key), self);
  anj_page_set_question (page, _ ("Siapa yang Anda sanggah?"));
  /* where there is no height for it the last look says who reads it */
  if (anj_metrics_is_wide (metrics) && metrics->text_size < ANJ_TEXT_200)
    gtk_box_append (GTK_BOX (box), make_assurance (page, who));
  else if (!low)
    anj_page_set_sentence (page, who);
  gtk_box_append (GTK_BOX (box), fields);
  gtk_box_append (GTK_BOX (box), anj_page_take_error_place (page));
  gtk_box_append (GTK_BOX (box), self->keyboard);
  anj_page_set_navigation (page, TRUE, _ ("Lanjut"), "lanjut");
  if (low)
    anj_page_set_secondary (page, anj_keyboard_get_bar (ANJ_KEYBOARD (self->keyboard)));
  anj_page_set_content (page, box);
  show_fields (self);
}

static void
anj_about_page_class_init (AnjAboutPageClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = anj_about_page_constructed;
  ANJ_PAGE_CLASS (klass)->key = anj_about_page_key;
}

static void
anj_about_page_init (AnjAboutPage *self G_GNUC_UNUSED)
{
}
