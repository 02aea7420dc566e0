/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui/anj-reading.h"

#include "ui/anj-data-date.h"
#include "ui/anj-i18n.h"
#include "ui/anj-pad.h"
#include "ui/anj-parts.h"
#include "ui/anj-speech-words.h"

/* amounts, grouped and long numbers, ticket numbers, masks */
#define PERSONAL_PATTERN "Rp ?[0-9]|[0-9]{4} [0-9•]{4}|[0-9]{6,}|[A-Z]{3}-[0-9]{4}-|••"

typedef struct
{
  AnjReading *reading;
  const AnjReadingHow *how;
  GtkWidget *marked;  /* (unowned) (nullable): the secret part that was begun */
  GPtrArray *choices; /* (unowned) (nullable) (element-type GtkWidget) */
  GtkWidget *date;    /* (unowned) (nullable): said already */
  GtkWidget *error;   /* (unowned) (nullable): said already */
  gboolean in_pad;
} Reader;

AnjReading *
anj_reading_new (void)
{
  AnjReading *self = g_new0 (AnjReading, 1);

  self->utterances = anj_utterances_new ();
  self->widgets = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
anj_reading_free (AnjReading *self)
{
  g_clear_pointer (&self->utterances, g_ptr_array_unref);
  g_clear_pointer (&self->widgets, g_ptr_array_unref);
  g_free (self);
}

gboolean
anj_reading_is_seen (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_get_opacity (widget) > 0;
}

/* --- secrets --- */

static gboolean
looks_personal (const char *text)
{
  return g_regex_match_simple (PERSONAL_PATTERN, text, 0, 0);
}

static gboolean
has_digit (const char *text)
{
  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text))
      return TRUE;
  return FALSE;
}

static void
add_utterance (Reader *reader,
               GtkWidget *widget,
               const char *text,
               gboolean secret,
               const char *instead)
{
  const char *language = anj_parts_get_language (widget);
  g_autofree char *spoken = anj_speech_words (text,
                                              language != NULL ? language : reader->how->language);
  AnjUtterance *utterance = anj_utterance_new (secret ? ANJ_UTTERANCE_SECRET : ANJ_UTTERANCE_OPEN,
                                               text, spoken, instead);

  anj_utterance_set_language (utterance, language);
  g_ptr_array_add (reader->reading->utterances, utterance);
  g_ptr_array_add (reader->reading->widgets, g_object_ref (widget));
}

static void
add_text (Reader *reader, GtkWidget *widget, const char *text)
{
  GtkWidget *marked = NULL;
  AnjSecrecy secrecy = anj_parts_get_secrecy (widget, &marked);
  const char *instead = NULL;
  gboolean secret = secrecy == ANJ_SECRECY_HEADSET ||
                    (secrecy == ANJ_SECRECY_ASKED && !reader->how->asked) ||
                    (secrecy == ANJ_SECRECY_NONE && reader->how->personal && looks_personal (text));

  if (*text == '\0')
    return;
  if (marked != NULL && marked != reader->marked)
    instead = anj_parts_get_instead (marked);
  reader->marked = marked;
  add_utterance (reader, widget, text, secret, secret ? instead : NULL);
  /* to be written down: once more */
  if (secrecy == ANJ_SECRECY_ASKED && has_digit (text))
    add_utterance (reader, widget, text, secret, /* instead */ NULL);
}

/* --- choices --- */

/* news stand among the choices, but are none */
static gboolean
is_choice (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "kartu") &&
         !gtk_widget_has_css_class (widget, "berita");
}

static void
find_choices (GtkWidget *widget, GPtrArray *choices)
{
  if (!anj_reading_is_seen (widget))
    return;
  if (is_choice (widget))
    {
      g_ptr_array_add (choices, widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_choices (child, choices);
}

static GPtrArray *
choices_of (AnjPage *page)
{
  g_autoptr (GPtrArray) parts = anj_page_get_parts (page);
  GPtrArray *choices = g_ptr_array_new ();

  for (guint i = 0; i < parts->len; i++)
    find_choices (g_ptr_array_index (parts, i), choices);
  return choices;
}

static void
add_place (Reader *reader, GtkWidget *button)
{
  g_autofree char *place = NULL;
  guint index;

  if (reader->choices == NULL || reader->choices->len < 2 ||
      !g_ptr_array_find (reader->choices, button, &index))
    return;
  place = g_strdup_printf (_ ("%u dari %u"), index + 1, reader->choices->len);
  add_utterance (reader, button, place, /* secret */ FALSE, /* instead */ NULL);
}

/* --- walking --- */

static void read_widget (Reader *reader, GtkWidget *widget);

static void
read_children (Reader *reader, GtkWidget *widget)
{
  gboolean was_in_pad = reader->in_pad;

  reader->in_pad = was_in_pad || ANJ_IS_PAD (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    read_widget (reader, child);
  reader->in_pad = was_in_pad;
}

static void
read_label (Reader *reader, GtkWidget *label)
{
  const char *text = gtk_label_get_text (GTK_LABEL (label));

  /* a key that writes one character is said when it is pressed */
  if (!reader->in_pad || g_utf8_strlen (text, -1) > 1)
    add_text (reader, label, text);
}

/* (nullable) */
static const char *
describe_state (GtkWidget *button)
{
  return gtk_widget_has_css_class (button, "terpilih") ? _ ("Sudah dipilih.")
         : gtk_widget_has_css_class (button, "urung")  ? _ ("Tidak dipilih lagi.")
                                                       : NULL;
}

static void
read_button (Reader *reader, GtkWidget *button)
{
  const char *name = anj_parts_get_name (button);
  guint n_before;

  add_place (reader, button);
  n_before = reader->reading->utterances->len;
  read_children (reader, button);
  if (reader->reading->utterances->len == n_before && !reader->in_pad && name != NULL)
    add_text (reader, button, name);
  if (describe_state (button) != NULL)
    add_utterance (reader, button, describe_state (button), /* secret */ FALSE, /* instead */ NULL);
}

static void
read_widget (Reader *reader, GtkWidget *widget)
{
  const char *said = anj_parts_get_said (widget);
  const char *name = anj_parts_get_name (widget);

  if (!anj_reading_is_seen (widget) || widget == reader->error || widget == reader->date)
    return;
  if (said != NULL)
    add_text (reader, widget, said);
  else if (GTK_IS_LABEL (widget))
    read_label (reader, widget);
  else if (GTK_IS_BUTTON (widget))
    read_button (reader, widget);
  else if (gtk_widget_get_first_child (widget) == NULL && name != NULL)
    add_text (reader, widget, name);
  else
    read_children (reader, widget);
}

void
anj_reading_add_widget (AnjReading *self, GtkWidget *widget, const AnjReadingHow *how)
{
  Reader reader = { .reading = self, .how = how };

  read_widget (&reader, widget);
}

void
anj_reading_add_choice (AnjReading *self,
                        AnjPage *page,
                        GtkWidget *button,
                        const AnjReadingHow *how)
{
  g_autoptr (GPtrArray) choices = choices_of (page);
  Reader reader = { .reading = self, .how = how, .choices = choices };

  read_widget (&reader, button);
}

static GtkWidget *
find_date (GtkWidget *widget)
{
  GtkWidget *date = NULL;

  if (!anj_reading_is_seen (widget))
    return NULL;
  if (gtk_widget_has_css_class (widget, ANJ_DATA_DATE_CLASS))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && date == NULL;
       child = gtk_widget_get_next_sibling (child))
    date = find_date (child);
  return date;
}

/* now, and not where it stands. @widget: (nullable) */
static void
read_first (Reader *reader, GtkWidget **done, GtkWidget *widget)
{
  if (widget == NULL || *done != NULL)
    return;
  read_widget (reader, widget);
  *done = widget;
}

void
anj_reading_add_page (AnjReading *self, AnjPage *page, const AnjReadingHow *how)
{
  g_autoptr (GPtrArray) parts = anj_page_get_parts (page);
  g_autoptr (GPtrArray) choices = choices_of (page);
  Reader reader = { .reading = self, .how = how, .choices = choices };
  GtkWidget *error = anj_page_get_error_box (page);
  GtkWidget *content = anj_page_get_content (page);

  read_first (&reader, &reader.date, find_date (GTK_WIDGET (page)));
  for (guint i = 0; i < parts->len; i++)
    {
      GtkWidget *part = g_ptr_array_index (parts, i);

      if (part == content || (error != NULL && gtk_widget_is_ancestor (error, part)))
        read_first (&reader, &reader.error, error);
      read_widget (&reader, part);
    }
}

void
anj_reading_add_text (AnjReading *self,
                      GtkWidget *widget,
                      AnjUtteranceKind kind,
                      const char *text,
                      const char *language)
{
  AnjReadingHow how = { .language = language };
  Reader reader = { .reading = self, .how = &how };

  add_utterance (&reader, widget, text, kind == ANJ_UTTERANCE_SECRET, /* instead */ NULL);
}

/* (transfer full) (nullable): under what the state of a button is remembered; %NULL: the utterance
 * is none */
static char *
state_key (const AnjReading *self, guint index)
{
  AnjUtterance *utterance = g_ptr_array_index (self->utterances, index);
  GtkWidget *widget = g_ptr_array_index (self->widgets, index);

  return GTK_IS_BUTTON (widget) && g_strcmp0 (describe_state (widget), utterance->text) == 0
             ? g_strdup_printf ("%s\n", anj_parts_get_name (widget))
             : NULL;
}

static gboolean
is_said (const AnjReading *self, guint index, GHashTable *said)
{
  AnjUtterance *utterance = g_ptr_array_index (self->utterances, index);
  g_autofree char *key = state_key (self, index);

  return key != NULL ? g_strcmp0 (g_hash_table_lookup (said, key), utterance->text) == 0
                     : g_hash_table_contains (said, utterance->text);
}

void
anj_reading_remember (AnjReading *self, GHashTable *said)
{
  for (guint i = 0; i < self->utterances->len; i++)
    {
      AnjUtterance *utterance = g_ptr_array_index (self->utterances, i);
      char *key = state_key (self, i);

      if (key != NULL)
        g_hash_table_insert (said, key, g_strdup (utterance->text));
      else
        g_hash_table_insert (said, g_strdup (utterance->text), NULL);
    }
}

void
anj_reading_keep_new (AnjReading *self, GHashTable *said)
{
  for (guint i = self->utterances->len; i > 0; i--)
    if (anj_parts_is_field (g_ptr_array_index (self->widgets, i - 1)) ||
        is_said (self, i - 1, said))
      {
        g_ptr_array_remove_index (self->utterances, i - 1);
        g_ptr_array_remove_index (self->widgets, i - 1);
      }
}

/* --- what can be touched --- */

static void
find_touchables (GtkWidget *widget, GPtrArray *found)
{
  if (!anj_reading_is_seen (widget) || !gtk_widget_is_sensitive (widget) || ANJ_IS_PAD (widget))
    return;
  if (GTK_IS_BUTTON (widget) || anj_parts_is_field (widget))
    {
      g_ptr_array_add (found, widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    find_touchables (child, found);
}

GPtrArray *
anj_reading_touchables (GtkWidget *root)
{
  GPtrArray *found = g_ptr_array_new ();

  find_touchables (root, found);
  return found;
}

GPtrArray *
anj_reading_page_touchables (AnjPage *page)
{
  g_autoptr (GPtrArray) parts = anj_page_get_parts (page);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < parts->len; i++)
    find_touchables (g_ptr_array_index (parts, i), found);
  return found;
}
