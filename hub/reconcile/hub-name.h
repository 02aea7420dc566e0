/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A name as registers write it, brought to the words that carry it: without titles and marks, with
 * the usual abbreviations written out and spellings of one sound made alike. Never shown to
 * anybody; only for comparing. Where the habits come from: docs/decisions/0022.
 */

#define HUB_NAME_MAX_WORDS 8
#define HUB_NAME_MAX_LETTERS 23

/**
 * HubName:
 * @words: in the order written; capital letters A to Z
 */
typedef struct
{
  guint n_words;
  char words[HUB_NAME_MAX_WORDS][HUB_NAME_MAX_LETTERS + 1];
} HubName;

/* the words that are abbreviated or spelled in several ways, and the titles */
typedef struct _HubNameHabits HubNameHabits;

HubNameHabits *hub_name_habits_new (void);
void hub_name_habits_free (HubNameHabits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubNameHabits, hub_name_habits_free)

/**
 * hub_name_read:
 * @text: UTF-8, as it stands in a register
 * @out: no words when @text has no letter
 *
 * "Hj. St. Noer'aini, S.Pd" and "SITI NURAINI" give the same words.
 */
void hub_name_read (const HubNameHabits *habits, const char *text, HubName *out);

/* (transfer full): the words in alphabetical order: the same for a name in any order */
char *hub_name_sorted (const HubName *self);

G_END_DECLS
