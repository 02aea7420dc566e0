/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "ui/anj-page.h"

G_BEGIN_DECLS

/* A page with the sample resident before it, and a finger. */

typedef struct
{
  AnjClock clock;
  AnjMetrics metrics;
  AnjVisit *visit; /* (owned) */
  AnjPage *page;   /* (owned) (nullable) */
  char *way;       /* (owned) (nullable): the last one that the page asked for */
} SamplePage;

/* starts GTK; FALSE where there is no display */
gboolean sample_page_init (int *argc, char ***argv);
/* fixture: nothing written yet, no page shown */
void sample_page_set_up (SamplePage *self, gconstpointer data);
void sample_page_tear_down (SamplePage *self, gconstpointer data);

/* makes the page anew, as a resident comes to it */
void sample_page_show (SamplePage *self, GType type);
/* (transfer none): the page in a window that has been laid out; destroy it */
GtkWidget *sample_page_present (SamplePage *self);
/* whether there is a button with the line @name on it */
gboolean sample_page_offers (SamplePage *self, const char *name);
/* touches that button */
void sample_page_touch (SamplePage *self, const char *name);
/* a label that can be seen holds @text */
gboolean sample_page_says (SamplePage *self, const char *text);
guint sample_page_count (SamplePage *self, const char *text);
/* (transfer none) (nullable): the first label that holds @text */
GtkWidget *sample_page_find (SamplePage *self, const char *text);
/* (transfer none) (nullable): the first widget of @type */
GtkWidget *sample_page_find_type (SamplePage *self, GType type);

#define sample_page_assert_says(self, text)                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!sample_page_says (self, text))                                                            \
      g_test_fail_printf ("%s:%d: the page does not say «%s»", __FILE__, __LINE__, text);          \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
