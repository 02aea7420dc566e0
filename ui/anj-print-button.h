/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-page.h"
#include "ui/anj-printing.h"
#include "ui/anj-slip-text.h"

G_BEGIN_DECLS

/**
 * AnjPrintJob:
 * @job: see anj_printing_of()
 * @word: on the button: "Cetak struk"
 * @make: its slip, in the language of the moment
 * @write_down: translated: what to do where there is no paper
 * @comfort: translated: what holds although nothing was printed
 */
typedef struct
{
  gconstpointer job;
  const char *word;
  AnjSlipText *(*make) (AnjPage *page);
  const char *write_down;
  const char *comfort;
} AnjPrintJob;

/**
 * anj_print_button_new:
 * @page: the button stands in it; gets what goes wrong in its error box
 *
 * Prints once, and says what becomes of it.
 *
 * Returns: (transfer floating) (nullable): %NULL where the agent has no printer
 */
GtkWidget *anj_print_button_new (AnjPage *page, const AnjPrintJob *job);

G_END_DECLS
