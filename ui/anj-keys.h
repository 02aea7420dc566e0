/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "ui/anj-multitap.h"

G_BEGIN_DECLS

/**
 * AnjKeysField:
 *
 * What the page has to write into.
 */
typedef enum {
  ANJ_KEYS_NO_FIELD,
  ANJ_KEYS_DIGITS,
  ANJ_KEYS_CODE, /* a ticket number: letters and digits, each at its place */
  ANJ_KEYS_TEXT,
} AnjKeysField;

typedef enum {
  ANJ_KEYS_PASS,  /* no key of a pad: to be seen by others */
  ANJ_KEYS_TAKEN, /* nothing to do (yet) */
  /* within a field */
  ANJ_KEYS_WRITE,   /* the character */
  ANJ_KEYS_REWRITE, /* the character in place of the last one */
  ANJ_KEYS_ERASE,
  ANJ_KEYS_GO_ON, /* as the primary button */
  ANJ_KEYS_LEAVE_FIELD,
  /* outside */
  ANJ_KEYS_PREVIOUS,
  ANJ_KEYS_NEXT,
  ANJ_KEYS_DO,
  ANJ_KEYS_BACK,
  ANJ_KEYS_REPEAT,
  ANJ_KEYS_PAUSE,
  ANJ_KEYS_TEACH,
  ANJ_KEYS_ATTENDANT,
  ANJ_KEYS_RESTART,
  ANJ_KEYS_QUIETER,
  ANJ_KEYS_LOUDER,
} AnjKeysAct;

/**
 * AnjKeys:
 *
 * What a key of the 12-key pad means. Zeroed: a page without a field.
 */
typedef struct
{
  AnjKeysField field;
  gboolean is_writing;
  gboolean star_is_down;
  gint64 star_us; /* when it came down */
  AnjMultitap tap;
} AnjKeys;

/* how long * is held to leave a field */
#define ANJ_KEYS_HOLD_MS 1000

/**
 * AnjKeysPlace:
 *
 * Characters that fit: in place of the last one, and after it; %NULL: any.
 */
typedef struct
{
  const char *last;
  const char *next;
} AnjKeysPlace;

/* a page is shown; what is written goes into its field, if it has one */
void anj_keys_begin (AnjKeys *self, AnjKeysField field);
/* @place: (nullable); @time_us: when the key came down, not when the screen had time for it;
 * @out_character: of ANJ_KEYS_WRITE and ANJ_KEYS_REWRITE */
AnjKeysAct anj_keys_press (AnjKeys *self,
                           guint keyval,
                           const AnjKeysPlace *place,
                           gint64 time_us,
                           gunichar *out_character);
AnjKeysAct anj_keys_release (AnjKeys *self, guint keyval, gint64 time_us);
/* ANJ_KEYS_HOLD_MS after a press that was ANJ_KEYS_TAKEN */
AnjKeysAct anj_keys_hold (AnjKeys *self);

G_END_DECLS
