/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* what may still be asked for */
typedef struct
{
  gsize n_values;
  gsize n_bytes;
} AnjColumnsBudget;

/* sets %ANJ_ERROR_INVALID; FALSE */
gboolean anj_columns_fail (const char *what, GError **error);
/* the same; NULL */
gpointer anj_columns_refuse (const char *what, GError **error);

/* FALSE: @budget has less */
gboolean anj_columns_spend (AnjColumnsBudget *budget, gsize n_values, gsize n_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (element-type JsonNode): @n_values plain ones, in any form a column has */
GPtrArray *anj_columns_read_values (JsonNode *column,
                                    guint n_values,
                                    AnjColumnsBudget *budget,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type JsonNode): @n_values objects */
GPtrArray *anj_columns_read_objects (JsonNode *column,
                                     guint n_values,
                                     AnjColumnsBudget *budget,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @n_values lengths; @out_sum: of all, at most what @budget has left */
guint32 *anj_columns_read_counts (JsonNode *column,
                                  guint n_values,
                                  AnjColumnsBudget *budget,
                                  gsize *out_sum,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
