/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/**
 * AnjCheckRow:
 * @kind: (nullable): of the draft; %NULL: any
 * @question: untranslated
 * @way: (nullable): out of the check page, to answer anew
 * @icon: (transfer none)
 * @answer: (transfer full): as the resident reads it, wiped by the caller; "": the row is left out
 * @changeable: (nullable): whether @way is offered
 * @secret: the answer names somebody, or is the resident's own words: for a headset alone
 *
 * What the check page shows of a draft, from one table.
 */
typedef struct
{
  const char *kind;
  const char *question;
  const char *way;
  const char *(*icon) (AnjVisit *visit);
  char *(*answer) (AnjVisit *visit);
  gboolean (*changeable) (AnjVisit *visit);
  gboolean secret;
} AnjCheckRow;

/* (transfer none): the whole table */
const AnjCheckRow *anj_check_rows (guint *out_n_rows);

G_END_DECLS
