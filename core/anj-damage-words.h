/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * AnjDamageTold:
 * @time: when it happened last, as text
 * @is_unsure: nobody knew the time then: it was not before @time
 * @file: of the state directory; "attachments": any of them
 * @kind: as app/agent/anj-damage.h has it
 * @n_times: how often
 * @n: how many cases, photos or recordings it cost; 0: none, or not to be counted; of
 *   kind "lost": nobody knows how many
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

/**
 * anj_damage_tell_n_lost:
 * @n_here: cases of a terminal that are lost, as the hub counts them
 * @damage: (nullable): what the terminal told of its files (data/schema/telemetry.json)
 *
 * Returns: (transfer full): "-" for none; "3"; "?" where only the terminal knows of some; "3+?"
 * where more are lost and nobody knows how many
 */
char *anj_damage_tell_n_lost (gint64 n_here, JsonObject *damage);

G_END_DECLS
