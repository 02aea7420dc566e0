/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "hub/hub-store.h"

G_BEGIN_DECLS

/*
 * What the hub forgets, and when: the configuration's member `retention`. Without one nothing goes.
 */

/* a hub that was off or whose clock jumped for longer does not forget by itself */
#define HUB_RETENTION_MAX_GAP_US (30 * G_TIME_SPAN_DAY)

/**
 * HubRetentionPolicy:
 * @cases_days: payload and answer, from the day a case was closed; of a refused case, from the day
 *   it came
 * @attachments_days: from the day a case was answered or closed
 * @audit_days: from the day of the row
 * @batches_days: what a batch overruled, from the day the batch came in; it cannot be undone then
 * @rejected_days: DATA/rejected, from the day of the file
 */
typedef struct
{
  gint64 cases_days;
  gint64 attachments_days;
  gint64 audit_days;
  gint64 batches_days;
  gint64 rejected_days;
} HubRetentionPolicy;

/* FALSE: the configuration says nothing of it */
gboolean hub_retention_read_policy (JsonObject *config, HubRetentionPolicy *out_policy);

/**
 * HubRetentionCounts:
 *
 * What went, or would go.
 */
typedef struct
{
  guint n_cases;
  guint n_attachments;
  guint n_audit_rows;
  guint n_register_rows;
  guint n_rejected_files;
} HubRetentionCounts;

/**
 * hub_retention_count:
 *
 * What hub_retention_run() would take away now, all of it. Changes nothing.
 */
gboolean hub_retention_count (HubStore *store,
                              const char *data_dir,
                              const HubRetentionPolicy *policy,
                              gint64 now_us,
                              HubRetentionCounts *out_counts,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * hub_retention_run:
 * @out_counts: (out): what went in this step
 * @out_more: (out): there is more; call again
 *
 * One step of some hundred rows, so that nobody waits long for the store. What went is an audit row
 * "retention" with the counts; audit rows leave one of their own (hub_audit_purge()).
 */
gboolean hub_retention_run (HubStore *store,
                            const char *data_dir,
                            const HubRetentionPolicy *policy,
                            gint64 now_us,
                            HubRetentionCounts *out_counts,
                            gboolean *out_more,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HUB_RETENTION_DUE,     /* a day has gone by */
  HUB_RETENTION_NOT_YET, /* today's is done */
  HUB_RETENTION_GAP,     /* HUB_RETENTION_MAX_GAP_US have gone by, or time went back */
} HubRetentionTurn;

/* whether it is time, by the note of the last one */
gboolean hub_retention_turn (HubStore *store,
                             gint64 now_us,
                             HubRetentionTurn *out_turn,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* notes that all of it was done */
gboolean
hub_retention_note_done (HubStore *store, gint64 now_us, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
