/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui/anj-visit.h"

G_BEGIN_DECLS

/* How the pages call a case of each kind; all untranslated: say them with _(). */
typedef struct
{
  const char *kind;
  const char *noun;    /* "Aduan" */
  const char *number;  /* of its ticket */
  const char *send;    /* on the button */
  const char *saved;   /* it is on disk */
  const char *unsaved; /* it is not */
  const char *lost;    /* it was, and the disk lost it */
  const char *notice;  /* (nullable): what the resident must know before it is sent */
  const char *step;    /* what is done with it before it is answered */
  const char *doing;   /* under that */
  const char *step_icon;
} AnjCaseWords;

/* @kind: of a visit or of a followed case; an unknown one is called like a complaint */
const AnjCaseWords *anj_case_words (const char *kind);

G_END_DECLS
