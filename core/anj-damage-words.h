/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjDamageTold:
 * @time: when it happened last, as text
 * @is_unsure: nobody knew the time then: it was not before @time
 * @file: of the state directory; "attachments": any of them
 * @kind: as app/agent/anj-damage.h has it
 * @n_times: how often
 * @n: how many cases, photos or recordings it cost; 0: none, or not to be counted
 * @detail: what was found and what became of it
 *
 * An event that befell the files of a terminal, for an admin to read.
 */
typedef struct
{
  const char *time;
  gboolean is_unsure;
  const char *file;
  const char *kind;
  guint n_times;
  guint n;
  const char *detail;
} AnjDamageTold;

/* (transfer full): one line: when, what, what it cost and what to do */
char *anj_damage_tell (const AnjDamageTold *self);

G_END_DECLS
