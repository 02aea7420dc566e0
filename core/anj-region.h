/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Kemendagri region codes: PP, PP.KK, PP.KK.CC, PP.KK.CC.DDDD (dotted, 2.2.2.4). A region is named
 * by such a code at any level; "35.09" is the regency that holds the village "35.09.01.2001". */

typedef enum {
  ANJ_REGION_NONE = 0,
  ANJ_REGION_PROVINCE = 1,
  ANJ_REGION_REGENCY = 2,
  ANJ_REGION_DISTRICT = 3,
  ANJ_REGION_VILLAGE = 4,
} AnjRegionLevel;

/**
 * anj_region_code_level:
 * @code: (nullable): any string
 *
 * Returns: the level @code is well formed for, or %ANJ_REGION_NONE. Says nothing of existence.
 */
AnjRegionLevel anj_region_code_level (const char *code);

/**
 * anj_region_code_contains:
 * @region: a code of any level
 * @code: a code of any level
 *
 * Returns: whether @code is @region or lies inside it ("35.1" is not a region of "35.10")
 */
gboolean anj_region_code_contains (const char *region, const char *code);

/**
 * anj_region_code_parent:
 *
 * Returns: (transfer full) (nullable): the code one level up; %NULL for a province or a bad code
 */
char *anj_region_code_parent (const char *code);

/**
 * AnjRegionTable:
 *
 * Names by code. Immutable once made; may be shared between threads.
 */
typedef struct _AnjRegionTable AnjRegionTable;

/**
 * anj_region_table_new:
 * @csv: lines "code,name" (a header line "code,name" is skipped), UTF-8; several extracts may be
 *   concatenated; a name may be quoted. "-code,name" is a code that a region had and has no longer:
 *   it has no name here, and numbers that begin with it are known
 *
 * Returns: (transfer full): the table, or %NULL with %ANJ_ERROR_INVALID naming the line
 */
AnjRegionTable *anj_region_table_new (GBytes *csv, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void anj_region_table_free (AnjRegionTable *self);

/**
 * anj_region_table_name:
 *
 * Returns: (transfer none) (nullable): official name, or %NULL when the table lacks @code
 */
const char *anj_region_table_name (const AnjRegionTable *self, const char *code);

/**
 * anj_region_table_has_district:
 * @digits: six digits, as a NIK or No. KK begins ("350901")
 *
 * Returns: whether a district has the code, or had it: a NIK does not change with its district
 */
gboolean anj_region_table_has_district (const AnjRegionTable *self, const char *digits);

/* whether a district had the code of @digits and none has it today */
gboolean anj_region_table_is_former_district (const AnjRegionTable *self, const char *digits);

/**
 * anj_region_table_foreach:
 * @prefix: (nullable): only codes inside this region; %NULL for all
 * @level: only codes of this level; %ANJ_REGION_NONE for all
 *
 * Calls @func for each code in ascending order.
 */
void
anj_region_table_foreach (const AnjRegionTable *self,
                          const char *prefix,
                          AnjRegionLevel level,
                          void (*func) (const char *code, const char *name, gpointer user_data),
                          gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnjRegionTable, anj_region_table_free)

G_END_DECLS
