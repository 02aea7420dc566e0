/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-page.h"
#include "ui/voice/anj-utterance.h"

G_BEGIN_DECLS

/**
 * AnjReading:
 * @utterances: (element-type AnjUtterance) (owned)
 * @widgets: (element-type GtkWidget) (owned): where each of them stands; as many
 *
 * What can be seen, in the order in which a person would read it out: every text that is shown,
 * nothing twice, pictures not at all. A choice comes with its place among the choices of the page.
 */
typedef struct
{
  GPtrArray *utterances;
  GPtrArray *widgets;
} AnjReading;

/**
 * AnjReadingHow:
 * @language: of the screen
 * @personal: the page shows what belongs to one person: amounts and long numbers on it are secret
 *   even where nobody marked them
 * @asked: somebody asked to hear it: what is ANJ_SECRECY_ASKED may be said aloud
 */
typedef struct
{
  const char *language;
  gboolean personal;
  gboolean asked;
} AnjReadingHow;

AnjReading *anj_reading_new (void);
void anj_reading_free (AnjReading *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjReading, anj_reading_free)

/* the age of the data first where there is one, then question, sentence, error, all else */
void anj_reading_add_page (AnjReading *self, AnjPage *page, const AnjReadingHow *how);
/* a box, a dialogue, a button, one label */
void anj_reading_add_widget (AnjReading *self, GtkWidget *widget, const AnjReadingHow *how);
/* as anj_reading_add_widget(), with its place among the choices of @page */
void anj_reading_add_choice (AnjReading *self,
                             AnjPage *page,
                             GtkWidget *button,
                             const AnjReadingHow *how);
/* what stands nowhere as a text; @kind: whether a headset alone gets it */
void anj_reading_add_text (AnjReading *self,
                           GtkWidget *widget,
                           AnjUtteranceKind kind,
                           const char *text,
                           const char *language);
/* @said: (element-type utf8 utf8): what was said, owning keys and values: a text (no value), or of
 * a button what was last said of its being chosen */
void anj_reading_remember (AnjReading *self, GHashTable *said);
/* without what is in @said already, and without fields */
void anj_reading_keep_new (AnjReading *self, GHashTable *said);

/* (transfer container) (element-type GtkWidget): what can be touched in @root, in that order: no
 * keys of a pad, but the field they write into */
GPtrArray *anj_reading_touchables (GtkWidget *root);
/* the same of a page */
GPtrArray *anj_reading_page_touchables (AnjPage *page);
/* whether it can be seen and laid out */
gboolean anj_reading_is_seen (GtkWidget *widget);

G_END_DECLS
