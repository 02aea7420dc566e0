/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * Many JSON objects of one kind as columns: what belongs together stands together, what repeats
 * stands once. Compressed, that is a third of the same objects one after the other. The form is in
 * docs/protocol.md (Columns). Any objects come back as they were, but for the order of members.
 */

/* more than a reader takes: the writer's side ends a page before */
#define ANJ_COLUMNS_MAX_ROWS 65536
#define ANJ_COLUMNS_MAX_VALUES (4 * 1024 * 1024)
#define ANJ_COLUMNS_MAX_BYTES (64 * 1024 * 1024)

typedef struct _AnjColumnsWriter AnjColumnsWriter;

AnjColumnsWriter *anj_columns_writer_new (void);
void anj_columns_writer_free (AnjColumnsWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjColumnsWriter, anj_columns_writer_free)

/* takes what it needs; @row need not live on, but must not change */
void anj_columns_writer_add (AnjColumnsWriter *self, JsonObject *row);

/* (transfer full): {"rows", "columns"} of all that was added */
JsonObject *anj_columns_writer_finish (AnjColumnsWriter *self);

typedef struct _AnjColumns AnjColumns;

/**
 * anj_columns_read:
 * @packed: {"rows", "columns"} from anywhere
 * @error: %ANJ_ERROR_INVALID: lengths that do not agree, or more than ANJ_COLUMNS_MAX_… of
 *   anything; never names content
 */
AnjColumns *anj_columns_read (JsonObject *packed, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_columns_free (AnjColumns *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjColumns, anj_columns_free)

guint anj_columns_n_rows (const AnjColumns *self);

/* (transfer full): the row @index, below anj_columns_n_rows(); nothing in it is shared */
JsonObject *anj_columns_get_row (const AnjColumns *self, guint index);

G_END_DECLS
