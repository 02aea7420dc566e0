/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-error.h"

G_BEGIN_DECLS

/* The rows of one batch that were set aside: DATA/rejected/BATCH.csv (line,column,reason; 0600),
 * under its name only when it is whole. */
typedef struct _HubRejects HubRejects;

/**
 * hub_rejects_new:
 * @data_dir: (nullable): %NULL counts only
 */
HubRejects *hub_rejects_new (const char *data_dir, const char *batch);
void hub_rejects_free (HubRejects *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HubRejects, hub_rejects_free)

/* @column: "" when the whole row is bad */
gboolean hub_rejects_add (HubRejects *self,
                          guint64 line,
                          const char *column,
                          const char *reason,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

guint64 hub_rejects_n (const HubRejects *self);

/* (transfer none) (element-type utf8): "line 4, nik: has 17 digits, needs 16", of the first
 * %HUB_REJECTS_SHOWN */
#define HUB_REJECTS_SHOWN 20
GPtrArray *hub_rejects_first (const HubRejects *self);

/**
 * hub_rejects_close:
 * @out_path: (out) (transfer full) (nullable): %NULL when nothing was set aside; a file of an
 *   earlier attempt is then removed
 */
gboolean
hub_rejects_close (HubRejects *self, char **out_path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): DATA/rejected/BATCH.csv */
char *hub_rejects_path (const char *data_dir, const char *batch);

G_END_DECLS
